import { at, type KubeObject, type Manifest, type Tree } from '../../kubernetes/object.ts';
import type { ObjectStore } from '../../kubernetes/object-store.ts';
import { applyTarget } from './apply.ts';
import type { Managed } from './compare.ts';
import { healthOf } from './health.ts';
import { objectError } from './project.ts';
import {
  annotations,
  hasOption,
  isApproved,
  keyText,
  type ResourceKey,
  resourceKey,
  syncOptions,
  waveOf,
} from './terms.ts';

export interface Result {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
  readonly status?: 'Synced' | 'SyncFailed' | 'Pruned' | 'PruneSkipped';
  readonly message?: string;
  readonly hookPhase?: 'Running' | 'Succeeded' | 'Failed' | 'Error';
  readonly syncPhase: 'Sync';
}

export interface Step {
  readonly phase: 'Running' | 'Succeeded' | 'Failed' | 'Error';
  readonly message: string;
  readonly results: readonly Result[];
}

interface Task {
  readonly managed: Managed;
  readonly prune: boolean;
  wave: number;
}

/** The order in which Argo CD applies kinds of one wave; what is not named comes last, by name. */
const kindOrder = [
  'Namespace',
  'ServiceAccount',
  'Secret',
  'ConfigMap',
  'CustomResourceDefinition',
  'Role',
  'RoleBinding',
  'Service',
  'Deployment',
];
const rank = (kind: string): number => {
  const index = kindOrder.indexOf(kind);
  return index < 0 ? kindOrder.length : index;
};

const tasksOf = (resources: readonly Managed[]): readonly Task[] => {
  const tasks = resources
    .filter(({ target, requiresPruning }) => target !== undefined || requiresPruning)
    .map(
      (managed): Task => ({
        managed,
        prune: managed.target === undefined,
        wave: waveOf(managed.target ?? managed.live),
      }),
    );
  // Prunes run through the waves backwards.
  const waves = [...new Set(tasks.filter((task) => task.prune).map((task) => task.wave))].sort((a, b) => a - b);
  for (const task of tasks) if (task.prune) task.wave = waves[waves.length - 1 - waves.indexOf(task.wave)] ?? task.wave;
  return tasks.sort(
    (a, b) =>
      a.wave - b.wave ||
      rank(a.managed.key.kind) - rank(b.managed.key.kind) ||
      (keyText(a.managed.key) < keyText(b.managed.key) ? -1 : 1),
  );
};

const resultOf = (task: Task, known: ReadonlyMap<string, Result>): Result | undefined =>
  known.get(keyText(task.managed.key));

const result = (task: Task, rest: Pick<Result, 'status' | 'message' | 'hookPhase'>): Result => {
  const { key, version } = task.managed;
  return {
    group: key.group,
    version,
    kind: key.kind,
    namespace: key.namespace,
    name: key.name,
    ...rest,
    syncPhase: 'Sync',
  };
};

const listed = (tasks: readonly Task[]): string => {
  const [first] = tasks;
  const key: ResourceKey | undefined = first?.managed.key;
  const name = `${key?.group}/${key?.kind}/${key?.name}`;
  return tasks.length > 1 ? `${name} and ${tasks.length - 1} more resources` : name;
};

const missingKind = ({ key, version }: Managed): string =>
  `The Kubernetes API could not find ${key.group}/${key.kind} for requested resource ${key.namespace}/${key.name}. Make sure the "${key.kind}" CRD is installed on the destination cluster.` +
  (version === '' ? '' : '');

const invalid = (store: ObjectStore, project: KubeObject, tasks: readonly Task[]): readonly Result[] =>
  tasks.flatMap((task) => {
    const { key, target, live } = task.managed;
    const object: Manifest | undefined = target ?? live;
    if (object === undefined) return [];
    if (!store.serves(key.group, key.kind))
      return [result(task, { status: 'SyncFailed', message: missingKind(task.managed) })];
    const refused = objectError(project, object, store.isNamespaced(key.group, key.kind));
    return refused === undefined ? [] : [result(task, { status: 'SyncFailed', message: refused })];
  });

const propagation = (application: KubeObject): 'Background' | 'Foreground' | 'Orphan' => {
  const option = syncOptions(application).find((text) => text.startsWith('PrunePropagationPolicy='));
  const policy = option?.split('=')[1]?.toLowerCase();
  return policy === 'background' ? 'Background' : policy === 'orphan' ? 'Orphan' : 'Foreground';
};

const pruneOne = (store: ObjectStore, application: KubeObject, task: Task, prune: boolean): Result => {
  const { live, key } = task.managed;
  if (!prune)
    return result(task, { status: 'PruneSkipped', message: 'ignored (requires pruning)', hookPhase: 'Succeeded' });
  if (hasOption(live, annotations.options, 'Prune=false'))
    return result(task, { status: 'PruneSkipped', message: 'ignored (no prune)', hookPhase: 'Succeeded' });
  if (live !== undefined && live.metadata.deletionTimestamp === undefined) {
    store.remove(
      { ...key, namespace: key.namespace === '' ? undefined : key.namespace },
      { propagationPolicy: propagation(application) },
    );
  }
  return result(task, { status: 'Pruned', message: 'pruned', hookPhase: 'Succeeded' });
};

