import { asTree, at, type KubeObject, same, type Tree, timestamp } from '../../kubernetes/object.ts';
import type { ObjectStore } from '../../kubernetes/object-store.ts';

export const sourceGroup = 'source.toolkit.fluxcd.io';
export const kustomizeGroup = 'kustomize.toolkit.fluxcd.io';
export const helmGroup = 'helm.toolkit.fluxcd.io';
export const finalizer = 'finalizers.fluxcd.io';
export const requested = 'reconcile.fluxcd.io/requestedAt';

export const labels = { name: `${kustomizeGroup}/name`, namespace: `${kustomizeGroup}/namespace` };
/** As a label or an annotation: `disabled` keeps an object that left Git. */
export const prune = `${kustomizeGroup}/prune`;

export interface FluxWorld {
  readonly store: ObjectStore;
  readonly now: () => number;
}

export interface Condition {
  readonly type: string;
  readonly status: 'True' | 'False' | 'Unknown';
  readonly reason: string;
  readonly message: string;
}

export const nameOf = (object: KubeObject): string => `${object.metadata.namespace}/${object.metadata.name}`;
export const isSuspended = (object: KubeObject): boolean => at(object, 'spec', 'suspend') === true;
export const requestOf = (object: KubeObject): string | undefined => object.metadata.annotations?.[requested];

export const conditionsOf = (object: KubeObject | undefined): readonly Condition[] =>
  (at(object, 'status', 'conditions') ?? []) as readonly Condition[];
export const readyOf = (object: KubeObject | undefined): Condition | undefined =>
  conditionsOf(object).find(({ type }) => type === 'Ready');

/** A Go duration of the forms that people write, in milliseconds. */
export function duration(value: unknown, fallback: number): number {
  const match = /^(\d+(?:\.\d+)?)(ms|s|m|h)$/.exec(String(value ?? ''));
  const unit = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000 }[match?.[2] ?? ''];
  return match === null || unit === undefined ? fallback : Number(match[1]) * unit;
}

/** Writes status fields, conditions with the time of their last change; read anew, so that nothing written meanwhile is lost. */
export function writeStatus(
  { store, now }: FluxWorld,
  object: KubeObject,
  manager: string,
  { conditions, ...fields }: Tree & { readonly conditions: readonly Condition[] },
): void {
  const { name, namespace, generation, uid } = object.metadata;
  const group = object.apiVersion.split('/')[0] ?? '';
  const current = store.get({ group, kind: object.kind, namespace, name });
  if (current === undefined || current.metadata.uid !== uid) return;
  const known = (at(current, 'status', 'conditions') ?? []) as readonly (Condition & {
    readonly lastTransitionTime: string;
  })[];
  const timed = conditions.map((condition) => {
    const old = known.find(({ type }) => type === condition.type);
    const lastTransitionTime = old?.status === condition.status ? old.lastTransitionTime : timestamp(now());
    return { ...condition, observedGeneration: generation, lastTransitionTime };
  });
  const status = { ...asTree(current['status']), ...fields, conditions: timed };
  if (!same(status, current['status'])) store.updateStatus({ ...current, status }, manager);
}
