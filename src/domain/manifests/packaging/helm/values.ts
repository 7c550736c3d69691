import type { Configuration } from '../../../access/configuration.ts';
import type { ClusterSpec, WorkerPool } from '../../../cluster/spec.ts';
import { boundsOf } from '../../core/machines.ts';
import type { JsonObject, Part } from '../../manifest.ts';
import { inRegion } from '../../providers/per-region.ts';
import { flavorOf } from '../../registry.ts';

/** The key of a cluster's values.yaml below which the shared chart's values stand: Helm's alias of it. */
export const valuesKey = 'cluster';

/** What a cluster's chart is given: the cluster that was asked for, the provider's settings, and the add-ons with their versions. */
export function clusterValues(spec: ClusterSpec, configuration: Configuration, parts: readonly Part[]): JsonObject {
  const { name, namespace, provider, flavor, region, kubernetesVersion, capi, cni } = spec;
  const { controlPlane, pools, endpoint, ttlSeconds, owner } = spec;
  const made = flavorOf(provider, flavor);
  return {
    name,
    namespace,
    provider,
    flavor,
    region,
    kubernetesVersion,
    clusterApiVersion: capi,
    controlPlane: made?.managedControlPlane === true ? undefined : { ...controlPlane },
    pools: pools.map(poolValues),
    network: networkOf(parts),
    cni,
    endpoint,
    ttlSeconds,
    settings: settingsOf(inRegion(configuration.providers[provider], region)),
    derived: made?.derivedValues?.(spec, configuration),
    addons: parts
      .filter(({ file }) => file === 'addons')
      .map(({ manifest }) => ({
        apiVersion: manifest.apiVersion,
        kind: manifest.kind,
        name: manifest.metadata.name,
        spec: manifest.spec,
        data: manifest.data,
      })),
    owner: { repositoryId: String(owner.repositoryId), request: owner.request, delivery: owner.delivery },
  };
}

/** The networks that the Cluster names: the provider's service chooses the others, or takes a part of what was asked for. */
function networkOf(parts: readonly Part[]): JsonObject {
  const cluster = parts.find(({ manifest: { kind } }) => kind === 'Cluster')?.manifest.spec;
  const { pods, services } = (cluster?.['clusterNetwork'] ?? {}) as ClusterNetwork;
  return { pods: pods?.cidrBlocks[0], services: services?.cidrBlocks[0] };
}

type ClusterNetwork = Partial<Record<'pods' | 'services', { readonly cidrBlocks: readonly string[] }>>;

/** A pool as values; a number that an autoscaler decides is none of Git's. */
export function poolValues(pool: WorkerPool): JsonObject {
  const { name, replicas, machineType, autoscaler, bounds, labels, taints, zones, spot, kubernetesVersion } = pool;
  const annotations = boundsOf(pool);
  return {
    name,
    replicas: autoscaler === undefined ? replicas : undefined,
    annotations: Object.keys(annotations).length === 0 ? undefined : annotations,
    machineType,
    bounds: bounds === undefined ? undefined : { ...bounds },
    labels,
    taints: taints?.map((taint) => ({ ...taint })),
    zones,
    spot,
    kubernetesVersion,
  };
}

/** Settings of a provider that the command has already settled. */
const settled: ReadonlySet<string> = new Set(['regions', 'perRegion', 'machineType', 'controlPlaneMachineType']);

function settingsOf(settings: object): JsonObject {
  return Object.fromEntries(Object.entries(settings).filter(([key]) => !settled.has(key)));
}