/** What a task that runs has come to: done when healthy or without a health, failed when degraded. */
const settle = (task: Task, known: Result): Result => {
  const { live } = task.managed;
  if (known.hookPhase !== 'Running' || live === undefined) return known;
  const health = healthOf(live);
  if (health === undefined) return { ...known, hookPhase: 'Succeeded' };
  if (health.status === 'Healthy')
    return { ...known, hookPhase: 'Succeeded', ...(health.message ? { message: health.message } : {}) };
  return health.status === 'Degraded'
    ? { ...known, hookPhase: 'Failed', ...(health.message ? { message: health.message } : {}) }
    : known;
};

const failed = (results: ReadonlyMap<string, Result>, message: string): Step => {
  const reasons = [...results.values()]
    .filter((each) => each.status === 'SyncFailed')
    .map((each) => each.message ?? '');
  const reason = reasons.length === 0 ? '' : `, reason: ${reasons.join(',')}`;
  return { phase: 'Failed', message: `${message}${reason}`, results: [...results.values()] };
};

/**
 * One turn of a sync, as gitops-engine's sync context takes it: wave by wave, the next only when the one before is
 * healthy; prunes need their permission, and their confirmation where the object asks for it.
 */
export const syncStep = (needs: {
  readonly store: ObjectStore;
  readonly application: KubeObject;
  readonly project: KubeObject;
  readonly resources: readonly Managed[];
  readonly operation: unknown;
  readonly startedAt: string;
  readonly known: readonly Result[];
}): Step => {
  const { store, application, project, operation } = needs;
  const only = at(operation, 'sync', 'resources') as readonly Tree[] | undefined;
  const selected = needs.resources.filter(
    ({ key }) =>
      only === undefined ||
      only.some(
        (each) => (each['group'] ?? '') === key.group && each['kind'] === key.kind && each['name'] === key.name,
      ),
  );
  const tasks = tasksOf(selected);
  const results = new Map(needs.known.map((each) => [keyText(each), each]));
  const options = [...syncOptions(application), ...((at(operation, 'sync', 'syncOptions') ?? []) as readonly string[])];

  if (results.size === 0) {
    const wrong = invalid(store, project, tasks);
    if (wrong.length > 0) {
      return { phase: 'Failed', message: 'one or more synchronization tasks are not valid', results: wrong };
    }
  }
  for (const task of tasks) {
    const known = resultOf(task, results);
    if (known !== undefined) results.set(keyText(known), settle(task, known));
  }
  const done = (): readonly Result[] => [...results.values()];
  const multiStep = new Set(tasks.map((task) => task.wave)).size > 1;
  const running = tasks.filter((task) => multiStep && resultOf(task, results)?.hookPhase === 'Running');
  if (running.length > 0)
    return { phase: 'Running', message: `waiting for healthy state of ${listed(running)}`, results: done() };
  const leaving = tasks.filter(
    (task) => task.prune && resultOf(task, results)?.status === 'Pruned' && task.managed.live !== undefined,
  );
  if (leaving.length > 0)
    return { phase: 'Running', message: `waiting for deletion of ${listed(leaving)}`, results: done() };
  if (done().some((each) => each.hookPhase === 'Failed' || each.hookPhase === 'Error')) {
    return failed(results, 'one or more synchronization tasks completed unsuccessfully');
  }
  const pending = tasks.filter((task) => resultOf(task, results) === undefined);
  const [next] = pending;
  if (next === undefined)
    return { phase: 'Succeeded', message: 'successfully synced (no more tasks)', results: done() };
  const wave = pending.filter((task) => task.wave === next.wave);
  const prunes = wave.filter((task) => task.prune);
  const unconfirmed = prunes.filter((task) => hasOption(task.managed.live, annotations.options, 'Prune=confirm'));
  if (unconfirmed.length > 0 && !isApproved(application, needs.startedAt)) {
    const live = unconfirmed[0]?.managed.live;
    const more = unconfirmed.length > 1 ? ` and ${unconfirmed.length - 1} more resources` : '';
    const what = `${live?.apiVersion}/${live?.kind}/${live?.metadata.name}${more}`;
    return { phase: 'Running', message: `Waiting for pruning confirmation of ${what}`, results: done() };
  }
  const prune = at(operation, 'sync', 'prune') === true;
  for (const task of prunes) results.set(keyText(task.managed.key), pruneOne(store, application, task, prune));
  for (const task of wave.filter((each) => !each.prune)) {
    const { target, live } = task.managed;
    if (target === undefined) continue;
    const { ok, message } = applyTarget(
      store,
      target,
      live === undefined ? undefined : (current(store, live) ?? live),
      options,
    );
    results.set(
      keyText(task.managed.key),
      result(task, { status: ok ? 'Synced' : 'SyncFailed', message, hookPhase: ok ? 'Running' : 'Failed' }),
    );
  }
  if (done().some((each) => each.status === 'SyncFailed'))
    return failed(results, 'one or more objects failed to apply');
  if (wave.length === pending.length)
    return { phase: 'Succeeded', message: 'successfully synced (all tasks run)', results: done() };
  return { phase: 'Running', message: `waiting for healthy state of ${listed(wave)}`, results: done() };
};

const current = (store: ObjectStore, live: KubeObject): KubeObject | undefined => {
  const { namespace, ...key } = resourceKey(live);
  return store.get({ ...key, namespace: namespace === '' ? undefined : namespace });
};
