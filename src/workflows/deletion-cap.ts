import { decodeLetGo, hour, type LetGo, type Slot, takeSlot } from '../domain/deletion/hourly-cap.ts';
import { AppError } from '../errors.ts';
import type { Clock } from '../ports/clock.ts';
import type { Log } from '../ports/log.ts';
import type { Metrics } from '../ports/metrics.ts';
import type { Recovery } from '../ports/recovery.ts';
import type { Settings } from '../ports/requests.ts';
import type { Signer } from '../ports/signer.ts';
import { letGoIn } from './sticky.ts';

interface Needs {
  readonly settings: Settings;
  readonly recovery: Pick<Recovery, 'repositories' | 'ownCommentsSince'>;
  readonly signer: Signer;
  readonly clock: Clock;
  readonly metrics: Metrics;
  readonly log: Log;
  /** Most Clusters that are let go within an hour. */
  readonly mostAnHour: number;
}

/** Under this key one deletion is let go at a time, on all replicas, so that the cap holds. */
export const oneAtATime = 'deletions';
const stored = 'deletions-let-go';
const clocksDisagree = 5 * 60_000;

/**
 * A place among the deletions of the last hour, by a key that names the deletion. It is remembered before anything is deleted: here
 * in the database, and by who asks in the signed sticky comment, from which it is read again where the database was lost.
 * Throws while that cannot be read: nothing is deleted meanwhile.
 */
export type TakePlace = (key: string, about: Readonly<Record<string, unknown>>) => Promise<Slot>;

/** Asked for under the key `oneAtATime` only. */
export function createDeletionCap(needs: Needs): TakePlace {
  return async (key, about) => {
    const text = await needs.settings.get(stored);
    const known = text === undefined ? await fromComments(needs) : decodeLetGo(text);
    const slot = takeSlot(known, key, needs.mostAnHour, needs.clock.now());
    if (slot.state === 'full') {
      needs.metrics.deletion('held back');
      needs.log.error(
        { ...about, cap: needs.mostAnHour, until: slot.until },
        'more deletions were asked for within an hour than may be: this one is held back',
      );
      return slot;
    }
    await needs.settings.put(stored, JSON.stringify(slot.recent));
    return slot;
  };
}

/** What was let go, by the comments of ours that changed since: each was rewritten just before its Cluster went. */
async function fromComments({ recovery, signer, clock, log }: Needs): Promise<readonly LetGo[]> {
  const found: LetGo[] = [];
  const since = clock.now() - hour - clocksDisagree;
  for (const { ownerId: _owner, ...repository } of await recovery.repositories()) {
    const bodies = await recovery.ownCommentsSince(repository, since).catch((error: unknown) => {
      // A repository without pull requests has no request that let anything go.
      if (error instanceof AppError && error.code === 'github/gone') return [];
      throw error;
    });
    found.push(...letGoIn(signer, repository.id, bodies));
  }
  log.info({ found: found.length }, 'what was deleted within the last hour was read from the comments of requests');
  return found;
}
