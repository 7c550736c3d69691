import type { Engine } from '../../domain/gitops/engine.ts';
import { byPriority, discoverGroups, discoverKinds, type ServedKind } from '../discovery.ts';
import type { Transport } from '../transport.ts';

export const clusterGroup = 'cluster.x-k8s.io';
export const addonGroup = 'addons.cluster.x-k8s.io';
const applicationGroup = 'argoproj.io';
const fluxGroups = {
  kustomizations: 'kustomize.toolkit.fluxcd.io',
  sources: 'source.toolkit.fluxcd.io',
  releases: 'helm.toolkit.fluxcd.io',
};

export interface WatchedKind extends ServedKind {
  /** Narrows what the server sends. */
  readonly fieldSelector?: string;
  /** Only adds to what is known: the picture is whole without it. */
  readonly optional?: true;
}

/** A provider's groups are known by their first word; a provider may put words of its own before it (`vmware.`). */
const providerGroup = /^(?:[a-z0-9-]+\.)*(?:infrastructure|controlplane|bootstrap)\.cluster\.x-k8s\.io$/;

/** Kinds of providers that say nothing of a cluster's state. */
const stateless = /(?:Template|Identity|Remediation)$/;

/** Which kinds of the other groups are watched. Templates are not: readiness never reads them. */
const watched: Readonly<Record<string, RegExp>> = {
  [clusterGroup]: /^(Cluster|MachineDeployment|MachineSet|Machine|MachinePool|MachineHealthCheck)$/,
  [addonGroup]: /^(HelmChartProxy|HelmReleaseProxy|ClusterResourceSet|ClusterResourceSetBinding)$/,
  [applicationGroup]: /^Application$/,
  [fluxGroups.kustomizations]: /^Kustomization$/,
  [fluxGroups.sources]: /^(GitRepository|OCIRepository|HelmChart)$/,
  [fluxGroups.releases]: /^HelmRelease$/,
};

function isWatched({ group, kind, namespaced, verbs }: ServedKind): boolean {
  if (!namespaced || !verbs.includes('list') || !verbs.includes('watch')) return false;
  return providerGroup.test(group) ? !stateless.test(kind) : watched[group]?.test(kind) === true;
}

/**
 * The kinds to watch, each once, in the best version that is served: those of Cluster API, all of whatever providers are
 * installed, those of the GitOps engines, and warnings. Throws when any part of the discovery fails.
 */
export async function discoverWatched(transport: Transport): Promise<readonly WatchedKind[]> {
  const groups = await discoverGroups(transport, (group) => group in watched || providerGroup.test(group));
  const best = new Map<string, WatchedKind>();
  for (const [group, versions] of groups) {
    for (const version of versions.toSorted(byPriority)) {
      for (const kind of (await discoverKinds(transport, group, version)) ?? []) {
        const key = `${group}/${kind.kind}`;
        if (isWatched(kind) && !best.has(key)) best.set(key, kind);
      }
    }
  }
  return [...best.values(), ...(await discoverEvents(transport))];
}

async function discoverEvents(transport: Transport): Promise<readonly WatchedKind[]> {
  const kinds = (await discoverKinds(transport, '', 'v1')) ?? [];
  const events = kinds.filter(({ kind, verbs }) => kind === 'Event' && verbs.includes('watch'));
  return events.map((kind) => ({ ...kind, fieldSelector: 'type!=Normal', optional: true }));
}

/** The engine that a kind belongs to. */
export function engineOfKind({ group }: Pick<WatchedKind, 'group'>): Engine | undefined {
  if (group === applicationGroup) return 'argocd';
  return Object.values(fluxGroups).includes(group) ? 'flux' : undefined;
}

/** Whether an engine's objects of a kind stand beside the clusters that they make, and not beside the engine. */
export const standsWithClusters = ({ group }: Pick<WatchedKind, 'group'>): boolean => group === fluxGroups.releases;

/** The groups by which an engine is known to be there. */
export const engineGroups: readonly string[] = [applicationGroup, fluxGroups.kustomizations];

/** The engines whose groups the server has. */
export const enginesIn = (groups: readonly string[]): readonly Engine[] => [
  ...(groups.includes(applicationGroup) ? ['argocd' as const] : []),
  ...(groups.includes(fluxGroups.kustomizations) ? ['flux' as const] : []),
];
