import { readdirSync, readFileSync } from 'node:fs';
import type { Configuration } from '../../../../src/domain/access/configuration.ts';
import { defaultConfiguration } from '../../../../src/domain/access/default-configuration.ts';
import { type PlanInput, planClusters } from '../../../../src/domain/cluster/plan.ts';
import type { ClusterSpec, PlannedSpec, RenderedCluster, TemplateSpec } from '../../../../src/domain/cluster/spec.ts';
import { renderCluster } from '../../../../src/domain/manifests/render.ts';
import type { SchemaSource } from '../../../../src/domain/manifests/validate/schema.ts';
import { readCrd, readCrdIndex } from '../../../../src/schemas/read.ts';

export const configuration: Configuration = defaultConfiguration;

const chart = 'examples/charts/cluster';

export const input = (typed: PlanInput['arguments'], change: Partial<PlanInput> = {}): PlanInput => ({
  arguments: typed,
  configuration,
  capi: 'v1beta2',
  issue: 12,
  requestId: 'k3fab2cdef',
  repositoryId: 4711,
  taken: [],
  openNames: [],
  ...change,
});

/** The example chart, where a repository is to have it. */
export const exampleChart: ReadonlyMap<string, string> = new Map(
  [
    'Chart.yaml',
    'values.yaml',
    'values.schema.json',
    ...readdirSync(`${chart}/templates`).map((file) => `templates/${file}`),
  ].map((file) => [`${configuration.helm.chart}/${file}`, readFileSync(`${chart}/${file}`, 'utf8')]),
);

function plannedAny(typed: PlanInput['arguments'], change: Partial<PlanInput>): readonly PlannedSpec[] {
  const outcome = planClusters(input(typed, change));
  if (!outcome.ok) throw new Error(JSON.stringify(outcome.findings));
  return outcome.value;
}

/** The specs of a command that is right. */
export function planned(typed: PlanInput['arguments'], change: Partial<PlanInput> = {}): readonly ClusterSpec[] {
  return plannedAny(typed, change).filter((spec): spec is ClusterSpec => spec.template === undefined);
}

/** The spec of a command that names a template. */
export function plannedFromTemplate(typed: PlanInput['arguments'], change: Partial<PlanInput> = {}): TemplateSpec {
  const [spec] = plannedAny(typed, change);
  if (spec?.template === undefined) throw new Error('nothing was planned from a template');
  return spec;
}

/** The first cluster of a command that is right, rendered. */
export function rendered(
  typed: PlanInput['arguments'],
  change: Partial<PlanInput> = {},
  repository: ReadonlyMap<string, string> = exampleChart,
): { readonly spec: ClusterSpec; readonly cluster: RenderedCluster } {
  const [spec] = planned(typed, change);
  if (spec === undefined) throw new Error('nothing was planned');
  const outcome = renderCluster(spec, change.configuration ?? configuration, repository);
  if (!outcome.ok) throw new Error(JSON.stringify(outcome.findings));
  return { spec, cluster: outcome.value };
}

/** The packed schemas of the providers. */
export const schemas: SchemaSource = {
  find: (group, version, kind) => readCrd(group, kind)?.versions.find((each) => each.name === version)?.schema,
  kinds: (group) =>
    readCrdIndex()
      .filter((entry) => entry.group === group)
      .map((entry) => ({ kind: entry.kind, versions: entry.versions.map((each) => each.name) })),
};
