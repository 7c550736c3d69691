import { at, type KubeObject } from '../../kubernetes/object.ts';
import type { StoreEvent } from '../../kubernetes/storage.ts';
import { playAddons } from './addons.ts';
import { playCluster } from './cluster.ts';
import { playControlPlane } from './control-plane.ts';
import { playInfrastructureCluster } from './infrastructure.ts';
import { playMachineDeployment } from './machine-deployment.ts';
import { playMachineHealthCheck } from './machine-health-check.ts';
import { clusterLabel, groupOf, ownedBy, referenceAt, referenced, textAt, type World } from './world.ts';

/** The clusters that a changed object may concern, as `namespace/name`. */
export const concerned = (world: Pick<World, 'store'>, { object }: Pick<StoreEvent, 'object'>): readonly string[] => {
  const { namespace, labels } = object.metadata;
  const group = groupOf(object);
  if (!group.endsWith('cluster.x-k8s.io') && object.kind !== 'ConfigMap' && object.kind !== 'Secret') return [];
  const name =
    group === 'cluster.x-k8s.io' && object.kind === 'Cluster'
      ? object.metadata.name
      : (labels?.[clusterLabel] ?? textAt(object, 'spec', 'clusterName'));
  if (name !== undefined) return [`${namespace}/${name}`];
  // Not labelled yet, or shared: every cluster of the namespace looks whether it cares.
  return world.store
    .list('cluster.x-k8s.io', 'Cluster', namespace)
    .map((cluster) => `${namespace}/${cluster.metadata.name}`);
};

const isPaused = (cluster: KubeObject): boolean => at(cluster, 'spec', 'paused') === true;

/** Brings everything of one cluster one step nearer to what is asked. Safe to call at any time, any number of times. */
export const playClusterFamily = (world: World, namespace: string, name: string): void => {
  const get = (): KubeObject | undefined =>
    world.store.get({ group: 'cluster.x-k8s.io', kind: 'Cluster', namespace, name });
  const first = get();
  if (first === undefined || isPaused(first)) return;
  playCluster(world, first);
  const cluster = get();
  if (cluster === undefined) return;
  playInfrastructureCluster(world, cluster);
  playAddons(world, cluster);
  const reference = referenceAt(cluster, 'spec', 'controlPlaneRef');
  const controlPlane = referenced(world, namespace, reference);
  if (controlPlane?.kind === 'KubeadmControlPlane') playControlPlane(world, cluster, controlPlane);
  for (const deployment of world.store.list('cluster.x-k8s.io', 'MachineDeployment', namespace)) {
    if (textAt(deployment, 'spec', 'clusterName') === name || ownedBy(deployment, cluster))
      playMachineDeployment(world, cluster, deployment);
  }
  for (const check of world.store.list('cluster.x-k8s.io', 'MachineHealthCheck', namespace)) {
    if (textAt(check, 'spec', 'clusterName') === name) playMachineHealthCheck(world, cluster, check);
  }
  const last = get();
  if (last !== undefined) playCluster(world, last);
};
