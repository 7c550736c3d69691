import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { leaveOutManagedFields } from '../src/kubernetes/decode/leave-out-managed-fields.ts';
import { notices } from '../src/kubernetes/picture/notices.ts';
import { objectIndex } from '../src/kubernetes/picture/objects.ts';
import { lineSplitter } from '../src/kubernetes/watch/line-splitter.ts';
import { type Figure, figure, unmeasured } from './support/figure.ts';
import { machineJson } from './support/watched-objects.ts';

const events = 4_000;
const rounds = 9;
const watched = 50_000;
const silent = { info() {}, warn() {}, error() {}, debug() {} };

/** What watching costs: time against parsing alone, memory an object, and the first picture of a large fleet. */
export async function figures(): Promise<Figure[]> {
  return [...ingest(), ...(await firstPicture())];
}

function ingest(): Figure[] {
  const lines = Array.from({ length: events }, (_, index) =>
    JSON.stringify({ type: 'ADDED', object: machineJson(index) }),
  );
  const bytes = Buffer.from(`${lines.join('\n')}\n`);
  const chunks = Array.from({ length: Math.ceil(bytes.length / 65_536) }, (_, index) =>
    bytes.subarray(index * 65_536, (index + 1) * 65_536),
  );
  const ratios: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const parse = cpuOf(() => {
      for (const line of lines) JSON.parse(line);
    });
    const take = cpuOf(() => takeIn(chunks));
    // The first rounds run before the compiler has done its work.
    if (round >= 2) ratios.push(parse / take);
  }
  const ratio = ratios.toSorted((a, b) => a - b)[Math.floor(ratios.length / 2)] ?? Number.NaN;
  const each = Math.round(bytes.length / events);
  return [
    figure(
      'watch ingest against JSON.parse of the same events',
      ratio,
      '×',
      0.8,
      'higher',
      `CPU, events of ${each} bytes`,
    ),
    keptBytes(chunks),
  ];
}

function takeIn(chunks: readonly Buffer[]) {
  const index = objectIndex(notices(silent));
  const sink = index.open({ group: 'cluster.x-k8s.io', version: 'v1beta2', kind: 'Machine' });
  const splitter = lineSplitter();
  for (const chunk of chunks) {
    splitter.feed(chunk, (line) => sink.put((JSON.parse(leaveOutManagedFields(line)) as { object: unknown }).object));
    sink.flush();
  }
  return index;
}

function keptBytes(chunks: readonly Buffer[]): Figure {
  const name = 'memory kept for a watched object';
  const { gc } = globalThis;
  if (gc === undefined) return unmeasured(name, 'bytes', 1024, 'run with --expose-gc');
  gc();
  const before = process.memoryUsage().heapUsed;
  const index = takeIn(chunks);
  gc();
  return figure(name, (process.memoryUsage().heapUsed - before) / index.size(), 'bytes', 1024);
}

function cpuOf(run: () => void): number {
  const before = process.cpuUsage();
  run();
  const { user, system } = process.cpuUsage(before);
  return user + system;
}

/** As the image runs the bot: a young generation that grows to 48 MB only keeps garbage longer. */
const flags = ['--max-semi-space-size=8'];

const start = (script: string, argument: string): ChildProcess =>
  spawn(process.execPath, [...flags, fileURLToPath(script), argument], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });

async function firstLine(child: ChildProcess): Promise<string> {
  if (child.stdout === null) throw new Error('the child has no output');
  for await (const line of createInterface(child.stdout)) return line;
  throw new Error('the child ended without a word');
}

async function firstPicture(): Promise<Figure[]> {
  const server = start(import.meta.resolve('./support/watch-server.ts'), String(watched));
  try {
    const seen = JSON.parse(
      await firstLine(start(import.meta.resolve('./support/watch-client.ts'), await firstLine(server))),
    );
    if (seen.state !== 'live' || seen.members !== 50)
      throw new Error(`the picture is not whole: ${JSON.stringify(seen)}`);
    return [
      figure(
        'peak memory with 50,000 watched objects',
        seen.peakMegabytes,
        'MB',
        250,
        'lower',
        `RSS of a process that only watches, node ${flags.join(' ')}`,
      ),
      figure('first complete picture of 50,000 objects', seen.seconds, 's', 30),
    ];
  } finally {
    server.kill();
  }
}
