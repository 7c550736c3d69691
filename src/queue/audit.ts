import type { AuditEntry, AuditTrail } from '../ports/audit.ts';
import type { Database } from './database.ts';

export interface AuditRow extends Omit<AuditEntry, 'act'> {
  readonly seq: number;
  /** Milliseconds since the epoch. */
  readonly at: number;
}

/** The trail as it is read; old entries are swept. */
export interface Audit extends AuditTrail {
  /** Entries after `after`, oldest first, at most `most` (1,000): page on with the last `seq`. */
  list(query?: {
    readonly after?: number;
    readonly request?: string;
    readonly since?: number;
    readonly most?: number;
  }): Promise<readonly AuditRow[]>;
  /** Removes entries older than so many days; returns how many. */
  sweep(olderThanDays: number): Promise<number>;
}

interface Row {
  readonly seq: number;
  readonly at: number;
  readonly kind: AuditEntry['kind'];
  readonly request: string | null;
  readonly who: string | null;
  readonly what: Readonly<Record<string, unknown>>;
}

export const createAudit = (database: Database): Audit => ({
  put: async ({ kind, act, request, who, what }) => {
    const added = await database.query(
      `insert into clusterops.audit (kind, act, request, who, what) values ($1, $2, $3, $4, $5)
       on conflict (act) do nothing returning seq`,
      [kind, act, request ?? null, who ?? null, JSON.stringify(what)],
    );
    return added.length > 0 ? 'added' : 'known';
  },
  list: async ({ after = 0, request, since = 0, most = 1_000 } = {}) => {
    const rows = await database.query<Row>(
      `select seq::float8 as seq, (extract(epoch from at) * 1000)::float8 as at, kind, request, who, what
       from clusterops.audit
       where seq > $1 and ($2::text is null or request = $2) and at >= to_timestamp($3::float8 / 1000)
       order by seq limit $4`,
      [after, request ?? null, since, Math.min(most, 1_000)],
    );
    return rows.map(({ request: about, who, ...row }) => ({
      ...row,
      ...(about === null ? {} : { request: about }),
      ...(who === null ? {} : { who }),
    }));
  },
  sweep: async (olderThanDays) =>
    (
      await database.query(
        `delete from clusterops.audit where at < clock_timestamp() - $1 * interval '1 day' returning seq`,
        [olderThanDays],
      )
    ).length,
});
