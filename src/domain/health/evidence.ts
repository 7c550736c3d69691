import { summaryOf } from './condition.ts';
import { membersOf } from './members.ts';
import type { ClusterObjects, ObservedObject } from './objects.ts';

/** What was looked at and what it said, one plain line each. */
export function evidenceOf(objects: ClusterObjects): readonly string[] {
  const { cluster, infrastructure, controlPlane, groups, healthChecks, addons } = membersOf(objects);
  const looked = [cluster, infrastructure, controlPlane, ...groups, ...healthChecks, ...addons.releases];
  return [
    `Cluster ${cluster.name}: generation ${cluster.generation}, observed ${cluster.observedGeneration ?? 'none'}`,
    ...looked.filter((object) => object !== undefined).map(lineOf),
    ...addons.bindings.flatMap(({ bindings = [] }) =>
      bindings.map(({ set, resources }) => {
        const applied = resources.filter((each) => each.applied).length;
        return `ClusterResourceSet ${set}: ${applied}/${resources.length} resources applied`;
      }),
    ),
  ];
}

function lineOf(object: ObservedObject): string {
  const { kind, name, replicas, ready } = object;
  const condition = summaryOf(object);
  const flag = ready === undefined ? 'no condition' : `ready: ${ready}`;
  const said =
    condition === undefined
      ? flag
      : `${condition.type}=${condition.status}${condition.reason && ` (${condition.reason})`}`;
  const counted =
    replicas.desired === undefined
      ? ''
      : `, ${replicas.ready ?? 0}/${replicas.desired} ready${replicas.upToDate === undefined ? '' : `, ${replicas.upToDate} up to date`}`;
  return `${kind} ${name}: ${said}${counted}`;
}
