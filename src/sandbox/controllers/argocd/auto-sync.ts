import { asTree, at, type KubeObject, same } from '../../kubernetes/object.ts';
import { addCondition, isRunning, writeStatus } from './application-status.ts';
import type { ApplicationWorld } from './application-world.ts';
import type { Comparison } from './compare.ts';
import type { Desired } from './desired-state.ts';

export interface Seen {
  readonly application: KubeObject;
  readonly desired: Desired;
  readonly comparison: Comparison;
  readonly project: KubeObject;
}

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
export const autoSync = (world: ApplicationWorld, { application, desired, comparison }: Seen): void => {
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
