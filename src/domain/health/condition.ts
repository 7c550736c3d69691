import type { Condition, ObservedObject } from './objects.ts';

/** The condition of that type as `clusterctl` would find it: the new style where the object has any, else the old one. */
export function conditionOf(object: ObservedObject, type: string): Condition | undefined {
  const from = object.conditions.length > 0 ? object.conditions : object.legacyConditions;
  return from.find((condition) => condition.type === type);
}

/** True only on positive evidence: the condition is there and says `True`. */
export function holds(object: ObservedObject | undefined, type: string): boolean {
  return object !== undefined && conditionOf(object, type)?.status === 'True';
}

/** Conditions that are bad when `True`: everything else is bad when it is not. */
const negative = new Set([
  'Deleting',
  'Paused',
  'Remediating',
  'RollingOut',
  'ScalingDown',
  'ScalingUp',
  'Updating',
  'ExternallyManaged',
]);

/** Conditions of both styles that say that something is not as it should be. */
export function complaints(object: ObservedObject): readonly Condition[] {
  return [...object.conditions, ...object.legacyConditions].filter((condition) =>
    negative.has(condition.type)
      ? condition.status === 'True' && condition.message !== ''
      : condition.status !== 'True',
  );
}

/** Whether the object only speaks the contract that is being retired. */
export function speaksLegacyOnly(object: ObservedObject): boolean {
  return object.conditions.length === 0 && object.legacyConditions.length > 0;
}
