import type { Condition } from '../../domain/health/objects.ts';
import { instant } from './instant.ts';
import { intern } from './intern.ts';
import { at, count, flag, type Json, list, record, text } from './json.ts';

export interface BothConditions {
  readonly conditions: readonly Condition[];
  readonly legacyConditions: readonly Condition[];
}

const none: readonly Condition[] = [];
type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/** One condition; `undefined` when it has no type. An unknown status reads as `Unknown`. */
export function decodeCondition(value: unknown): Condition | undefined {
  const raw = record(value);
  const type = text(raw?.type);
  if (raw === undefined || type === undefined) return undefined;
  const condition: Mutable<Condition> = {
    type: intern(type),
    status: raw.status === 'True' || raw.status === 'False' ? raw.status : 'Unknown',
    reason: intern(text(raw.reason) ?? ''),
    message: intern(text(raw.message) ?? ''),
  };
  const since = instant(raw.lastTransitionTime);
  if (since !== undefined) condition.since = since;
  const generation = count(raw.observedGeneration);
  if (generation !== undefined) condition.observedGeneration = generation;
  const severity = text(raw.severity);
  if (severity !== undefined) condition.severity = intern(severity);
  return condition;
}

function decodeAll(values: unknown): readonly Condition[] {
  if (!Array.isArray(values) || values.length === 0) return none;
  const conditions: Condition[] = [];
  for (const value of values) {
    const condition = decodeCondition(value);
    if (condition !== undefined) conditions.push(condition);
  }
  return conditions;
}

/** A `metav1.Condition` must carry reason and message; the v1beta1 contract leaves them out when all is well, and adds severity. */
function looksLegacy(value: unknown): boolean {
  const raw = record(value);
  return raw !== undefined && ('severity' in raw || text(raw.reason) === undefined || typeof raw.message !== 'string');
}

/**
 * Sorts an object's conditions by the contract that they follow. The API version's name does not tell (AWSCluster
 * v1beta2 follows the v1beta1 contract), so the shape of the status does: `status.v1beta2` marks a v1beta1 read,
 * `status.deprecated.v1beta1` and `status.initialization` a v1beta2 one, else `status.ready` and the conditions' own fields.
 */
export function decodeConditions(status: Json): BothConditions {
  const top = status.conditions;
  const newer = at(status, 'v1beta2', 'conditions');
  if (newer !== undefined) return { conditions: decodeAll(newer), legacyConditions: decodeAll(top) };
  const older = at(status, 'deprecated', 'v1beta1', 'conditions');
  if (older !== undefined) return { conditions: decodeAll(top), legacyConditions: decodeAll(older) };
  const decoded = decodeAll(top);
  const legacy =
    list(top).some(looksLegacy) || (flag(status.ready) !== undefined && record(status.initialization) === undefined);
  return legacy ? { conditions: none, legacyConditions: decoded } : { conditions: decoded, legacyConditions: none };
}
