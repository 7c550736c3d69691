import { asTree, at, type KubeObject, type Tree, timestamp } from '../../kubernetes/object.ts';
import { isRunning, writeStatus } from './application-status.ts';
import type { ApplicationWorld } from './application-world.ts';
import { compareState } from './compare.ts';
import { desiredState, destinationOf, projectOf } from './desired-state.ts';
import { specErrors } from './project.ts';
import { type Result, syncStep } from './sync.ts';
import { sourceOf } from './terms.ts';

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
export const operate = async (world: ApplicationWorld, application: KubeObject): Promise<void> => {
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
export const waitsForRetry = (world: ApplicationWorld, application: KubeObject): boolean => {
  const state = at(application, 'status', 'operationState');
  if (at(state, 'phase') !== 'Running' || at(state, 'finishedAt') === undefined) return false;
  const count = Number(at(state, 'retryCount') ?? 0);
  const due = Date.parse(String(at(state, 'finishedAt'))) + retryDelay(at(state, 'operation'), count - 1) / world.speed;
  return world.now() < due;
};
