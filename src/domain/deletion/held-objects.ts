import { conditionOf, wordsOf } from '../health/condition.ts';
import type { ClusterObjects, ObservedObject } from '../health/objects.ts';

/** An object that is being deleted and waits for nobody but its own controllers. */
export interface HeldObject {
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
  readonly finalizers: readonly string[];
  /** Since when it is being deleted. Milliseconds since the epoch. */
  readonly since: number;
  /** What its controller, or an event, says of it, in words. */
  readonly because?: string;
}

/**
 * What a deletion waits for now: of the objects that are being deleted those on which no other such object hangs, the
 * longest first. Cluster API works from the machines to the Cluster, so the Cluster itself waits for all of them.
 */
export function heldObjects(objects: ClusterObjects): readonly HeldObject[] {
  const leaving = [objects.cluster, ...objects.members].filter(({ deletingSince }) => deletingSince !== undefined);
  const owners = new Set(leaving.flatMap((each) => each.owners.map(({ uid }) => uid)));
  return leaving
    .filter(({ uid }) => !owners.has(uid))
    .map((object) => {
      const because = words(object, objects);
      return {
        kind: object.kind,
        namespace: object.namespace,
        name: object.name,
        finalizers: object.finalizers,
        since: object.deletingSince ?? 0,
        ...(because === undefined ? {} : { because }),
      };
    })
    .toSorted((a, b) => a.since - b.since);
}

/** The controller's own words of the deletion; else what else it complains of, or the last warning about it. */
function words(object: ObservedObject, { warnings }: ClusterObjects): string | undefined {
  const deleting = conditionOf(object, 'Deleting');
  if (deleting?.status === 'True' && deleting.message !== '') return wordsOf(deleting);
  const complaint = [...object.conditions, ...object.legacyConditions].find(
    ({ status, message, type }) => status === 'False' && message !== '' && type !== 'Deleting',
  );
  if (complaint !== undefined) return wordsOf(complaint);
  return warnings.find(({ kind, name }) => kind === object.kind && name === object.name)?.message;
}
