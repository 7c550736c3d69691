import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Figure, figure, unmeasured } from './support/figure.ts';
import {
  type Measured,
  type SignedDelivery,
  sendMany,
  sendSteadily,
  signedComment,
  startMeasured,
} from './support/measured.ts';
import { startPostgres } from './support/postgres.ts';

const relevant = signedComment('please\r\n/create-cluster eu-west-1 workers=3');
const irrelevant = signedComment('Looks good to me, thanks. See either/or in the docs.');
const connections = 16;

const median = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;

/** CPU microseconds that a server spends per delivery. */
const cost = async (server: Measured, delivery: SignedDelivery, count: number, side = connections): Promise<number> => {
  const before = await server.usage();
  await sendMany(server.port, delivery, count, side);
  return ((await server.usage()).cpu - before.cpu) / count;
};

interface Costs {
  readonly relevant: number;
  readonly irrelevant: number;
  /** Relevant ones, each sent after the answer to the one before: nothing to share a commit with. */
  readonly alone: number;
}

/** Warms every server up, then measures them in turns, so that a busy moment of the machine hits all alike. */
const compare = async (
  servers: Readonly<Record<string, Measured>>,
  count: number,
  rounds: number,
): Promise<Map<string, Costs>> => {
  const taken = new Map<string, { readonly [kind in keyof Costs]: number[] }>();
  for (const [name, server] of Object.entries(servers)) {
    await sendMany(server.port, relevant, count, connections);
    await sendMany(server.port, irrelevant, count, connections);
    taken.set(name, { relevant: [], irrelevant: [], alone: [] });
  }
  for (let round = 0; round < rounds; round++) {
    for (const [name, server] of Object.entries(servers)) {
      taken.get(name)?.relevant.push(await cost(server, relevant, count));
      taken.get(name)?.irrelevant.push(await cost(server, irrelevant, count));
      taken.get(name)?.alone.push(await cost(server, relevant, Math.ceil(count / 10), 1));
    }
  }
  return new Map(
    [...taken].map(([name, costs]) => [
      name,
      { relevant: median(costs.relevant), irrelevant: median(costs.irrelevant), alone: median(costs.alone) },
    ]),
  );
};

const names = {
  stored: 'durable intake on Postgres: CPU against a Probot app with an empty handler',
  dropped: 'irrelevant deliveries on Postgres: CPU against a Probot app with an empty handler',
  p99: 'ack p99 at 200 deliveries/s on Postgres',
};

const costFigures = (costs: ReadonlyMap<string, Costs>): Figure[] => {
  const { probot, postgres, drained, embedded } = Object.fromEntries(costs) as Record<string, Costs | undefined>;
  if (probot === undefined) return [];
  const note = (own: number, peer: number): string => `${own.toFixed(0)} µs against ${peer.toFixed(0)} µs a delivery`;
  const ratio = (name: string, kind: keyof Costs, own: Costs | undefined, limit?: number): Figure[] =>
    own === undefined
      ? []
      : [figure(name, own[kind] / probot[kind], '×', limit, 'lower', note(own[kind], probot[kind]))];
  return [
    ...ratio(names.stored, 'relevant', postgres, 0.8),
    ...ratio(names.dropped, 'irrelevant', postgres, 0.5),
    ...ratio('the same intake with an empty handler behind the queue on Postgres', 'relevant', drained),
    ...ratio('the same intake on Postgres, one delivery at a time', 'alone', postgres),
    ...ratio('durable intake on PGlite: CPU against the same', 'relevant', embedded),
    ...ratio('irrelevant deliveries on PGlite: CPU against the same', 'irrelevant', embedded),
  ];
};

export interface IntakeOptions {
  /** Deliveries a round. */
  readonly count?: number;
  readonly rounds?: number;
  /** How long the steady load lasts. */
  readonly seconds?: number;
}

/**
 * CPU of the intake per signed delivery of 10 KB beside a real Probot app on the same deliveries, each server in its own
 * process, 16 connections; and how fast deliveries are acknowledged under a steady load while they are also handed on.
 */
export const figures = async (options: IntakeOptions = {}): Promise<Figure[]> => {
  const { count = 3_000, rounds = 5, seconds = 60 } = options;
  const folder = mkdtempSync(join(tmpdir(), 'clusterops-bench-'));
  const postgres = await startPostgres();
  const servers: Record<string, Measured> = {};
  try {
    servers.probot = await startMeasured('probot', '');
    servers.embedded = await startMeasured('embedded', join(folder, 'a'));
    if (typeof postgres !== 'string') {
      servers.postgres = await startMeasured('postgres', await postgres.createDatabase('intake'));
      servers.drained = await startMeasured('postgres', await postgres.createDatabase('drained'), true);
    }
    const costs = costFigures(await compare(servers, count, rounds));
    if (typeof postgres === 'string' || servers.drained === undefined) {
      return [
        unmeasured(names.stored, '×', 0.8, postgres as string, 'higher'),
        unmeasured(names.dropped, '×', 0.5, postgres as string, 'higher'),
        ...costs,
        unmeasured(names.p99, 'ms', 100, postgres as string),
      ];
    }
    const times = (await sendSteadily(servers.drained.port, relevant, 200, seconds)).sort((a, b) => a - b);
    const at = (share: number): number => times[Math.ceil(times.length * share) - 1] ?? Number.NaN;
    const note = `${seconds} s; median ${at(0.5).toFixed(1)} ms, worst ${at(1).toFixed(1)} ms`;
    return [...costs, figure(names.p99, at(0.99), 'ms', 100, 'lower', note)];
  } finally {
    for (const server of Object.values(servers)) await server.stop();
    if (typeof postgres !== 'string') await postgres.stop();
    rmSync(folder, { recursive: true, force: true });
  }
};

if (import.meta.main) {
  const seconds = Number(process.argv[2] ?? 60);
  for (const each of await figures({ seconds })) console.log(each);
}
