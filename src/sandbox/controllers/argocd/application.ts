import {
  asTree,
  at,
  type KubeObject,
  type Manifest,
  same,
  type Tree,
  timestamp,
  withAt,
} from '../../kubernetes/object.ts';
import type { ObjectStore } from '../../kubernetes/object-store.ts';
import type { CachedGit } from '../git.ts';
import { type Comparison, type ConditionNote, compareState, resourceStatuses } from './compare.ts';
import { cascade } from './deletion.ts';
import { ManifestError, manifestsIn } from './manifests.ts';
import { specErrors } from './project.ts';
import { type Result, syncStep } from './sync.ts';
import { annotations, group, sourceOf } from './terms.ts';
import type { Tracking } from './tracking.ts';

const manager = 'argocd-application-controller';

export interface ApplicationWorld {
  readonly store: ObjectStore;
  readonly tracking: Tracking;
  readonly git: CachedGit;
  readonly now: () => number;
  /** How many times faster than usual time passes. */
  readonly speed: number;
  /** Comes back to the Application after so many milliseconds of usual time. */
  readonly again: (application: KubeObject, milliseconds: number) => void;
}

/** Why an Application is looked at; a `requested` or `pushed` one asks Git afresh. */
export interface Occasion {
  readonly force: boolean;
}

interface Desired {
  readonly revision: string;
  readonly manifests: readonly Manifest[];
}

const failedToLoad = (why: string): ConditionNote => ({
  type: 'ComparisonError',
  message: `Failed to load target state: failed to generate manifest for source 1 of 1: ${why}`,
});

const desiredState = async (
  world: ApplicationWorld,
  application: KubeObject,
  revision: string,
  force: boolean,
): Promise<Desired | ConditionNote> => {
  const { repoUrl, path } = sourceOf(application);
  const commit = await world.git.resolve(repoUrl, revision, force);
  if (commit === undefined)
    return failedToLoad(`rpc error: code = Unknown desc = unable to resolve '${revision}' to a commit SHA`);
  const files = await world.git.readTree(repoUrl, commit, path);
  if (files.length === 0) return failedToLoad(`rpc error: code = Unknown desc = ${path}: app path does not exist`);
  try {
    return { revision: commit, manifests: manifestsIn(path, files) };
  } catch (error) {
    if (error instanceof ManifestError) return failedToLoad(error.message);
    throw error;
  }
};

const projectOf = (world: ApplicationWorld, application: KubeObject): KubeObject | undefined =>
  world.store.get({
    group,
    kind: 'AppProject',
    namespace: application.metadata.namespace,
    name: String(at(application, 'spec', 'project') ?? ''),
  });

