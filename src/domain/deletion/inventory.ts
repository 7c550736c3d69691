import type { ObjectRef } from '../cluster/spec.ts';
import { isControlPlaneMachine, membersOf } from '../health/members.ts';
import type { ClusterObjects, ObservedObject } from '../health/objects.ts';

/** What a cluster has that goes with it, as far as Cluster API's objects tell. */
export interface Inventory {
  readonly machines: { readonly controlPlane: number; readonly workers: number };
  /** Load balancers by the objects that say that they keep one, in words. */
  readonly loadBalancers: readonly string[];
  /** The Cluster first; machines and what they, or a controller of one of the others, made are left out. */
  readonly objects: readonly ObjectRef[];
}

/** Of more objects the first are named. */
const mostObjects = 100;

const makers = new Set([
  'Machine',
  'MachineSet',
  'MachineDeployment',
  'MachinePool',
  'HelmChartProxy',
  'ClusterResourceSet',
]);

export function inventoryOf(objects: ClusterObjects): Inventory {
  const { machines, all } = membersOf(objects);
  const controlPlane = machines.filter(isControlPlaneMachine).length;
  const kept = all.filter(({ kind, owners }) => kind !== 'Machine' && !owners.some((owner) => makers.has(owner.kind)));
  return {
    machines: { controlPlane, workers: machines.length - controlPlane },
    loadBalancers: [objects.cluster, ...all].flatMap(loadBalancersOf),
    objects: [objects.cluster, ...kept].slice(0, mostObjects).map(refOf),
  };
}

/** Providers tell of a load balancer by a condition whose name has the word. */
function loadBalancersOf(object: ObservedObject): readonly string[] {
  const conditions = [...object.conditions, ...object.legacyConditions];
  const told = conditions.find(({ type }) => /LoadBalancer|APIServerIngress/i.test(type));
  return told === undefined ? [] : [`${object.kind} ${object.name} (${told.type}: ${told.status})`];
}

export const refOf = ({ group, version, kind, namespace, name }: ObservedObject): ObjectRef => ({
  group,
  version,
  kind,
  ...(namespace === '' ? {} : { namespace }),
  name,
});
