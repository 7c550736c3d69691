import { execFileSync } from 'node:child_process';
import { readdirSync, writeFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import { usePlainEnvironment } from '../src/plain-environment.ts';
import type { Figure } from './support/figure.ts';

/**
 * Runs the benchmarks (all, or those named on the command line), prints each figure with its limit, writes bench/results.json,
 * and exits 1 when a limit is not met.
 */
async function main(): Promise<void> {
  const wanted = process.argv.slice(2);
  const files = readdirSync(import.meta.dirname)
    .filter((name) => name.endsWith('.ts') && name !== 'run.ts')
    .filter((name) => wanted.length === 0 || wanted.some((each) => name.startsWith(each)))
    .toSorted();
  const figures: Figure[] = [];
  for (const file of files) {
    const { figures: measure } = (await import(`./${file}`)) as { figures: () => Promise<readonly Figure[]> };
    for (const figure of await measure()) {
      figures.push(figure);
      print(figure);
    }
  }
  const machine = `${cpus().length} × ${cpus()[0]?.model ?? 'unknown'}, ${Math.round(totalmem() / 2 ** 30)} GiB, Node ${process.version}`;
  const commit = execFileSync('git', ['rev-parse', '--short', 'HEAD'], { encoding: 'utf8' }).trim();
  writeFileSync(new URL('results.json', import.meta.url), `${JSON.stringify({ machine, commit, figures }, null, 2)}\n`);
  const missed = figures.filter((figure) => !figure.met);
  console.log(`\n${machine}, commit ${commit}: ${figures.length - missed.length} of ${figures.length} met`);
  process.exit(missed.length === 0 ? 0 : 1);
}

function print({ name, value, unit, limit, better, met, note }: Figure): void {
  const bound = limit === undefined ? 'stated' : `${better === 'lower' ? '≤' : '≥'} ${limit}`;
  console.log(
    `${met ? '✔' : '✘'} ${name.padEnd(64)} ${String(Number.isNaN(value) ? '–' : Number(value.toPrecision(3))).padStart(9)} ${unit.padEnd(6)} ${bound}${note === undefined ? '' : `  (${note})`}`,
  );
}

usePlainEnvironment();
await main();
