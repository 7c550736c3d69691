import { at, type KubeObject, type Tree, timestamp } from '../../kubernetes/object.ts';

/** A condition of the older contract: True, or False with a reason. */
export interface LegacyVerdict {
  readonly type: string;
  readonly ok: boolean;
  readonly reason: string;
  readonly severity?: 'Info' | 'Warning' | 'Error';
  readonly message?: string;
}

interface LegacyCondition {
  readonly type: string;
  readonly status: string;
  readonly lastTransitionTime: string;
}

const listAt = (object: KubeObject, path: readonly string[]): readonly LegacyCondition[] => {
  const list = at(object, ...path);
  return Array.isArray(list) ? (list as readonly LegacyCondition[]) : [];
};

/** Conditions as the older contract has them: a severity when False, no reason when True, no generation. */
export const legacyConditions = (
  object: KubeObject,
  path: readonly string[],
  verdicts: readonly LegacyVerdict[],
  now: number,
): readonly Tree[] => {
  const known = listAt(object, path);
  return verdicts.map(({ type, ok, reason, severity = 'Info', message = '' }) => {
    const status = ok ? 'True' : 'False';
    const old = known.find((condition) => condition.type === type);
    return {
      type,
      status,
      lastTransitionTime: old?.status === status ? old.lastTransitionTime : timestamp(now),
      ...(ok ? {} : { reason, severity, ...(message === '' ? {} : { message }) }),
    };
  });
};

const place = ['status', 'deprecated', 'v1beta1', 'conditions'];

/** The verdicts with `Ready` in front, which is the first of those that are not met. */
const withReady = (verdicts: readonly LegacyVerdict[]): readonly LegacyVerdict[] => {
  const bad = verdicts.find((verdict) => !verdict.ok);
  return [{ ...(bad ?? { ok: true, reason: '' }), type: 'Ready' }, ...verdicts];
};

/** What core kinds still report of the older contract, below `status.deprecated`. */
export const deprecated = (
  object: KubeObject,
  verdicts: readonly LegacyVerdict[],
  now: number,
  counters: Tree = {},
): Tree => ({
  deprecated: { v1beta1: { conditions: legacyConditions(object, place, withReady(verdicts), now), ...counters } },
});
