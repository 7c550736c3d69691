import { readSettings } from '../config.ts';
import { openDatabase } from '../queue/open.ts';
import { createLog } from '../telemetry/log.ts';
import { refuse } from './exit.ts';

/** The database that the settings of the bot name; close it. Throws `CliExit` 2 with every fault of the settings. */
export function openQueue(environment: Readonly<Record<string, string | undefined>>): ReturnType<typeof openDatabase> {
  const read = readSettings(environment);
  if (!read.ok) refuse(read.findings);
  const { database } = read.settings;
  return openDatabase({
    ...(database.kind === 'postgres' ? { url: database.url } : { folder: database.folder }),
    log: createLog({ level: 'silent' }),
  });
}
