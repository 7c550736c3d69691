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

/** `clusterops validate` over a fleet, Plan's work for a large pull request, and what the embedded schemas cost. */
export async function figures(): Promise<readonly Figure[]> {
  const pull = planPull();
  return [
    figure(`validate of ${fleet} cluster folders, the whole process`, validateFleet(), 's', 10),
    figure(`a pull request of ${changed} clusters: planned, rendered and checked`, pull.ms / 1000, 's', 2),
    figure('peak memory of that process', pull.peak / 1e6, 'MB', 300),
    figure('schemas in the image', sizeOf(schemas) / 1e6, 'MB', 5),
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
