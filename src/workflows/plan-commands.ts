import type { Configuration } from '../domain/access/configuration.ts';
import { capiVersion } from '../domain/cluster/capi-version.ts';
import { planClusters } from '../domain/cluster/plan.ts';
import type { Request } from '../domain/cluster/request.ts';
import type { CapiVersion, ClusterSpec } from '../domain/cluster/spec.ts';
import { type Finding, fault } from '../domain/finding.ts';
import type { ManagementCluster } from '../ports/cluster.ts';
import type { AllowedCommand, Occasion } from './handle-command.ts';

export interface Planned {
  readonly specs: readonly ClusterSpec[];
  /** What the person should know though nothing is wrong. */
  readonly notes: readonly Finding[];
}

export interface Refused {
  readonly findings: readonly Finding[];
}

export interface ChosenVersion {
  readonly capi: CapiVersion;
  readonly notes: readonly Finding[];
}

/**
 * The version of Cluster API to write; where the management cluster should have a say in it and has none, a note says so. A
 * request that was `begun` keeps its version: its files may be committed already.
 */
export async function chooseVersion(
  cluster: Pick<ManagementCluster, 'capiVersions' | 'acts'>,
  configuration: Configuration,
  begun?: Request,
): Promise<ChosenVersion> {
  const isAsked = configuration.capi.apiVersion === 'auto' && cluster.acts !== undefined;
  const served = isAsked ? await cluster.capiVersions() : undefined;
  const known = begun?.kind === 'create-cluster' ? begun.clusters[0]?.spec.capi : undefined;
  const capi = known ?? capiVersion(configuration, served);
  return { capi, notes: isAsked && served === undefined ? [assumedVersion(capi)] : [] };
}

const assumedVersion = (capi: CapiVersion): Finding => ({
  ...fault(
    'kubernetes/unavailable',
    `The management cluster could not be asked which version of Cluster API it serves; ${capi} is assumed.`,
    { cure: `If it serves no ${capi}, set capi.apiVersion in .github/clusterops.yml and give the command again.` },
  ),
  severity: 'warning',
});

/** The clusters of all commands together: one that cannot be planned refuses all. */
export function planCommands(
  commands: readonly AllowedCommand[],
  { job, facts }: Occasion,
  configuration: Configuration,
  { id, open, version }: { id: string; open: readonly Request[]; version: ChosenVersion },
): Planned | Refused {
  const specs: ClusterSpec[] = [];
  const notes: Finding[] = [...version.notes];
  const findings: Finding[] = [];
  const openSpecs = open.flatMap((request) =>
    request.kind === 'delete-cluster' ? [] : request.clusters.map((cluster) => cluster.spec),
  );
  for (const { command: line } of commands) {
    const held = [...openSpecs, ...specs];
    const outcome = planClusters({
      arguments: line.arguments,
      configuration,
      capi: version.capi,
      issue: job.issue,
      requestId: id,
      repositoryId: job.repository.id,
      taken: facts.clusterFolders ?? [],
      openNames: held.map((spec) => spec.name),
      openEndpoints: new Map(held.flatMap(({ endpoint, name }) => (endpoint === undefined ? [] : [[endpoint, name]]))),
    });
    if (outcome.ok) {
      specs.push(...outcome.value);
      notes.push(...outcome.notes);
    } else findings.push(...outcome.findings);
  }
  return findings.length > 0 ? { findings } : { specs, notes };
}
