import type { JobKind } from '../ports/jobs.ts';
import type { Database } from './database.ts';
import { type Due, type Lane, laneOf, type Token, type Tokens } from './tokens.ts';
import type { Verdict } from './verdict.ts';

/** A job in hand. `run` fences it: once the job was given to another process, this run can no longer end it. */
export interface Begun {
  readonly id: string;
  readonly kind: JobKind;
  readonly payload: unknown;
  readonly attempts: number;
  readonly deferrals: number;
  readonly run: string;
  readonly token: Token;
}

/** A job that waits for its time, or for somebody to begin it. */
export interface Next {
  readonly id: string;
  readonly lane: Lane;
  /** Milliseconds until it may run; negative when it might have for as long already. */
  readonly ms: number;
}

export interface JobRuns {
  /** The first `most` jobs by the time at which they may run. Of jobs that are bound to a place only those of `held`. */
  next(most: number, held: readonly string[]): Promise<readonly Next[]>;
  /**
   * Takes up to `most` jobs of these lanes that may run now, those that control others first; the last `reserved` are for them
   * alone. Of jobs that are bound to a place only those of `held`.
   */
  begin(most: number, reserved: number, held: readonly string[], of: ReadonlySet<Lane>): Promise<readonly Begun[]>;
  /** Ends a run; false when it was taken away before. Says whether other jobs became ready. */
  end(job: Begun, verdict: Verdict): Promise<{ readonly held: boolean; readonly freed: boolean }>;
  /** Puts back the running jobs of these processes; one that has ended many of them becomes a dead letter. */
  requeue(owners: readonly string[]): Promise<void>;
  /** Puts back what this process holds by the database but not by its own knowledge: an answer was lost on the way. */
  requeueUnknown(known: readonly Begun[]): Promise<void>;
  rerun(id: string): Promise<boolean>;
  /** Sends tokens again for jobs that should have run long ago: for queues that were emptied from outside. */
  mend(): Promise<void>;
  /** Forgets jobs that ended longer ago than this; dead letters are kept twelve times as long. */
  sweep(olderThanDays: number): Promise<void>;
}

/** After so many processes that ended while it ran, a job is taken for their killer. */
const mostCrashes = 20;

/** The life of a job from its token to its end; every step is one transaction. */
export const createJobRuns = (database: Database, tokens: Tokens, owner: () => string): JobRuns => {
  const requeue = (owners: readonly string[], except: readonly string[]): Promise<void> =>
    database.transaction(async (sql) => {
      const due = await sql.query<Due>('select * from clusterops.job_requeue($1, $2, $3)', [
        owners,
        mostCrashes,
        except,
      ]);
      await tokens.send(sql, due);
    });

  return {
    next: async (most, held) => {
      const rows = await database.query<{ id: string; ms: number }>(
        `select id, (extract(epoch from due_at - clock_timestamp()) * 1000)::float8 as ms
         from clusterops.job where state in ('delayed', 'ready') and (place is null or place = any ($2))
         order by due_at limit $1`,
        [most, held],
      );
      return rows.map(({ id, ms }) => ({ id, lane: laneOf(id), ms }));
    },

    begin: (most, reserved, held, of) =>
      database.transaction(async (sql) => {
        const control = of.has('control') ? await tokens.fetch(sql, 'control', most, held) : [];
        const left = of.has('run') ? most - reserved - control.length : 0;
        const fetched = [...control, ...(left > 0 ? await tokens.fetch(sql, 'run', left, held) : [])];
        if (fetched.length === 0) return [];
        const begun = await sql.query<Omit<Begun, 'token'>>('select * from clusterops.job_begin($1, $2)', [
          fetched.map((token) => token.job),
          owner(),
        ]);
        const runs = new Map(begun.map((job) => [job.id, job]));
        const idle: Token[] = [];
        const jobs: Begun[] = [];
        for (const token of fetched) {
          const job = runs.get(token.job);
          if (job === undefined || !runs.delete(token.job)) idle.push(token);
          else jobs.push({ ...job, token });
        }
        await tokens.complete(sql, idle);
        return jobs;
      }),

    end: (job, verdict) =>
      database.transaction(async (sql) => {
        const again = verdict.outcome === 'again' ? verdict : undefined;
        const rows = await sql.query<Due & { held: boolean }>(
          'select * from clusterops.job_end($1, $2, $3, $4, $5, $6, $7)',
          [
            job.id,
            job.run,
            verdict.outcome,
            again?.pauseMs ?? 0,
            again?.deferred ?? false,
            verdict.outcome === 'done' ? null : verdict.code,
            verdict.outcome === 'done' ? null : verdict.error,
          ],
        );
        const held = rows.every((row) => row.held);
        // Under the lock that the function took, and before the token is sent, which follows the place.
        if (held && again?.place !== undefined) {
          await sql.query('update clusterops.job set place = $2 where id = $1', [job.id, again.place]);
        }
        const due = held ? rows : [];
        await tokens.complete(sql, [job.token]);
        await tokens.send(sql, due);
        return { held, freed: due.length > 0 };
      }),

    requeue: (owners) => requeue(owners, []),
    requeueUnknown: (known) =>
      requeue(
        [owner()],
        known.map((job) => job.run),
      ),

    rerun: (id) =>
      database.transaction(async (sql) => {
        const [row] = await sql.query<Due & { send: boolean }>('select * from clusterops.job_rerun($1)', [id]);
        if (row?.send === true) await tokens.send(sql, [row]);
        return row !== undefined;
      }),

    mend: () =>
      database.transaction(async (sql) => {
        const due = await sql.query<Due>(
          `update clusterops.job j set token_at = clock_timestamp()
         where j.state in ('delayed', 'ready') and j.due_at < clock_timestamp() - interval '10 minutes'
           and coalesce(j.token_at, j.added_at) < clock_timestamp() - interval '10 minutes'
         returning j.id as job, j.due_at as due`,
        );
        await tokens.send(sql, due);
      }),

    sweep: async (olderThanDays) => {
      await database.query(
        `delete from clusterops.job
       where (state = 'done' and ended_at < clock_timestamp() - $1 * interval '1 day')
          or (state = 'dead' and ended_at < clock_timestamp() - 12 * $1 * interval '1 day')`,
        [olderThanDays],
      );
    },
  };
};
