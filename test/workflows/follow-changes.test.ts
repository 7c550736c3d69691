import { expect, test } from '@jest/globals';
import type { ObservedGitOps } from '../../src/domain/gitops/engine.ts';
import type { Changed, ClusterView } from '../../src/ports/cluster.ts';
import type { RequestRecord } from '../../src/ports/requests.ts';
import { followChanges } from '../../src/workflows/follow-changes.ts';
import { application, argoCd } from '../domain/gitops/support/application.ts';
import { request, requested } from '../domain/report/support/request.ts';
import { silentLog } from '../support/silent-log.ts';

const record = (id: string, namespace: string, name = 'prod'): RequestRecord => ({
  request: request({ id, clusters: [requested(name, { namespace })] }),
  phase: 'merged',
  runs: [],
  made: [],
  phaseSince: 0,
});
const live = [record('of-a', 'team-a'), record('of-b', 'team-b'), record('other', 'team-a', 'shop')];

/** The requests that are looked at after these changes. */
async function lookedAt(changes: readonly Changed[], gitops: ObservedGitOps = argoCd([])): Promise<readonly string[]> {
  const looks: string[] = [];
  const listeners: ((changed: Changed) => void)[] = [];
  const view = {
    gitops: () => gitops,
    onChange: (listener: (changed: Changed) => void) => {
      listeners.push(listener);
      return () => {};
    },
  } as unknown as ClusterView;
  const done = Promise.withResolvers<void>();
  const following = followChanges({
    view,
    place: 'europe',
    isHere: () => true,
    requests: {
      live: async () => {
        done.resolve();
        return live;
      },
    } as never,
    jobs: {
      add: async (_kind: string, job: { readonly requestId: string }) => {
        looks.push(job.requestId);
        return 'added';
      },
    } as never,
    log: silentLog,
    coalesceMs: 1,
    tickMs: 3_600_000,
  });
  for (const changed of changes) for (const tell of listeners) tell(changed);
  await done.promise;
  await following.stop();
  return looks;
}

test.each([
  ['live', ['looks', 'inSight europe']],
  ['blind', ['looks']],
] as const)(
  'when the cluster turns %s, what is under way is looked at, and in sight what awaits it',
  async (state, done) => {
    const acts: string[] = [];
    const following = followChanges({
      ...{ place: 'europe', isHere: () => true, log: silentLog, coalesceMs: 1, tickMs: 3_600_000 },
      view: { gitops: () => argoCd([]), onChange: () => () => {}, state: () => ({ state }) } as unknown as ClusterView,
      requests: {
        live: async () => {
          acts.push('looks');
          return [];
        },
      } as never,
      jobs: { inSight: async (place: string) => void acts.push(`inSight ${place}`) } as never,
    });
    following.lookAtAll();
    await following.stop();
    expect(acts).toEqual(done);
  },
);

test('a cluster of the same name in another namespace is another cluster', async () => {
  expect(await lookedAt([{ namespace: 'team-b', cluster: 'prod' }])).toEqual(['of-b']);
});

test('any number of changes within the window is one look', async () => {
  const changed = { namespace: 'team-a', cluster: 'prod' };
  expect(await lookedAt([changed, changed, changed])).toEqual(['of-a']);
});

test('an Application concerns the requests whose folders it shows, whatever its name', async () => {
  const shows = application({
    name: 'renamed',
    sources: [{ repoUrl: 'https://x', path: 'clusters/shop', targetRevision: 'main' }],
  });
  const changed = (name: string): Changed => ({ namespace: 'argocd', engineObject: { kind: 'Application', name } });
  expect(await lookedAt([changed('renamed')], argoCd([shows]))).toEqual(['other']);
  // One that is gone can no longer say what it showed.
  expect(await lookedAt([changed('before')], argoCd([shows]))).toEqual(['of-a', 'of-b', 'other']);
});
