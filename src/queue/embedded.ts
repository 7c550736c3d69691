import type { PGlite } from '@electric-sql/pglite';
import type { Database, Sql } from './database.ts';
import { standAlone } from './election.ts';

/** Postgres's own default of 128 MB is held as resident memory by the WebAssembly build. */
const startParameters = ['-c', 'shared_buffers=16MB'];

export interface Embedded extends Database {
  readonly engine: PGlite;
}

/** Starts the embedded Postgres in `folder`, or in memory (from a dumped data directory, if given). */
export const openEmbedded = async (
  place: { readonly folder: string } | { readonly memory: Blob | undefined },
): Promise<Embedded> => {
  // Loaded only here: with a Postgres server its 40 MB never enter the process.
  const { PGlite: Engine } = await import('@electric-sql/pglite');
  const engine = await Engine.create({
    ...('folder' in place ? { dataDir: place.folder } : {}),
    ...('memory' in place && place.memory !== undefined ? { loadDataDir: place.memory } : {}),
    startParams: [...Engine.defaultStartParams, ...startParameters],
  });

  const on = (runner: Pick<PGlite, 'query'>): Sql => ({
    query: async <Row>(text: string, values: readonly unknown[] = []) =>
      (await runner.query<Row>(text, [...values])).rows,
  });

  return {
    kind: 'embedded',
    engine,
    ...on(engine),
    script: async (text) => (await engine.exec(text)).flatMap((result) => result.rows),
    transaction: (work) => engine.transaction((tx) => work(on(tx as unknown as PGlite))),
    // One process owns the folder, so there is nobody else to hear from.
    listen: async () => async () => {},
    stand: (_place, events) => standAlone(events),
    close: () => engine.close(),
  };
};
