import type { Configuration } from '../../src/domain/access/configuration.ts';
import { defaultConfiguration } from '../../src/domain/access/default-configuration.ts';
import { planClusters } from '../../src/domain/cluster/plan.ts';
import type { FileContent, RenderedCluster } from '../../src/domain/cluster/spec.ts';
import { renderCluster } from '../../src/domain/manifests/render.ts';

/** One cluster as `/create-cluster` makes it of these arguments; throws when the command would be refused. */
export function renderedOf(
  typed: Parameters<typeof planClusters>[0]['arguments'],
  repository: ReadonlyMap<string, string> = new Map(),
  configuration: Configuration = defaultConfiguration,
): RenderedCluster {
  const plan = planClusters({
    arguments: typed,
    configuration,
    capi: 'v1beta2',
    issue: 12,
    requestId: 'k3fab2cdef',
    repositoryId: 4711,
    taken: [],
    openNames: [],
  });
  if (!plan.ok) throw new Error(`the command of the benchmark was refused: ${plan.findings[0]?.message}`);
  const [spec] = plan.value;
  const rendered = spec === undefined ? undefined : renderCluster(spec, configuration, repository);
  if (rendered?.ok !== true) throw new Error(`the benchmark could not render: ${rendered?.findings[0]?.message}`);
  return rendered.value;
}

const regions = ['eu-west-1', 'us-east-1', 'local'];

/** The files of so many clusters, of AWS and the development provider in turn. */
export function renderedFleet(
  count: number,
  nameOf: (index: number) => string = (index) => `cluster-${index}`,
): readonly FileContent[] {
  return Array.from({ length: count }, (_, index) => {
    const region = regions[index % regions.length] ?? 'local';
    return renderedOf({ region: [region], name: nameOf(index), workers: 3 }).files;
  }).flat();
}
