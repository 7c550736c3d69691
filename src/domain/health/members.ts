import type { ClusterObjects, ObservedObject, Reference } from './objects.ts';

const coreGroup = 'cluster.x-k8s.io';
const addonGroup = 'addons.cluster.x-k8s.io';
const controlPlaneLabel = 'cluster.x-k8s.io/control-plane';

/** The members of a cluster by what they are to it. */
export interface Members {
  readonly cluster: ObservedObject;
  readonly infrastructure: ObservedObject | undefined;
  readonly controlPlane: ObservedObject | undefined;
  readonly deployments: readonly ObservedObject[];
  readonly sets: readonly ObservedObject[];
  readonly pools: readonly ObservedObject[];
  readonly machines: readonly ObservedObject[];
  /** What keeps a number of workers: MachineDeployments, MachinePools, and MachineSets that stand alone; none that leaves. */
  readonly groups: readonly ObservedObject[];
  readonly healthChecks: readonly ObservedObject[];
  readonly addons: Addons;
  readonly all: readonly ObservedObject[];
  find(reference: Reference | undefined): ObservedObject | undefined;
}

interface Addons {
  /** HelmChartProxies that select the cluster. */
  readonly charts: readonly ObservedObject[];
  /** HelmReleaseProxies: what a chart became in this cluster. */
  readonly releases: readonly ObservedObject[];
  /** ClusterResourceSets that select the cluster. */
  readonly sets: readonly ObservedObject[];
  readonly bindings: readonly ObservedObject[];
}

/** Sorts the members of a cluster by what they are to it. */
export function membersOf({ cluster, members }: ClusterObjects): Members {
  const byReference = new Map(members.map((object) => [keyOf(object), object]));
  const ofKind = (group: string, kind: string) =>
    members.filter((object) => object.group === group && object.kind === kind);
  const find = (reference: Reference | undefined) =>
    reference === undefined ? undefined : byReference.get(keyOf(reference));
  const deployments = ofKind(coreGroup, 'MachineDeployment');
  const sets = ofKind(coreGroup, 'MachineSet');
  const pools = ofKind(coreGroup, 'MachinePool');
  const alone = sets.filter((set) => !set.owners.some(({ kind, controller }) => controller && kind !== 'Cluster'));
  return {
    cluster,
    infrastructure: find(cluster.infrastructure),
    controlPlane: find(cluster.controlPlane),
    deployments,
    sets,
    pools,
    machines: ofKind(coreGroup, 'Machine'),
    groups: [...deployments, ...pools, ...alone].filter(stays),
    healthChecks: ofKind(coreGroup, 'MachineHealthCheck'),
    addons: {
      charts: ofKind(addonGroup, 'HelmChartProxy').filter(stays),
      releases: ofKind(addonGroup, 'HelmReleaseProxy'),
      sets: ofKind(addonGroup, 'ClusterResourceSet').filter(stays),
      bindings: ofKind(addonGroup, 'ClusterResourceSetBinding'),
    },
    all: members,
    find,
  };
}

/** Whether nobody has deleted the object. */
export function stays(object: ObservedObject): boolean {
  return object.deletingSince === undefined;
}

/** Whether a Machine belongs to the control plane: Cluster API marks it by the label's presence, whatever its value. */
export function isControlPlaneMachine(machine: ObservedObject): boolean {
  return controlPlaneLabel in machine.labels;
}

/** Whether `owner` is the controller of `object`. */
export function isControlledBy(object: ObservedObject, owner: ObservedObject): boolean {
  return object.owners.some((reference) => reference.controller && reference.uid === owner.uid);
}

/** Whether a cluster class made the object: then Git does not name it. */
export function isOfTopology(object: ObservedObject): boolean {
  return 'topology.cluster.x-k8s.io/owned' in object.labels;
}

function keyOf(reference: Reference): string {
  return `${reference.group}/${reference.kind}/${reference.name}`;
}
