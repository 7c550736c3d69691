import type { RequestRecord, RequestStore } from '../ports/requests.ts';
import type { Database } from './database.ts';

interface Row {
  readonly record: RequestRecord;
}
const records = async (rows: Promise<readonly Row[]>): Promise<readonly RequestRecord[]> =>
  (await rows).map((row) => row.record);

/** Requests in the table `request`, with the names of their clusters beside it for look-ups. */
export const createRequestStore = (database: Database): RequestStore => ({
  get: async (id) =>
    (await database.query<Row>('select record from clusterops.request where id = $1', [id]))[0]?.record,

  put: (record) =>
    database.transaction(async (sql) => {
      const { request } = record;
      await sql.query(
        `insert into clusterops.request (id, repository_id, issue, pull, phase, record) values ($1, $2, $3, $4, $5, $6)
         on conflict (id) do update set repository_id = excluded.repository_id, issue = excluded.issue,
           pull = excluded.pull, phase = excluded.phase, record = excluded.record, updated_at = clock_timestamp()`,
        [
          request.id,
          request.repository.id,
          request.issue,
          record.pull?.number ?? null,
          record.phase,
          JSON.stringify(record),
        ],
      );
      const clusters = request.clusters.map(({ spec }) => ({ namespace: spec.namespace, name: spec.name }));
      await sql.query(
        `with wanted as (select * from json_to_recordset($2::json) as w (namespace text, name text)),
         gone as (delete from clusterops.request_cluster c where c.request = $1
           and not exists (select 1 from wanted w where w.namespace = c.namespace and w.name = c.name))
         insert into clusterops.request_cluster (request, namespace, name)
         select $1, namespace, name from wanted on conflict do nothing`,
        [request.id, JSON.stringify(clusters)],
      );
    }),

  byPull: async (repositoryId, pull) =>
    (
      await database.query<Row>(
        'select record from clusterops.request where repository_id = $1 and pull = $2 order by updated_at desc limit 1',
        [repositoryId, pull],
      )
    )[0]?.record,

  byIssue: (repositoryId, issue) =>
    records(
      database.query<Row>(
        'select record from clusterops.request where repository_id = $1 and issue = $2 order by updated_at, id',
        [repositoryId, issue],
      ),
    ),

  liveByCluster: (namespace, name) =>
    records(
      database.query<Row>(
        `select r.record from clusterops.request_cluster c join clusterops.request r on r.id = c.request
         where c.namespace = $1 and c.name = $2 and r.phase <> 'ended' order by r.updated_at, r.id`,
        [namespace, name],
      ),
    ),

  live: (repositoryId) =>
    records(
      database.query<Row>(
        `select record from clusterops.request
         where phase <> 'ended' and ($1::bigint is null or repository_id = $1) order by repository_id, issue, id`,
        [repositoryId ?? null],
      ),
    ),
});
