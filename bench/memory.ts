import { readFileSync } from 'node:fs';
import { type Figure, figure, unmeasured } from './support/figure.ts';
import { startPostgres } from './support/postgres.ts';
import { createStage } from './support/stage.ts';

const settle = 10_000;

/** Resident memory of the bot ten seconds after its start, with nothing to do. */
export async function figures(): Promise<readonly Figure[]> {
  const figures: Figure[] = [figure('idle memory on the embedded database', await idle(undefined), 'MiB', undefined)];
  const name = 'idle memory on Postgres';
  const server = await startPostgres();
  if (typeof server === 'string') return [...figures, unmeasured(name, 'MiB', 150, server)];
  try {
    figures.push(figure(name, await idle(await server.createDatabase('idle')), 'MiB', 150));
  } finally {
    await server.stop();
  }
  return figures;
}

async function idle(databaseUrl: string | undefined): Promise<number> {
  const stage = await createStage({ organizations: ['acme'], databaseUrl });
  try {
    await new Promise((resolve) => setTimeout(resolve, settle));
    const kib = /^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${stage.pid}/status`, 'utf8'))?.[1];
    return Number(kib) / 1024;
  } finally {
    await stage.close();
  }
}
