import type { Log } from '../ports/log.ts';
import type { Database } from './database.ts';
import { schemas } from './schema.ts';

const hourMs = 3_600_000;

/** The embedded database has no autovacuum: without this its tables would grow with every update. */
export const vacuum = async (database: Database): Promise<void> => {
  const tables = await database.query<{ name: string }>(
    `select format('%I.%I', n.nspname, c.relname) as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
     where n.nspname = any ($1) and c.relkind = 'r' order by 1`,
    [schemas],
  );
  // One by one: each holds up the process for its own time only.
  for (const { name } of tables) {
    await database.query(`vacuum (analyze) ${name}`);
    await new Promise((resolve) => setImmediate(resolve));
  }
};

/** Runs the chores every hour, one failing chore not keeping the others. Returns the stopper. */
export const startUpkeep = (
  database: Database,
  chores: readonly (() => Promise<unknown>)[],
  log: Log,
): (() => Promise<void>) => {
  const all = database.kind === 'embedded' ? [...chores, () => vacuum(database)] : chores;
  let running: Promise<void> | undefined;
  let stopped = false;
  const round = async (): Promise<void> => {
    for (const chore of all) {
      if (stopped) return;
      await chore().catch((error: unknown) => log.warn({ err: error }, 'a chore of the database failed'));
    }
  };
  const timer = setInterval(() => {
    running ??= round().finally(() => {
      running = undefined;
    });
  }, hourMs);
  timer.unref();
  return async () => {
    stopped = true;
    clearInterval(timer);
    await running;
  };
};
