import { at, type KubeObject, type Tree } from '../../kubernetes/object.ts';
import { contractOf } from './contract.ts';
import { reportedVersions } from './machines.ts';
import { clusterLabel, groupOf, numberAt, type Reference, referenceAt, referenced, type World } from './world.ts';

export interface Family {
  readonly infrastructureReference: Reference | undefined;
  readonly infrastructure: KubeObject | undefined;
  readonly controlPlaneReference: Reference | undefined;
  readonly controlPlane: KubeObject | undefined;
  readonly deployments: readonly KubeObject[];
  readonly sets: readonly KubeObject[];
  readonly pools: readonly KubeObject[];
  readonly machines: readonly KubeObject[];
}

export const familyOf = (world: World, cluster: KubeObject): Family => {
  const { namespace, name } = cluster.metadata;
  const labelled = (kind: string): readonly KubeObject[] =>
    world.store
      .list('cluster.x-k8s.io', kind, namespace)
      .filter((object) => object.metadata.labels?.[clusterLabel] === name);
  const infrastructureReference = referenceAt(cluster, 'spec', 'infrastructureRef');
  const controlPlaneReference = referenceAt(cluster, 'spec', 'controlPlaneRef');
  return {
    infrastructureReference,
    infrastructure: referenced(world, namespace, infrastructureReference),
    controlPlaneReference,
    controlPlane: referenced(world, namespace, controlPlaneReference),
    deployments: labelled('MachineDeployment'),
    sets: labelled('MachineSet'),
    pools: labelled('MachinePool'),
    machines: labelled('Machine'),
  };
};

export const isInitialised = (controlPlane: KubeObject | undefined): boolean =>
  at(controlPlane, 'status', 'initialization', 'controlPlaneInitialized') === true ||
  at(controlPlane, 'status', 'initialized') === true;

const defined = (tree: Tree): Tree =>
  Object.fromEntries(Object.entries(tree).filter(([, value]) => value !== undefined));

export const controlPlaneCounters = ({ controlPlane }: Family): Tree => {
  if (controlPlane === undefined) return {};
  const desiredReplicas = numberAt(controlPlane, 'spec', 'replicas');
  const older = contractOf(groupOf(controlPlane), controlPlane.kind) === 'v1beta1';
  const unavailable = numberAt(controlPlane, 'status', 'unavailableReplicas');
  const olderAvailable =
    desiredReplicas === undefined || unavailable === undefined ? undefined : Math.max(0, desiredReplicas - unavailable);
  return defined({
    desiredReplicas,
    replicas: numberAt(controlPlane, 'status', 'replicas'),
    readyReplicas: numberAt(controlPlane, 'status', 'readyReplicas'),
    availableReplicas: older ? olderAvailable : numberAt(controlPlane, 'status', 'availableReplicas'),
    upToDateReplicas: numberAt(controlPlane, 'status', older ? 'updatedReplicas' : 'upToDateReplicas'),
    versions: at(controlPlane, 'status', 'versions'),
  });
};

export const workerCounters = ({ deployments, pools }: Family): Tree => {
  const all = [...deployments, ...pools];
  const sum = (...path: readonly string[]): number | undefined => {
    const values = all.map((object) => numberAt(object, ...path)).filter((value) => value !== undefined);
    return values.length === 0 ? undefined : values.reduce((total, value) => total + value, 0);
  };
  return defined({
    desiredReplicas: sum('spec', 'replicas'),
    replicas: sum('status', 'replicas'),
    readyReplicas: sum('status', 'readyReplicas'),
    availableReplicas: sum('status', 'availableReplicas'),
    upToDateReplicas: sum('status', 'upToDateReplicas'),
    versions: reportedVersions(all),
  });
};
