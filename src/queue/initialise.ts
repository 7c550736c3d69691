/** Makes a data directory of the embedded database with all tables in the folder given, then ends. */
import { openEmbedded } from './embedded.ts';
import { migrate } from './migrate.ts';
import { openTokens } from './tokens.ts';

const [folder] = process.argv.slice(2);
if (folder === undefined) throw new Error('usage: initialise FOLDER');
const quiet = { info: () => {}, warn: () => {}, error: console.error, debug: () => {} };
const database = await openEmbedded({ folder });
await migrate(database);
const tokens = await openTokens(database, quiet);
await tokens.close();
await database.close();
