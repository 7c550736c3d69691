import type { Candidacy, CandidacyEvents } from '../ports/leadership.ts';

/** One statement at a time, with `$1` placeholders. */
export interface Sql {
  query<Row = Record<string, unknown>>(text: string, values?: readonly unknown[]): Promise<readonly Row[]>;
}

/** What wakes: a stored delivery or a job that became ready, in this process or in another replica. */
export type Signal = 'delivery' | 'job';

/** A Postgres, whether a server or the embedded one. */
export interface Database extends Sql {
  readonly kind: 'postgres' | 'embedded';
  /** Several statements without values, separated by semicolons. */
  script(text: string): Promise<readonly Record<string, unknown>[]>;
  /** Commits when `work` resolves, rolls back when it rejects. */
  transaction<T>(work: (sql: Sql) => Promise<T>): Promise<T>;
  /** Calls `onSignal` for signals of other processes, and for each kind after the connection was lost. Returns the stopper. */
  listen(onSignal: (signal: Signal) => void): Promise<() => Promise<void>>;
  /** Stands for the lead in a place, against the other processes that share the database. */
  stand(place: string, events: CandidacyEvents): Promise<Candidacy>;
  close(): Promise<void>;
}

/** The channel of NOTIFY; its payload is a `Signal`. */
export const channel = 'clusterops';