/** Conditions keep the time at which they were first seen. */
const withConditions = (
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

const destinationOf = (application: KubeObject): string =>
  String(at(application, 'spec', 'destination', 'namespace') ?? '');

/** Writes status fields; `undefined` takes one away. Read anew, so that nothing written meanwhile is lost. */
const writeStatus = (
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

const healthField = (application: KubeObject, status: string, now: number): Tree => {
  const old = at(application, 'status', 'health', 'status');
  const since = at(application, 'status', 'health', 'lastTransitionTime');
  return { status, lastTransitionTime: old === status && typeof since === 'string' ? since : timestamp(now) };
};

const isRunning = (application: KubeObject): boolean => {
  const phase = at(application, 'status', 'operationState', 'phase');
  return phase === 'Running' || phase === 'Terminating';
};

const withoutRefresh = (object: KubeObject): KubeObject =>
  object.metadata.annotations?.[annotations.refresh] === undefined
    ? object
    : withAt(object, ['metadata', 'annotations', annotations.refresh], undefined);

interface Seen {
  readonly application: KubeObject;
  readonly desired: Desired;
  readonly comparison: Comparison;
  readonly project: KubeObject;
}

/** Compares and writes what was found; undefined when there is nothing to act on. */
const refresh = async (
  world: ApplicationWorld,
  application: KubeObject,
  occasion: Occasion,
): Promise<Seen | undefined> => {
  const project = projectOf(world, application);
  const source = asTree(at(application, 'spec', 'source'));
  const destination = asTree(at(application, 'spec', 'destination'));
  const comparedTo = { source, destination };
  const unknown = (notes: readonly ConditionNote[], health: string): void => {
    writeStatus(
      world,
      application,
      {
        conditions: withConditions(application, notes, world.now()),
        sync: { status: 'Unknown', comparedTo },
        health: healthField(application, health, world.now()),
        reconciledAt: timestamp(world.now()),
        controllerNamespace: application.metadata.namespace,
        summary: {},
      },
      withoutRefresh,
    );
  };
  const wrong = specErrors(application, project);
  if (wrong.length > 0 || project === undefined) {
    unknown(
      wrong.map((message) => ({ type: 'InvalidSpecError', message })),
      'Unknown',
    );
    return undefined;
  }
  const desired = await desiredState(world, application, sourceOf(application).targetRevision, occasion.force);
  if ('type' in desired) {
    // What lives is still judged, so the health of an Application that cannot be compared is that of its objects.
    const lives = compareState(world.store, world.tracking, application, destinationOf(application), []);
    unknown([desired], lives.resources.length === 0 ? 'Healthy' : lives.health);
    return undefined;
  }
  const comparison = compareState(
    world.store,
    world.tracking,
    application,
    destinationOf(application),
    desired.manifests,
  );
  const kept = keptConditions(application, desired.revision);
  const written = writeStatus(
    world,
    application,
    {
      conditions: withConditions(application, [...comparison.conditions, ...kept], world.now()),
      sync: { status: comparison.sync, revision: desired.revision, comparedTo },
      health: healthField(application, comparison.health, world.now()),
      resources: resourceStatuses(comparison.resources),
      resourceHealthSource: 'appTree',
      reconciledAt: timestamp(world.now()),
      controllerNamespace: application.metadata.namespace,
      sourceType: 'Directory',
      summary: {},
    },
    withoutRefresh,
  );
  return written === undefined ? undefined : { application: written, desired, comparison, project };
};

/** The SyncError of an automatic sync stays until its commit is no longer the wanted one; autoSync decides anew. */
const keptConditions = (application: KubeObject, revision: string): readonly ConditionNote[] =>
  ((at(application, 'status', 'conditions') ?? []) as readonly ConditionNote[])
    .filter((condition) => condition.type === 'SyncError' && condition.message.includes(revision))
    .map(({ type, message }) => ({ type, message }));

const addCondition = (world: ApplicationWorld, application: KubeObject, note: ConditionNote): void => {
  const others = ((at(application, 'status', 'conditions') ?? []) as readonly ConditionNote[]).filter(
    (known) => known.type !== note.type,
  );
  const notes = [...others.map(({ type, message }) => ({ type, message })), note];
  writeStatus(world, application, { conditions: withConditions(application, notes, world.now()) });
};

/** Whether this commit was already tried for this source, and how that ended. */
const lastAttempt = (
  application: KubeObject,
  revision: string,
): { readonly phase: string; readonly message: string } | undefined => {
  const state = asTree(at(application, 'status', 'operationState'));
  const tried =
    at(state, 'syncResult', 'revision') === revision &&
    same(at(state, 'syncResult', 'source'), at(application, 'spec', 'source'));
  return tried ? { phase: String(state['phase']), message: String(state['message'] ?? '') } : undefined;
};

const selfHealTimeout = 5_000;

/** Starts a sync by itself where the policy and the guards of Argo CD allow it. */
const autoSync = (world: ApplicationWorld, { application, desired, comparison }: Seen): void => {
  const policy = at(application, 'spec', 'syncPolicy', 'automated');
  if (policy === undefined || at(policy, 'enabled') === false) return;
  if (application['operation'] !== undefined || isRunning(application) || comparison.sync !== 'OutOfSync') return;
  const prune = at(policy, 'prune') === true;
  const { resources } = comparison;
  if (!prune && resources.every((resource) => resource.status !== 'OutOfSync' || resource.requiresPruning)) return;
  const attempt = lastAttempt(application, desired.revision);
  if (attempt !== undefined) {
    if (attempt.phase !== 'Succeeded') {
      const message = `Failed last sync attempt to [${desired.revision}]: ${attempt.message}`;
      addCondition(world, application, { type: 'SyncError', message });
      return;
    }
    if (at(policy, 'selfHeal') !== true) return;
    const finished = Date.parse(String(at(application, 'status', 'operationState', 'finishedAt') ?? ''));
    const left = selfHealTimeout / world.speed - (world.now() - finished);
    if (left > 0) {
      world.again(application, left * world.speed);
      return;
    }
  }
  if (prune && at(policy, 'allowEmpty') !== true && resources.every((resource) => resource.requiresPruning)) {
    const message = `Skipping sync attempt to [${desired.revision}]: auto-sync will wipe out all resources`;
    addCondition(world, application, { type: 'SyncError', message });
    return;
  }
  const options = at(application, 'spec', 'syncPolicy', 'syncOptions');
  const healing = attempt === undefined ? undefined : resources.filter((resource) => resource.status === 'OutOfSync');
  const operation = {
    initiatedBy: { automated: true },
    retry: at(application, 'spec', 'syncPolicy', 'retry') ?? { limit: 5 },
    sync: {
      revision: desired.revision,
      ...(prune ? { prune: true } : {}),
      ...(options === undefined ? {} : { syncOptions: options }),
      ...(healing === undefined
        ? {}
        : {
            resources: healing.map(({ key }) => ({
              group: key.group,
              kind: key.kind,
              name: key.name,
              namespace: key.namespace,
            })),
          }),
    },
  };
  writeStatus(world, application, {}, (current) => ({ ...current, operation }));
};

const duration = (value: unknown, fallback: number): number => {
  const match = /^(\d+(?:\.\d+)?)(ms|s|m|h)$/.exec(String(value ?? ''));
  if (match === null) return fallback;
  const units: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 };
  return Number(match[1]) * (units[match[2] ?? ''] ?? 1);
};

const retryDelay = (operation: unknown, count: number): number => {
  const backoff = at(operation, 'retry', 'backoff');
  const first = duration(at(backoff, 'duration'), 5_000);
  const factor = at(backoff, 'factor');
  const longest = duration(at(backoff, 'maxDuration'), 180_000);
  return Math.min(longest, first * (typeof factor === 'number' ? factor : 2) ** count);
};

/** Takes the operation that the Application holds one step further. */
const operate = async (world: ApplicationWorld, application: KubeObject): Promise<void> => {
  const operation = application['operation'];
  const old = asTree(at(application, 'status', 'operationState'));
  const resumed = isRunning(application);
  const startedAt = resumed ? String(old['startedAt']) : timestamp(world.now());
  const state: Tree = resumed ? old : { phase: 'Running', startedAt, operation };
  const end = (fields: Tree, more: Tree = {}): void => {
    const finished = { ...state, ...fields, finishedAt: timestamp(world.now()) };
    writeStatus(
      world,
      application,
      { operationState: finished, ...more },
      ({ operation: _, ...current }) => current as KubeObject,
    );
  };
  if (old['phase'] === 'Terminating') {
    end({ phase: 'Failed', message: 'Operation terminated' });
    return;
  }
  const project = projectOf(world, application);
  const wrong = specErrors(application, project);
  if (project === undefined || wrong.length > 0) {
    end({ phase: 'Error', message: wrong.map((message) => `InvalidSpecError: ${message}`).join(';') });
    return;
  }
  const asked = at(operation, 'sync', 'revision');
  const pinned = at(state, 'syncResult', 'revision') ?? (asked || undefined);
  const revision = typeof pinned === 'string' ? pinned : sourceOf(application).targetRevision;
  const desired = await desiredState(world, application, revision, !resumed && typeof pinned !== 'string');
  if ('type' in desired) {
    end({ phase: 'Error', message: `${desired.type}: ${desired.message}` });
    return;
  }
  const comparison = compareState(
    world.store,
    world.tracking,
    application,
    destinationOf(application),
    desired.manifests,
  );
  const source = at(application, 'spec', 'source');
  const syncResult = (results: readonly Result[]): Tree => ({
    revision: desired.revision,
    source,
    ...(results.length === 0 ? {} : { resources: results }),
  });
  const shared = comparison.conditions.find((condition) => condition.type === 'SharedResourceWarning');
  const options = [
    ...((at(application, 'spec', 'syncPolicy', 'syncOptions') ?? []) as readonly string[]),
    ...((at(operation, 'sync', 'syncOptions') ?? []) as readonly string[]),
  ];
  if (shared !== undefined && options.includes('FailOnSharedResource=true')) {
    end({ phase: 'Failed', message: `Shared resource found: ${shared.message}`, syncResult: syncResult([]) });
    return;
  }
  const known = (at(state, 'syncResult', 'resources') ?? []) as readonly Result[];
  const step = syncStep({
    store: world.store,
    application,
    project,
    resources: comparison.resources,
    operation,
    startedAt,
    known,
  });
  const next = { ...state, phase: step.phase, message: step.message, syncResult: syncResult(step.results) };
  if (step.phase === 'Running') {
    writeStatus(world, application, { operationState: next });
    world.again(application, 1_000);
    return;
  }
  const count = Number(state['retryCount'] ?? 0);
  const limit = Number(at(operation, 'retry', 'limit') ?? 0);
  if (step.phase !== 'Succeeded' && count < limit) {
    const delay = retryDelay(operation, count);
    const at3 = new Date(world.now() + delay / world.speed).toISOString().slice(11, 19);
    const message = `${step.message}. Retrying attempt #${count + 1} at ${at3}.`;
    // The next attempt starts from nothing, as a new sync would.
    const waiting = {
      ...state,
      phase: 'Running',
      message,
      retryCount: count + 1,
      syncResult: syncResult([]),
      finishedAt: timestamp(world.now()),
    };
    writeStatus(world, application, { operationState: waiting });
    world.again(application, delay);
    return;
  }
  const message = count > 0 ? `${step.message} (retried ${count} times).` : step.message;
  const history = (at(application, 'status', 'history') ?? []) as readonly Tree[];
  const entry = {
    id: Number(history.at(-1)?.['id'] ?? -1) + 1,
    revision: desired.revision,
    source,
    deployedAt: timestamp(world.now()),
    deployStartedAt: startedAt,
    initiatedBy: at(operation, 'initiatedBy') ?? {},
  };
  end({ ...next, message }, step.phase === 'Succeeded' ? { history: [...history, entry].slice(-10) } : {});
};

/** Whether a failed sync still waits for its next attempt. */
const waitsForRetry = (world: ApplicationWorld, application: KubeObject): boolean => {
  const state = at(application, 'status', 'operationState');
  if (at(state, 'phase') !== 'Running' || at(state, 'finishedAt') === undefined) return false;
  const count = Number(at(state, 'retryCount') ?? 0);
  const due = Date.parse(String(at(state, 'finishedAt'))) + retryDelay(at(state, 'operation'), count - 1) / world.speed;
  return world.now() < due;
};

/** Looks at one Application: deletion, a running or asked-for sync, comparison, automatic sync. */
export const playApplication = async (
  world: ApplicationWorld,
  namespace: string,
  name: string,
  occasion: Occasion,
): Promise<void> => {
  const get = (): KubeObject | undefined => world.store.get({ group, kind: 'Application', namespace, name });
  const application = get();
  if (application === undefined) return;
  if (application.metadata.deletionTimestamp !== undefined) {
    cascade(world, application);
    return;
  }
  const asked = application.metadata.annotations?.[annotations.refresh] !== undefined;
  if (application['operation'] !== undefined && !waitsForRetry(world, application)) await operate(world, application);
  const current = get();
  if (current === undefined || current.metadata.deletionTimestamp !== undefined) return;
  const seen = await refresh(world, current, { force: occasion.force || asked });
  if (seen !== undefined) autoSync(world, seen);
};
