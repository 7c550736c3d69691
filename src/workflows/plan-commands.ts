import type { Configuration } from '../domain/access/configuration.ts';
import { addonInstaller } from '../domain/cluster/addon-installer.ts';
import { capiVersion } from '../domain/cluster/capi-version.ts';
import { planClusters } from '../domain/cluster/plan.ts';
import type { Request } from '../domain/cluster/request.ts';
import type { AddonInstaller, CapiVersion, PlannedSpec } from '../domain/cluster/spec.ts';
import { type Finding, fault } from '../domain/finding.ts';
import { type EngineChoice, engineOf } from '../domain/gitops/engine.ts';
import type { ManagementCluster } from '../ports/cluster.ts';
import type { AllowedCommand, Occasion } from './handle-command.ts';

export interface Planned {
  readonly specs: readonly PlannedSpec[];
  /** What the person should know though nothing is wrong. */
  readonly notes: readonly Finding[];
}

export interface Refused {
  readonly findings: readonly Finding[];
}

/** What the files are written for. */
export interface Target {
  readonly capi: CapiVersion;
  /** `auto` where the management cluster has none of the engines, both, or no say. */
  readonly engine: EngineChoice;
  readonly addons: AddonInstaller;
  readonly notes: readonly Finding[];
}

/**
 * The version of Cluster API to write, the engine that applies it and what installs add-ons: as configured, else as the management
 * cluster says; where it should have a say in the version and has none, a note tells. A request that was `begun` keeps its version and
 * add-ons: its files may be committed already.
 */
export async function chooseTarget(
  cluster: Pick<ManagementCluster, 'servedApis' | 'acts'>,
  configuration: Configuration,
  begun?: Request,
): Promise<Target> {
  const { capi: wanted, engine, addons } = configuration;
  const isAsked = cluster.acts !== undefined && [wanted.apiVersion, engine, addons.installer].includes('auto');
  const served = isAsked ? await cluster.servedApis() : undefined;
  const known = begun?.kind === 'create-cluster' ? begun.clusters[0]?.spec : undefined;
  const capi = known?.capi ?? capiVersion(configuration, served?.capi);
  const assumed = isAsked && served === undefined && wanted.apiVersion === 'auto';
  return {
    capi,
    engine: (served && engineOf(engine, served)) ?? engine,
    addons: known?.addons ?? addonInstaller(addons.installer, served?.addons),
    notes: assumed ? [assumedVersion(capi)] : [],
  };
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
  { id, open, target }: { id: string; open: readonly Request[]; target: Target },
): Planned | Refused {
  const specs: PlannedSpec[] = [];
  const notes: Finding[] = [...target.notes];
  const findings: Finding[] = [];
  const openSpecs = open.flatMap((request) =>
    request.kind === 'delete-cluster' ? [] : request.clusters.map((cluster) => cluster.spec),
  );
  for (const { command: line } of commands) {
    const held = [...openSpecs, ...specs];
    const outcome = planClusters({
      arguments: line.arguments,
      configuration: { ...configuration, addons: { installer: target.addons } },
      capi: target.capi,
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
