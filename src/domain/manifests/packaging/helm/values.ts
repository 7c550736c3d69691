import type { Configuration } from '../../../access/configuration.ts';
import type { ClusterSpec } from '../../../cluster/spec.ts';
import type { JsonObject, Part } from '../../manifest.ts';

/** The key of a cluster's values.yaml below which the shared chart's values stand: Helm's alias of it. */
export const valuesKey = 'cluster';

/** What a cluster's chart is given: the cluster that was asked for, the provider's settings, and the add-ons with their versions. */
export function clusterValues(spec: ClusterSpec, { providers }: Configuration, parts: readonly Part[]): JsonObject {
  const { name, namespace, provider, flavor, region, kubernetesVersion, capi, cni } = spec;
  const { controlPlane, pools, network, endpoint, ttlSeconds, owner } = spec;
  return {
    name,
    namespace,
    provider,
    flavor,
    region,
    kubernetesVersion,
    clusterApiVersion: capi,
    controlPlane: { ...controlPlane },
    pools: pools.map((pool) => ({ ...pool })),
    network: { ...network },
    cni,
    endpoint,
    ttlSeconds,
    settings: settingsOf(providers[provider]),
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

/** Settings of a provider that the command has already settled. */
const settled: ReadonlySet<string> = new Set(['regions', 'machineType', 'controlPlaneMachineType']);

function settingsOf(settings: object): JsonObject {
  return Object.fromEntries(Object.entries(settings).filter(([key]) => !settled.has(key)));
}
