import { scratchFolder } from './scratch.ts';

/**
 * Makes one migrated embedded database that the scenarios copy, because making it takes seconds. Runs once, before all suites,
 * under the loader that runs TypeScript from source.
 */
export default async function prepareDatabase(): Promise<void> {
  const { openDatabase } = await import('../../src/queue/open.ts');
  const folder = scratchFolder('template');
  const database = await openDatabase({
    folder,
    log: { info: () => {}, warn: () => {}, error: () => {}, debug: () => {} },
  });
  await database.close();
  process.env['TEST_DATABASE_TEMPLATE'] = folder;
}
