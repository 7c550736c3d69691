import type { Created, CreationCount } from '../ports/creation-count.ts';
import type { Log } from '../ports/log.ts';
import type { Database } from './database.ts';

/** An answer that takes longer is not waited for. */
const patienceMs = 500;
/** After that the database is not asked for so long: whoever writes does not lose half a second each time. */
const pauseMs = 15_000;

/** One transaction for each count, one at a time for each installation; the clock is the database's. */
export const creationFunctions: readonly string[] = [
  `
create or replace function clusterops.creation_take(
  p_installation bigint, p_creates int, p_most int[], p_spans_ms double precision[]
) returns double precision language plpgsql as $body$
declare
  v_now timestamptz;
  v_wait double precision := 0;
  v_excess bigint;
begin
  perform pg_advisory_xact_lock(hashtextextended('clusterops.creation ' || p_installation, 0));
  v_now := clock_timestamp();
  for i in 1 .. array_length(p_most, 1) loop
    select coalesce(sum(c.creates), 0) + least(p_creates, p_most[i]) - p_most[i] into v_excess from clusterops.creation c
      where c.installation = p_installation and c.at > v_now - p_spans_ms[i] * interval '1 millisecond';
    if v_excess > 0 then
      select greatest(v_wait, p_spans_ms[i] - 1000 * extract(epoch from v_now - min(freeing.at))) into v_wait from (
        select c.at, sum(c.creates) over (order by c.at) as freed from clusterops.creation c
          where c.installation = p_installation and c.at > v_now - p_spans_ms[i] * interval '1 millisecond'
      ) freeing where freeing.freed >= v_excess;
    end if;
  end loop;
  if v_wait = 0 then
    insert into clusterops.creation (installation, at, creates) values (p_installation, v_now, p_creates);
  end if;
  return v_wait;
end $body$`,
];

interface SweptCreationCount extends CreationCount {
  /** Forgets what counts for no limit any more. */
  sweep(): Promise<void>;
}

export function createCreations(database: Database, log: Log): SweptCreationCount {
  let silentUntil = 0;

  /** The answer, or undefined when it does not come in time; it may still be carried out then. */
  async function ask<Row>(text: string, values: readonly unknown[]): Promise<readonly Row[] | undefined> {
    if (performance.now() < silentUntil) return undefined;
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_resolve, reject) => {
      timer = setTimeout(() => reject(new Error(`no answer in ${patienceMs} ms`)), patienceMs);
    });
    try {
      return await Promise.race([database.query<Row>(text, values), late]);
    } catch (error) {
      if (performance.now() >= silentUntil)
        log.warn(
          { reason: error instanceof Error ? error.message : String(error) },
          'the database does not say in time what other replicas created on GitHub: for a while this one counts by itself',
        );
      silentUntil = performance.now() + pauseMs;
      return undefined;
    } finally {
      clearTimeout(timer);
    }
  }

  return {
    take: async (installationId, creates, limits) => {
      const rows = await ask<{ wait: number }>('select clusterops.creation_take($1, $2, $3, $4) as wait', [
        installationId,
        creates,
        limits.map(({ most }) => most),
        limits.map(({ spanMs }) => spanMs),
      ]);
      const wait = rows?.[0]?.wait;
      // A fraction of a millisecond is a millisecond: whoever waits for nothing would ask again at once.
      return wait === undefined ? undefined : Math.ceil(wait);
    },
    lastHour: (installationId) =>
      ask<Created>(
        `select creates, (1000 * extract(epoch from clock_timestamp() - at))::float8 as "agoMs" from clusterops.creation
         where installation = $1 and at > clock_timestamp() - interval '1 hour' order by at`,
        [installationId],
      ),
    sweep: async () => {
      await database.query(`delete from clusterops.creation where at < clock_timestamp() - interval '1 hour'`);
    },
  };
}
