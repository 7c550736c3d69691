import { AppError } from '../../errors.ts';
import { at, text } from '../decode/json.ts';
import { leaveOutManagedFields } from '../decode/leave-out-managed-fields.ts';
import { decodeRefusal, type Refusal, wordsOf } from '../faults.ts';
import { Silence, type Transport } from '../transport.ts';
import { lineSplitter } from './line-splitter.ts';

export type WatchEvent =
  | { readonly type: 'ADDED' | 'MODIFIED' | 'DELETED'; readonly object: unknown }
  | { readonly type: 'BOOKMARK' };

export type Followed =
  /** The server closed it, as it does after `timeoutSeconds`. */
  | { readonly end: 'closed' }
  /** Nothing came for too long; the connection was torn down. */
  | { readonly end: 'silent' }
  /** The resource version is too old (410, as status or as event): list again. */
  | { readonly end: 'expired' }
  | { readonly end: 'refused'; readonly refusal: Refusal };

interface Following {
  readonly transport: Transport;
  readonly path: string;
  /** Selectors to send along. */
  readonly narrowed: Readonly<Record<string, string>>;
  readonly resourceVersion: string;
  /** Asked of the server, in seconds; jittered by the caller so that watches do not end in step. */
  readonly timeoutSeconds: number;
  readonly silentMs: number;
  readonly signal: AbortSignal;
  readonly onOpen: () => void;
  readonly onHeard: () => void;
  readonly onEvent: (event: WatchEvent, resourceVersion: string | undefined) => void;
  /** After each chunk's events: the moment to tell others. */
  readonly onBatch: () => void;
}

const changes = new Set<unknown>(['ADDED', 'MODIFIED', 'DELETED']);

/** Follows one watch connection to its end. Throws `kubernetes/unavailable` when it breaks. */
export async function follow(following: Following): Promise<Followed> {
  const query = {
    ...following.narrowed,
    watch: '1',
    allowWatchBookmarks: 'true',
    resourceVersion: following.resourceVersion,
    timeoutSeconds: String(following.timeoutSeconds),
  };
  const { path, signal, silentMs } = following;
  const answer = await following.transport.stream({ path, query, signal, silentMs });
  if (!answer.ok) {
    return answer.refusal.status === 410 ? { end: 'expired' } : { end: 'refused', refusal: answer.refusal };
  }
  following.onOpen();
  const lines = lineSplitter();
  let verdict: Followed | undefined;
  try {
    for await (const chunk of answer.stream.chunks) {
      following.onHeard();
      lines.feed(chunk, (line) => {
        verdict ??= take(following, line);
      });
      following.onBatch();
      if (verdict !== undefined) return verdict;
    }
  } catch (error) {
    if (error instanceof Silence) return { end: 'silent' };
    throw new AppError('kubernetes/unavailable', `watch of ${path}: ${wordsOf(error)}`, { cause: error });
  } finally {
    answer.stream.abort();
  }
  return { end: 'closed' };
}

/** Takes in one event; a verdict ends the watch. */
function take(following: Following, line: Buffer): Followed | undefined {
  const event: unknown = JSON.parse(leaveOutManagedFields(line));
  const type = at(event, 'type');
  const object = at(event, 'object');
  if (type === 'ERROR') {
    const refusal = decodeRefusal(Number(at(object, 'code')) || 500, JSON.stringify(object));
    return refusal.status === 410 ? { end: 'expired' } : { end: 'refused', refusal };
  }
  const resourceVersion = text(at(object, 'metadata', 'resourceVersion'));
  // The server went back in time, as after a restored backup: what it will tell from here says nothing of what we hold.
  if (type === 'BOOKMARK' && Number(resourceVersion) < Number(following.resourceVersion)) return { end: 'expired' };
  if (type === 'BOOKMARK') following.onEvent({ type }, resourceVersion);
  else if (changes.has(type)) {
    following.onEvent({ type: type as 'ADDED' | 'MODIFIED' | 'DELETED', object }, resourceVersion);
  }
  return undefined;
}
