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
/** Of which the middle one counts. */
const starts = 5;

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

/** What the schemas cost a bot that does not use them: CPU that they add to its start, and files that it reads. */
function startUp(): readonly Figure[] {
  const started = (mode: string): { readonly seconds: number; readonly added: number; readonly opened: number } =>
    JSON.parse(
      run(['--no-warnings', fileURLToPath(new URL('support/start.ts', import.meta.url)), 'src/compose.ts', mode]),
    );
  const ratios = Array.from({ length: starts }, () => started('without')).map(
    ({ seconds, added }) => 1 + added / seconds,
  );
  const median = ratios.sort((left, right) => left - right)[starts >> 1] ?? Number.NaN;
  return [
    figure('start of the bot, against one without schemas', median, '×', 1.01),
    figure('files of the schemas that a start reads', started('with').opened, 'files', 0),
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
