import { randomUUID } from 'node:crypto';
import { readFile, readlink } from 'node:fs/promises';
import type { Log } from '../ports/log.ts';
import type { Database } from './database.ts';

export interface PresenceLimits {
  /** How often a process says that it is there. */
  readonly beatMs: number;
  /** After this long without a word it counts as gone, and its leases are given to others. */
  readonly goneMs: number;
}
export const presenceLimits: PresenceLimits = { beatMs: 2_000, goneMs: 12_000 };

/** Which processes are there. Leases (running jobs, deliveries in hand) belong to one of them. */
export interface Presence {
  readonly id: string;
  close(): Promise<void>;
}

export interface PresenceEvents {
  /** Processes that are gone: take over their leases. */
  readonly gone: (ids: readonly string[]) => Promise<void>;
  /** This process was taken for gone (it was stopped for too long): its leases are not its own any more. */
  readonly lost: () => void;
}

/** Where a process id means one and the same process: this boot of this kernel, this pid namespace. */
const pidScope = async (): Promise<string | null> => {
  try {
    const [boot, namespace] = await Promise.all([
      readFile('/proc/sys/kernel/random/boot_id', 'utf8'),
      readlink('/proc/self/ns/pid'),
    ]);
    return `${boot.trim()} ${namespace}`;
  } catch {
    return null;
  }
};

interface Other {
  readonly id: string;
  readonly scope: string | null;
  readonly pid: number;
  readonly silent: boolean;
}

const runs = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
};

/**
 * Registers this process. With the embedded database every other process is gone, because the folder has one owner. On
 * a server a process of the same machine is gone when its pid is, any other after `goneMs` of silence.
 */
export const openPresence = async (
  database: Database,
  events: PresenceEvents,
  log: Log,
  limits: PresenceLimits = presenceLimits,
): Promise<Presence> => {
  const id = randomUUID();
  const scope = await pidScope();
  let timer: NodeJS.Timeout | undefined;
  let beating: Promise<void> | undefined;

  const remove = async (ids: readonly string[]): Promise<void> => {
    if (ids.length === 0) return;
    await events.gone(ids);
    await database.query('delete from clusterops.process where id = any ($1)', [ids]);
  };

  const register = (): Promise<unknown> =>
    database.query('insert into clusterops.process (id, scope, pid) values ($1, $2, $3)', [id, scope, process.pid]);

  const alone = database.kind === 'embedded';
  const isGone = (other: Other): boolean =>
    alone || other.silent || (scope !== null && other.scope === scope && !runs(other.pid));
  const look = async (): Promise<void> => {
    const others = await database.query<Other>(
      `select id, scope, pid, beat_at < clock_timestamp() - $2 * interval '1 millisecond' as silent
       from clusterops.process where id <> $1`,
      [id, limits.goneMs],
    );
    await remove(others.filter(isGone).map((other) => other.id));
  };
  await register();
  await look();

  const beat = async (): Promise<void> => {
    const kept = await database.query(
      'update clusterops.process set beat_at = clock_timestamp() where id = $1 returning id',
      [id],
    );
    if (kept.length === 0) {
      log.warn({}, 'this process was silent for too long and lost its leases');
      events.lost();
      await register();
    }
    await look();
  };

  if (!alone) {
    timer = setInterval(() => {
      if (beating !== undefined) return;
      beating = beat()
        .catch((error: unknown) => log.warn({ err: error }, 'the database did not take the sign of life'))
        .finally(() => {
          beating = undefined;
        });
    }, limits.beatMs);
    timer.unref();
  }

  return {
    id,
    close: async () => {
      clearInterval(timer);
      await beating;
      await remove([id]);
    },
  };
};
