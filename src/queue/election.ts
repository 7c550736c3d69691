import pg from 'pg';
import type { Candidacy, CandidacyEvents } from '../ports/leadership.ts';
import type { Log } from '../ports/log.ts';

export interface ElectionLimits {
  /** How often a candidate tries, and the leader asks whether it still is. */
  readonly beatMs: number;
  /** The leader that heard nothing for so long acts no more. */
  readonly leaseMs: number;
  /** The server ends the session of a leader that said nothing for so long: longer than the lease, by its own clock. */
  readonly idleMs: number;
}
const electionLimits: ElectionLimits = { beatMs: 1_000, leaseMs: 5_000, idleMs: 8_000 };

/** A server that takes so long to answer is one that cannot be asked. */
const patienceMs = 4_000;

/**
 * One leader for each place, by an advisory lock that belongs to the session: it is free as soon as the server sees the
 * connection end, and at the latest when the session was idle for too long, whatever became of the leader's machine.
 */
export async function standOnPostgres(
  url: string,
  place: string,
  events: CandidacyEvents,
  log: Log,
  limits: ElectionLimits = electionLimits,
): Promise<Candidacy> {
  let session: pg.Client | undefined;
  let leading = false;
  let confirmedAt = 0;
  let timer: NodeJS.Timeout | undefined;
  let turning: Promise<void> = Promise.resolve();
  let closed = false;

  const leads = (): boolean => leading && performance.now() - confirmedAt < limits.leaseMs;

  const drop = (broken: pg.Client, because: string): void => {
    if (session !== broken) return;
    session = undefined;
    // With a query under way this cuts the connection; its end is of no further interest.
    void broken.end().catch(() => {});
    if (!leading) return;
    leading = false;
    log.warn({ place, because }, 'this process leads no more');
    events.lost();
  };

  const connect = async (): Promise<pg.Client> => {
    const fresh = new pg.Client({
      connectionString: url,
      application_name: `clusterops leader of ${place}`.slice(0, 63),
      connectionTimeoutMillis: patienceMs,
      query_timeout: patienceMs,
    });
    fresh.on('error', (error) => drop(fresh, error.message));
    fresh.on('end', () => drop(fresh, 'the connection ended'));
    await fresh.connect();
    session = fresh;
    await fresh.query(`set idle_session_timeout = ${limits.idleMs}`);
    return fresh;
  };

  /** Asks for the lock, or whether it is still held; either keeps the session alive. */
  const turn = async (): Promise<void> => {
    try {
      const asked = session ?? (await connect());
      const sentAt = performance.now();
      const { rows } = leading
        ? await asked.query<{ held: boolean }>('select true as held')
        : await asked.query<{ held: boolean }>('select pg_try_advisory_lock(hashtextextended($1, 0)) as held', [
            `clusterops leader of ${place}`,
          ]);
      if (session !== asked || rows[0]?.held !== true) return;
      confirmedAt = sentAt;
      if (leading || closed) return;
      leading = true;
      log.info({ place }, 'this process leads');
      events.won();
    } catch (error) {
      const because = error instanceof Error ? error.message : String(error);
      log.debug({ place, because }, 'the leader could not be asked for');
      if (session !== undefined) drop(session, because);
    }
  };

  const goOn = (): void => {
    if (closed) return;
    timer = setTimeout(() => {
      turning = turn().finally(goOn);
    }, limits.beatMs);
  };

  await turn();
  goOn();
  return {
    leads,
    close: async () => {
      closed = true;
      clearTimeout(timer);
      await turning;
      const ending = session;
      session = undefined;
      leading = false;
      await ending?.end().catch(() => {});
    },
  };
}

/** The embedded database has one process, which leads in everything. */
export async function standAlone(events: CandidacyEvents): Promise<Candidacy> {
  let closed = false;
  events.won();
  return {
    leads: () => !closed,
    close: async () => {
      closed = true;
    },
  };
}
