import { byPriority, discoverGroups, discoverKinds, type ServedKind } from '../discovery.ts';
import type { Transport } from '../transport.ts';

export const clusterGroup = 'cluster.x-k8s.io';
export const applicationGroup = 'argoproj.io';

/** Which kinds of a group are watched. Templates are not: readiness never reads them. */
const watched: Readonly<Record<string, RegExp>> = {
  [clusterGroup]: /^(Cluster|MachineDeployment|MachineSet|Machine|MachinePool|MachineHealthCheck)$/,
  'controlplane.cluster.x-k8s.io': /ControlPlane$/,
  'infrastructure.cluster.x-k8s.io': /(Cluster|Machine|ControlPlane|MachinePool)$/,
  'bootstrap.cluster.x-k8s.io': /Config$/,
  'addons.cluster.x-k8s.io': /^(HelmChartProxy|HelmReleaseProxy|ClusterResourceSet|ClusterResourceSetBinding)$/,
  [applicationGroup]: /^Application$/,
};

/** The kinds to watch, each once, in the best version that is served. Throws when any part of the discovery fails. */
export async function discoverWatched(transport: Transport): Promise<readonly ServedKind[]> {
  const groups = await discoverGroups(transport, (group) => group in watched);
  const best = new Map<string, ServedKind>();
  for (const [group, versions] of groups) {
    for (const version of versions.toSorted(byPriority)) {
      for (const kind of (await discoverKinds(transport, group, version)) ?? []) {
        const listable = kind.namespaced && kind.verbs.includes('list') && kind.verbs.includes('watch');
        const key = `${group}/${kind.kind}`;
        if (listable && watched[group]?.test(kind.kind) && !best.has(key)) best.set(key, kind);
      }
    }
  }
  return [...best.values()];
}
