import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { firstThatRuns } from '../src/builders/confined.ts';
import { readBuilderSettings } from '../src/config.ts';
import { defaultConfiguration } from '../src/domain/access/default-configuration.ts';
import type { BuildTool } from '../src/domain/manifests/builds/recipe.ts';
import { type Figure, figure, unmeasured } from './support/figure.ts';
import { renderedOf } from './support/fleet.ts';

const rounds = 9;
const each = 200;
/** A process is started so many times. */
const processes = 9;
const chart = 'examples/charts/cluster';

type Typed = Parameters<typeof renderedOf>[0];
const aws: Typed = { region: ['eu-west-1'], workers: 3 };

/**
 * Milliseconds to plan and render one cluster: the median of the rounds' means, after a warm-up. And how many times longer a
 * process takes to make the same objects of a Kustomize overlay or of the values of a chart.
 */
export async function figures(): Promise<readonly Figure[]> {
  return [
    figure('render of a cluster (aws, plain)', time(aws), 'ms', 1.5),
    figure('render of a cluster (development provider, plain)', time({ region: ['local'], workers: 3 }), 'ms', 1.5),
    figure(
      'render of a cluster (aws, values of a chart)',
      time({ ...aws, packaging: 'helm' }, charts()),
      'ms',
      undefined,
    ),
    await against('kustomize', 'kustomize build'),
    await against('helm', 'helm template'),
  ];
}

async function against(tool: BuildTool, command: string): Promise<Figure> {
  const name = `${command} of the same cluster against our render`;
  const { searched, ...given } = readBuilderSettings(process.env);
  const program = await firstThatRuns([given[tool] ?? [], searched.map((folder) => join(folder, tool))].flat());
  if (program === undefined) {
    return unmeasured(name, '×', 50, `${tool} is not installed; give its path in ${tool.toUpperCase()}_PATH`, 'higher');
  }
  const root = mkdtempSync(join(tmpdir(), 'clusterops-bench-'));
  try {
    const typed = { ...aws, packaging: tool };
    const { files, folder } = renderedOf(typed, charts());
    const charted = [...charts()].map(([path, content]) => ({ path, content }));
    for (const { path, content } of [...charted, ...files]) {
      mkdirSync(dirname(join(root, path)), { recursive: true });
      writeFileSync(join(root, path), content);
    }
    const target = join(root, folder);
    if (tool === 'helm') run(program, ['dependency', 'build', target]);
    const args = tool === 'helm' ? ['template', 'cluster', target] : ['build', target];
    const times = Array.from({ length: processes }, () => {
      const start = performance.now();
      run(program, args);
      return performance.now() - start;
    });
    // Measured beside it, so that both met the same machine; plain, because both make the objects.
    return figure(name, median(times) / time(aws), '×', 50, 'higher');
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}

/** The example chart, where a repository is to have it. */
function charts(): ReadonlyMap<string, string> {
  return new Map(
    filesBelow(chart).map((path) => [
      join(defaultConfiguration.helm.chart, path),
      readFileSync(join(chart, path), 'utf8'),
    ]),
  );
}

function filesBelow(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((path) =>
    statSync(join(folder, path)).isFile(),
  );
}

function run(program: string, args: readonly string[]): void {
  const { status, stderr } = spawnSync(program, args, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`${program} ${args.join(' ')}: ${stderr}`);
}

function time(typed: Typed, repository: ReadonlyMap<string, string> = new Map()): number {
  render(typed, repository);
  return median(
    Array.from({ length: rounds }, () => {
      const start = performance.now();
      render(typed, repository);
      return (performance.now() - start) / each;
    }),
  );
}

function render(typed: Typed, repository: ReadonlyMap<string, string>): void {
  for (let index = 0; index < each; index += 1) renderedOf(typed, repository);
}

function median(values: readonly number[]): number {
  return values.toSorted((left, right) => left - right)[Math.floor(values.length / 2)] ?? Number.NaN;
}
