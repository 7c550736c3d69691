import type { Configuration } from '../access/configuration.ts';
import { environmentOf } from '../access/subject.ts';
import type { ArgumentValue } from '../command/command.ts';
import type { Finding, Outcome } from '../finding.ts';
import { readArguments } from './arguments.ts';
import { checkLifetime } from './check-lifetime.ts';
import { checkCounts } from './counts.ts';
import { namesFor } from './names.ts';
import { checkEndpoints } from './plan-endpoints.ts';
import { checkNames } from './plan-names.ts';
import { planOne } from './plan-one.ts';
import type { CapiVersion, PlannedSpec } from './spec.ts';

export interface PlanInput {
  /** Typed arguments of `/create-cluster`, by the keys of its row in the command table. */
  readonly arguments: Readonly<Record<string, ArgumentValue>>;
  readonly configuration: Configuration;
  /** Version of the Cluster API objects to write. */
  readonly capi: CapiVersion;
  readonly issue: number;
  readonly requestId: string;
  readonly repositoryId: number;
  /** Folder names directly below the clusters folder on the base branch. */
  readonly taken: readonly string[];
  /** Names of clusters that open requests hold. */
  readonly openNames: readonly string[];
  /** Addresses of API servers that open requests hold, and whose they are. */
  readonly openEndpoints?: ReadonlyMap<string, string>;
}

/**
 * The clusters that a create command asks for, one a region, every default filled in. The same command on the same issue
 * plans the same clusters. All that is wrong is reported at once.
 */
export function planClusters(input: PlanInput): Outcome<readonly PlannedSpec[]> {
  const wish = readArguments(input.arguments);
  const names = namesFor(wish.regions, input.issue, wish.name);
  const findings: Finding[] = [...checkCounts(wish), ...checkNames(names, wish, input)];
  const specs: PlannedSpec[] = [];
  wish.regions.forEach((region, index) => {
    const planned = planOne({ region, name: names[index] ?? region, wish, input });
    findings.push(...planned.findings);
    if (planned.spec === undefined) return;
    const { configuration } = input;
    const environment = environmentOf(planned.spec.name, configuration.environments, undefined);
    findings.push(...checkLifetime(planned.spec.ttlSeconds, environment, configuration));
    specs.push(planned.spec);
  });
  findings.push(...checkEndpoints(specs, input.openEndpoints));
  const unique = withoutRepeats(findings);
  const errors = unique.filter((finding) => finding.severity === 'error');
  if (errors.length > 0 || specs.length !== wish.regions.length) return { ok: false, findings: unique };
  return { ok: true, value: specs, notes: unique };
}

function withoutRepeats(findings: readonly Finding[]): readonly Finding[] {
  return [...new Map(findings.map((finding) => [`${finding.code} ${finding.message}`, finding])).values()];
}
