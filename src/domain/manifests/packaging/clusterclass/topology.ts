import type { Configuration } from '../../../access/configuration.ts';
import { clusterApiSets } from '../../../cluster/node-marks.ts';
import type { ClusterSpec, WorkerPool } from '../../../cluster/spec.ts';
import { boundsOf } from '../../core/machines.ts';
import type { Json, JsonObject, Part } from '../../manifest.ts';
import type { ClassVariables } from '../../provider.ts';
import { providers } from '../../registry.ts';

/** The class of workers that every ClusterClass has to have. */
const workerClass = 'default-worker';

interface TopologyInput {
  /** Of the ClusterClass. */
  readonly name: string;
  readonly spec: ClusterSpec;
  readonly configuration: Configuration;
  /** The objects that the class makes instead. */
  readonly parts: readonly Part[];
  readonly variables: ClassVariables;
}

/** The Cluster with a topology in place of references to objects of its own. */
export function topologyPart(cluster: Part, { name, spec, configuration, parts, variables }: TopologyInput): Part {
  const { controlPlaneRef: _controlPlane, infrastructureRef: _infrastructure, ...rest } = cluster.manifest.spec ?? {};
  const [first] = spec.pools;
  const usual = first?.machineType ?? providers[spec.provider].machineTypes(configuration, spec.flavor).worker;
  const ofPools = variables.pool(usual, true);
  const pools = spec.pools.map((pool, index) => {
    const kind = isMachinePool(pool, spec, parts) ? 'machinePools' : 'machineDeployments';
    const { synced, others } = kind === 'machineDeployments' ? sortedLabels(pool) : { synced: {}, others: pool };
    const own = { ...variables.pool(pool.machineType, index === 0), ...variables.nodes?.(others) };
    return { kind, entry: entryOf(pool, kind, { labels: synced, variables: overrides(own, ofPools) }) };
  });
  const entries = (kind: string): Json | undefined =>
    atLeastOne(pools.filter((pool) => pool.kind === kind).map(({ entry }) => entry));
  const { replicas } = spec.controlPlane;
  return {
    ...cluster,
    manifest: {
      ...cluster.manifest,
      spec: {
        ...rest,
        topology: {
          ...(spec.capi === 'v1beta1' ? { class: name } : { classRef: { name } }),
          version: spec.kubernetesVersion,
          controlPlane: replicas === 0 ? undefined : { replicas },
          workers:
            pools.length === 0
              ? undefined
              : { machineDeployments: entries('machineDeployments'), machinePools: entries('machinePools') },
          variables: atLeastOne(named({ ...variables.cluster(spec, configuration), ...ofPools })),
        },
      },
    },
    comments: {
      ...cluster.comments,
      'spec/topology': 'Cluster API makes all other objects of the cluster by this class.',
      'spec/topology/controlPlane/replicas': 'Odd, because etcd runs on these machines and needs a majority.',
    },
  };
}

/** The labels that Cluster API brings to the nodes of a topology itself, and the pool with those that a variable has to. */
function sortedLabels(pool: WorkerPool): {
  readonly synced: Readonly<Record<string, string>>;
  readonly others: WorkerPool;
} {
  const { labels, ...rest } = pool;
  const of = (wanted: boolean) => Object.entries(labels ?? {}).filter(([key]) => clusterApiSets(key) === wanted);
  const others = of(false);
  return {
    synced: Object.fromEntries(of(true)),
    others: others.length === 0 ? rest : { ...rest, labels: Object.fromEntries(others) },
  };
}

function entryOf(
  pool: WorkerPool,
  kind: string,
  {
    labels,
    variables,
  }: { readonly labels: Readonly<Record<string, string>>; readonly variables: JsonObject | undefined },
): JsonObject {
  const metadata = Object.entries({ labels, annotations: boundsOf(pool) }).filter(
    ([, values]) => Object.keys(values).length > 0,
  );
  return {
    class: workerClass,
    name: pool.name,
    metadata: metadata.length === 0 ? undefined : Object.fromEntries(metadata),
    replicas: pool.autoscaler === undefined ? pool.replicas : undefined,
    // The service that keeps a machine pool is told its zones by a variable.
    failureDomain: kind === 'machineDeployments' ? pool.zones?.[0] : undefined,
    variables,
  };
}

function isMachinePool(pool: WorkerPool, spec: ClusterSpec, parts: readonly Part[]): boolean {
  return parts.some(
    ({ manifest: { kind, metadata } }) => kind === 'MachinePool' && metadata.name === `${spec.name}-${pool.name}`,
  );
}

/** What a pool has otherwise than the cluster as a whole. */
function overrides(own: JsonObject, usual: JsonObject): JsonObject | undefined {
  const different = Object.entries(own).filter(([name, value]) => value !== undefined && value !== usual[name]);
  return different.length === 0 ? undefined : { overrides: named(Object.fromEntries(different)) };
}

function named(values: JsonObject): readonly Json[] {
  return Object.entries(values).flatMap(([name, value]) => (value === undefined ? [] : [{ name, value }]));
}

function atLeastOne(items: readonly Json[]): readonly Json[] | undefined {
  return items.length === 0 ? undefined : items;
}
