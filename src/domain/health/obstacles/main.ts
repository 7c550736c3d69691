import { membersOf } from '../members.ts';
import type { ClusterObjects } from '../objects.ts';
import type { WantedCluster } from '../wanted.ts';
import { addOns } from './add-ons.ts';
import { availability } from './availability.ts';
import { controlPlane } from './control-plane.ts';
import { infrastructure } from './infrastructure.ts';
import { deletion, generation, pause } from './lifecycle.ts';
import type { Obstacle } from './obstacle.ts';
import { rollOut } from './roll-out.ts';
import { workers } from './workers.ts';

/** Everything between a cluster and readiness, the earliest stage first. None left: it is ready. */
export function obstaclesOf(objects: ClusterObjects, wanted: WantedCluster): readonly Obstacle[] {
  const members = membersOf(objects);
  return [
    ...deletion(members),
    ...pause(members),
    ...generation(members),
    ...infrastructure(members),
    ...controlPlane(members, wanted),
    ...workers(members, wanted),
    ...rollOut(members, wanted),
    ...addOns(members, wanted),
    ...availability(members),
  ];
}
