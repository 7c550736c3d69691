import { parseAllDocuments } from 'yaml';
import type { Configuration } from '../../../../src/domain/access/configuration.ts';
import { type PlanInput, planClusters } from '../../../../src/domain/cluster/plan.ts';
import type { Finding } from '../../../../src/domain/finding.ts';
import { withNeeds } from '../golden-cases/needs.ts';
import { input, rendered } from './clusters.ts';

type Providers = Configuration['providers'];

/** The configuration of the golden cases with other settings of one provider, or without those that are undefined. */
export function withSettings<Id extends Exclude<keyof Providers, 'order'>>(
  id: Id,
  change: { readonly [Key in keyof Providers[Id]]?: Providers[Id][Key] | undefined },
): Configuration {
  const settings = Object.entries({ ...withNeeds.providers[id], ...change }).filter(([, value]) => value !== undefined);
  return { ...withNeeds, providers: { ...withNeeds.providers, [id]: Object.fromEntries(settings) } };
}

/** What a command is told, whether it is refused or not. */
export function findings(
  typed: PlanInput['arguments'],
  configuration: Configuration = withNeeds,
  change: Partial<PlanInput> = {},
): readonly Finding[] {
  const outcome = planClusters(input(typed, { configuration, ...change }));
  return outcome.ok ? outcome.notes : outcome.findings;
}

export interface Parsed {
  readonly kind: string;
  readonly metadata: { readonly name: string };
  readonly spec: Readonly<Record<string, unknown>>;
}

/** The objects of a kind in the cluster that a command makes. */
export function objects(
  typed: PlanInput['arguments'],
  kind: string,
  configuration: Configuration = withNeeds,
): readonly Parsed[] {
  return rendered(typed, { configuration })
    .cluster.files.flatMap(({ content }) => parseAllDocuments(content).map((each) => each.toJS() as Parsed))
    .filter((each) => each.kind === kind);
}

/** What the machines of a template are, the control plane's first. */
export function machines(
  typed: PlanInput['arguments'],
  kind: string,
  configuration: Configuration = withNeeds,
): readonly Readonly<Record<string, unknown>>[] {
  return objects(typed, kind, configuration).map(
    ({ spec }) => (spec.template as { readonly spec: Readonly<Record<string, unknown>> }).spec,
  );
}
