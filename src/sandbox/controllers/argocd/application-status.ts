import { asTree, at, type KubeObject, same, type Tree, timestamp } from '../../kubernetes/object.ts';
import type { ApplicationWorld } from './application-world.ts';
import type { ConditionNote } from './compare.ts';
import { group } from './terms.ts';

const manager = 'argocd-application-controller';

/** Conditions keep the time at which they were first seen. */
export const withConditions = (
  application: KubeObject,
  notes: readonly ConditionNote[],
  now: number,
): readonly Tree[] | undefined => {
  const known = (at(application, 'status', 'conditions') ?? []) as readonly (ConditionNote & {
    readonly lastTransitionTime?: string;
  })[];
  const conditions = notes.map((note) => {
    const old = known.find((condition) => condition.type === note.type && condition.message === note.message);
    return { ...note, lastTransitionTime: old?.lastTransitionTime ?? timestamp(now) };
  });
  return conditions.length === 0 ? undefined : conditions;
};

/** Writes status fields; `undefined` takes one away. Read anew, so that nothing written meanwhile is lost. */
export const writeStatus = (
  world: ApplicationWorld,
  application: KubeObject,
  fields: Tree,
  change: (object: KubeObject) => KubeObject = (object) => object,
): KubeObject | undefined => {
  const { name, namespace } = application.metadata;
  const current = world.store.get({ group, kind: 'Application', namespace, name });
  if (current === undefined || current.metadata.uid !== application.metadata.uid) return undefined;
  const status = Object.fromEntries(
    Object.entries({ ...asTree(current['status']), ...fields }).filter(([, value]) => value !== undefined),
  );
  const next = change({ ...current, status });
  return same(next, current) ? current : world.store.update(next, manager);
};

export const healthField = (application: KubeObject, status: string, now: number): Tree => {
  const old = at(application, 'status', 'health', 'status');
  const since = at(application, 'status', 'health', 'lastTransitionTime');
  return { status, lastTransitionTime: old === status && typeof since === 'string' ? since : timestamp(now) };
};

export const isRunning = (application: KubeObject): boolean => {
  const phase = at(application, 'status', 'operationState', 'phase');
  return phase === 'Running' || phase === 'Terminating';
};

export const addCondition = (world: ApplicationWorld, application: KubeObject, note: ConditionNote): void => {
  const others = ((at(application, 'status', 'conditions') ?? []) as readonly ConditionNote[]).filter(
    (known) => known.type !== note.type,
  );
  const notes = [...others.map(({ type, message }) => ({ type, message })), note];
  writeStatus(world, application, { conditions: withConditions(application, notes, world.now()) });
};
