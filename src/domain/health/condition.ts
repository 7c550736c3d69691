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

/**
 * The condition that sums an object up. `Available` is the newer contract's word for what is used by others; in the older one,
 * where a control plane has it too, it only means that the first machine answers, and `Ready` sums up.
 */
export function summaryOf(object: ObservedObject): Condition | undefined {
  const types = object.conditions.length > 0 ? ['Available', 'Ready'] : ['Ready', 'Available'];
  return conditionOf(object, types[0] ?? '') ?? conditionOf(object, types[1] ?? '');
}

/** Whether an object says of itself that it can be used, in whichever way its contract has; `undefined` when it says nothing. */
export function isUsable(object: ObservedObject): boolean | undefined {
  const summary = summaryOf(object);
  if (summary !== undefined) return summary.status === 'True' && object.ready !== false;
  const { provisioned, controlPlaneInitialized } = object.initialization;
  return object.ready ?? provisioned ?? controlPlaneInitialized;
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

/** What a condition says, in one line: the first of its message, else its reason. */
export function wordsOf({ reason, message }: Condition): string {
  return message === '' ? reason : (message.split('\n', 1)[0] ?? '').replace(/^\* /, '');
}
