import { randomUUID } from 'node:crypto';
import type { JobLine, Jobs } from '../ports/jobs.ts';
import type { Database } from './database.ts';
import { controlPrefix, type Due, type Tokens } from './tokens.ts';
import { forGitHub } from './verdict.ts';

interface Added {
  readonly outcome: 'added' | 'known';
  readonly job: string;
  readonly due: Date;
  readonly send: boolean;
}

/** Adds jobs: the record, its place in every line and its token are committed together. */
export const createJobs = (database: Database, tokens: Tokens, added: () => void): Jobs => ({
  add: async (kind, payload, options = {}) => {
    const outcome = await database.transaction(async (sql) => {
      const [row] = await sql.query<Added>('select * from clusterops.job_add($1, $2, $3, $4, $5, $6, $7)', [
        `${options.control === true ? controlPrefix : ''}${options.id ?? randomUUID()}`,
        kind,
        JSON.stringify(payload),
        options.keys ?? [],
        options.coalesce ?? null,
        options.delayMs ?? 0,
        options.id !== undefined,
      ]);
      if (row?.send === true) await tokens.send(sql, [row]);
      if (row !== undefined && options.awaits !== undefined)
        await sql.query(`update clusterops.job set awaits = $2 where id = $1 and state = 'delayed'`, [
          row.job,
          options.awaits,
        ]);
      return row?.outcome ?? 'known';
    });
    added();
    return outcome;
  },
  inSight: async (managementCluster) => {
    const woken = await database.transaction(async (sql) => {
      const due = await sql.query<Due>(
        `update clusterops.job set awaits = null, due_at = date_trunc('milliseconds', clock_timestamp())
         where awaits = $1 and state = 'delayed' returning id as job, due_at as due`,
        [managementCluster],
      );
      await tokens.send(sql, due);
      if (due.length > 0) await sql.query(`select pg_notify('clusterops', 'job')`);
      return due.length > 0;
    });
    if (woken) added();
  },
});

export const createJobLine = (database: Database): JobLine => ({
  before: async (id) => {
    const [row] = await database.query<{ before: number }>(
      `select count(*)::int as before from clusterops.job mine join clusterops.job other
         on other.kind = mine.kind and (other.added_at, other.id) < (mine.added_at, mine.id)
         and other.payload #>> '{repository,installationId}' = mine.payload #>> '{repository,installationId}'
       where mine.id = $1 and other.state in ('delayed', 'waiting', 'ready', 'active')
         and (other.state <> 'ready' or other.due_at <= clock_timestamp() or other.code = any ($2))`,
      [id, forGitHub],
    );
    return row?.before ?? 0;
  },
});
