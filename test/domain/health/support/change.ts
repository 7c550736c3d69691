import type { ClusterObjects, Condition, ObservedObject } from '../../../../src/domain/health/objects.ts';

type Patch = Partial<ObservedObject> | ((object: ObservedObject) => Partial<ObservedObject>);

/** The objects with every one of that kind (and name, when given) changed. */
export function change(objects: ClusterObjects, kind: string, patch: Patch, name?: string): ClusterObjects {
  const apply = (object: ObservedObject): ObservedObject =>
    object.kind === kind && (name === undefined || object.name === name)
      ? { ...object, ...(typeof patch === 'function' ? patch(object) : patch) }
      : object;
  return { ...objects, cluster: apply(objects.cluster), members: objects.members.map(apply) };
}

/** The objects with every one of that kind made anew. */
export function replace(
  objects: ClusterObjects,
  kind: string,
  make: (object: ObservedObject) => ObservedObject,
): ClusterObjects {
  const apply = (object: ObservedObject) => (object.kind === kind ? make(object) : object);
  return { ...objects, cluster: apply(objects.cluster), members: objects.members.map(apply) };
}

/** The objects without those of that kind. */
export function without(objects: ClusterObjects, kind: string): ClusterObjects {
  return { ...objects, members: objects.members.filter((object) => object.kind !== kind) };
}

/** An object's conditions with one of them set. */
export function withCondition(object: ObservedObject, condition: Condition): Partial<ObservedObject> {
  return { conditions: [condition, ...object.conditions.filter(({ type }) => type !== condition.type)] };
}

/** The same facts as an object of the older contract tells them. */
export function asLegacy(object: ObservedObject): ObservedObject {
  const { conditions, initialization, ...rest } = object;
  const renamed: Readonly<Record<string, string>> = {
    Available: 'Ready',
    ControlPlaneInitialized: 'ControlPlaneInitialized',
    InfrastructureReady: 'InfrastructureReady',
  };
  const legacyConditions = conditions.flatMap((condition) => {
    const type = renamed[condition.type];
    return type === undefined ? [] : [{ ...condition, type, reason: '', message: '' }];
  });
  const { counters: _, ...kept } = rest;
  return { ...kept, conditions: [], legacyConditions, initialization };
}

export const condition = (
  type: string,
  status: Condition['status'],
  reason: string,
  message = '',
  since?: number,
): Condition => ({ type, status, reason, message, ...(since === undefined ? {} : { since }) });
