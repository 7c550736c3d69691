import { defaultConfiguration } from '../src/domain/access/default-configuration.ts';
import { planClusters } from '../src/domain/cluster/plan.ts';
import { renderCluster } from '../src/domain/manifests/render.ts';
import { type Figure, figure } from './support/figure.ts';

const rounds = 9;
const each = 200;

/** Time to plan and render one cluster, in milliseconds: the median of the rounds' means, after a warm-up. */
export async function figures(): Promise<readonly Figure[]> {
  return [
    figure('render of a cluster (aws, plain)', time(['eu-west-1']), 'ms', 1.5),
    figure('render of a cluster (development provider, plain)', time(['local']), 'ms', 1.5),
  ];
}

function time(region: readonly string[]): number {
  render(region, each);
  const means = Array.from({ length: rounds }, () => {
    const start = performance.now();
    render(region, each);
    return (performance.now() - start) / each;
  });
  return means.toSorted((left, right) => left - right)[Math.floor(rounds / 2)] ?? Number.NaN;
}

function render(region: readonly string[], times: number): void {
  for (let time = 0; time < times; time += 1) {
    const plan = planClusters({
      arguments: { region, workers: 3 },
      configuration: defaultConfiguration,
      capi: 'v1beta2',
      issue: time,
      requestId: 'k3fab2cdef',
      repositoryId: 4711,
      taken: [],
      openNames: [],
    });
    if (!plan.ok) throw new Error('the command of the benchmark was refused');
    for (const spec of plan.value) {
      if (!renderCluster(spec, defaultConfiguration).ok) throw new Error('the benchmark could not render');
    }
  }
}
