import { type ConditionBody, noConditions, type PackedConditions, packConditions } from './condition-pool.ts';
import { at, flag, type Json, record } from './json.ts';

export interface BothConditions {
  readonly conditions: PackedConditions;
  readonly legacyConditions: PackedConditions;
}

/** A `metav1.Condition` must carry a reason; the v1beta1 contract leaves it out when all is well, and adds severity. */
const looksLegacy = (body: ConditionBody): boolean => body.severity !== undefined || body.reason === '';

/**
 * Sorts an object's conditions by the contract that they follow. The API version's name does not tell (AWSCluster
 * v1beta2 follows the v1beta1 contract), so the shape of the status does: `status.v1beta2` marks a v1beta1 read,
 * `status.deprecated.v1beta1` and `status.initialization` a v1beta2 one, else `status.ready` and the conditions' own fields.
 */
export function decodeConditions(status: Json): BothConditions {
  const top = status.conditions;
  const newer = at(status.v1beta2, 'conditions');
  if (newer !== undefined) return { conditions: packConditions(newer), legacyConditions: packConditions(top) };
  const older = at(at(status.deprecated, 'v1beta1'), 'conditions');
  if (older !== undefined) return { conditions: packConditions(top), legacyConditions: packConditions(older) };
  const packed = packConditions(top);
  const legacy =
    packed.bodies.some(looksLegacy) ||
    (flag(status.ready) !== undefined && record(status.initialization) === undefined);
  return legacy
    ? { conditions: noConditions, legacyConditions: packed }
    : { conditions: packed, legacyConditions: noConditions };
}
