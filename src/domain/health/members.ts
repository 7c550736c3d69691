import type { ClusterObjects, ObservedObject, Reference } from './objects.ts';

const coreGroup = 'cluster.x-k8s.io';
const controlPlaneLabel = 'cluster.x-k8s.io/control-plane';

/** The members of a cluster that belong to Cluster API's core, by kind. */
export interface Members {
  readonly cluster: ObservedObject;
  readonly infrastructure: ObservedObject | undefined;
  readonly controlPlane: ObservedObject | undefined;
  readonly deployments: readonly ObservedObject[];
  readonly sets: readonly ObservedObject[];
  readonly pools: readonly ObservedObject[];
  readonly machines: readonly ObservedObject[];
  find(reference: Reference | undefined): ObservedObject | undefined;
}

/** Sorts the members of a cluster by what they are to it. */
export function membersOf(objects: ClusterObjects): Members {
  const { cluster, members } = objects;
  const byReference = new Map(members.map((object) => [keyOf(object), object]));
  const core = (kind: string) => members.filter((object) => object.group === coreGroup && object.kind === kind);
  const find = (reference: Reference | undefined) =>
    reference === undefined ? undefined : byReference.get(keyOf(reference));
  return {
    cluster,
    infrastructure: find(cluster.infrastructure),
    controlPlane: find(cluster.controlPlane),
    deployments: core('MachineDeployment'),
    sets: core('MachineSet'),
    pools: core('MachinePool'),
    machines: core('Machine'),
    find,
  };
}

/** Whether a Machine belongs to the control plane: Cluster API marks it by the label's presence, whatever its value. */
export function isControlPlaneMachine(machine: ObservedObject): boolean {
  return controlPlaneLabel in machine.labels;
}

/** Whether `owner` is the controller of `object`. */
export function isControlledBy(object: ObservedObject, owner: ObservedObject): boolean {
  return object.owners.some((reference) => reference.controller && reference.uid === owner.uid);
}

function keyOf(reference: Reference): string {
  return `${reference.group}/${reference.kind}/${reference.name}`;
}
