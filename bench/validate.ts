import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Figure, figure } from './support/figure.ts';
import { renderedFleet } from './support/fleet.ts';

const fleet = 1_000;
const changed = 100;
const schemas = 'src/schemas';
/** Starts with the schemas, and as many without. */
const starts = 9;

/** `clusterops validate` over a fleet, Plan's work for a large pull request, and what the embedded schemas cost. */
export async function figures(): Promise<readonly Figure[]> {
  const pull = planPull();
  return [
    figure(`validate of ${fleet} cluster folders, the whole process`, validateFleet(), 's', 10),
    figure(`a pull request of ${changed} clusters: planned, rendered and checked`, pull.ms / 1000, 's', 2),
    figure('peak memory of that process', pull.peak / 1e6, 'MB', 300),
    figure('schemas in the image', sizeOf(schemas) / 1e6, 'MB', 5),
    ...startUp(),
  ];
}

function validateFleet(): number {
  const root = mkdtempSync(join(tmpdir(), 'clusterops-bench-'));
  try {
    mkdirSync(join(root, '.git'));
    for (const { path, content } of renderedFleet(fleet)) {
      mkdirSync(dirname(join(root, path)), { recursive: true });
      writeFileSync(join(root, path), content);
    }
    const start = performance.now();
    run(['src/cli/main.ts', 'validate', join(root, 'clusters')]);
    return (performance.now() - start) / 1000;
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}

function planPull(): { readonly ms: number; readonly peak: number } {
  return JSON.parse(run([fileURLToPath(new URL('support/plan-pull.ts', import.meta.url)), String(changed)]));
}

/** What the schemas cost a bot that does not use them: CPU of its start against one without them, and files that it reads. */
function startUp(): readonly Figure[] {
  const started = (mode: string): { readonly seconds: number; readonly opened: number } =>
    JSON.parse(
      run(['--no-warnings', fileURLToPath(new URL('support/start.ts', import.meta.url)), 'src/compose.ts', mode]),
    );
  const pairs = Array.from({ length: starts }, () => ({ whole: started('with'), bare: started('without') }));
  // Each start is disturbed by what else runs, never hastened: the least is the truest.
  const least = (which: 'whole' | 'bare'): number => Math.min(...pairs.map((pair) => pair[which].seconds));
  return [
    figure('start of the bot, against one without schemas', least('whole') / least('bare'), '×', 1.05),
    figure('files of the schemas that a start reads', Math.max(...pairs.map(({ whole }) => whole.opened)), 'files', 0),
  ];
}

function run(args: readonly string[]): string {
  const { status, stdout, stderr } = spawnSync(process.execPath, args, {
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  });
  if (status !== 0) throw new Error(`${args.join(' ')}: ${stderr}${stdout.slice(-2_000)}`);
  return stdout;
}

function sizeOf(path: string): number {
  const found = statSync(path);
  return found.isFile() ? found.size : readdirSync(path).reduce((sum, name) => sum + sizeOf(join(path, name)), 0);
}
