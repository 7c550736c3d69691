import { describe, expect, test } from '@jest/globals';
import type { StageReport } from '../../src/domain/report/stage.ts';
import type { ManagementCluster } from '../../src/ports/cluster.ts';
import type { KnownRun, RequestRecord } from '../../src/ports/requests.ts';
import { createObserve } from '../../src/workflows/observe.ts';
import { otherSha, sha } from '../domain/gitops/support/application.ts';
import { condition, flux, gitRepository, kustomization } from '../domain/gitops/support/flux.ts';
import { request } from '../domain/report/support/request.ts';

const now = Date.UTC(2026, 7, 20, 12);
const run = (stage: KnownRun['stage'], state: KnownRun['state']): KnownRun => ({
  ...{ sha, stage, state, runId: 1, nodeId: 'R', title: '', digest: '', attempt: '1', writtenAt: now },
});
const record = (sync: KnownRun['state']): RequestRecord => ({
  request: request(),
  phase: 'merged',
  mergeSha: sha,
  branchRemoved: 'removed',
  runs: [run('Sync', sync), run('Ready', 'in_progress')],
  made: [],
  phaseSince: now - 60_000,
});

/** Which checks are written when Flux is at the merge commit and its Ready is as given. */
async function written(
  known: RequestRecord,
  status: 'False' | 'Unknown',
  attempt?: string,
): Promise<readonly string[]> {
  const at = {
    appliedRevision: `main@sha1:${otherSha}`,
    attemptedRevision: `main@sha1:${sha}`,
    inventory: new Set<string>(),
  };
  const ready = condition('Ready', status, status === 'False' ? 'BuildFailed' : 'Progressing');
  const view: ManagementCluster['view'] = {
    state: () => ({ state: 'live' }),
    cluster: () => undefined,
    clusters: () => [],
    gitops: () => flux([kustomization({ ...at, conditions: [ready] })], [gitRepository()]),
    lagSeconds: () => 0,
    onChange: () => () => {},
  };
  const seen: StageReport[] = [];
  const observe = createObserve({
    requests: {
      get: async () => known,
      put: async () => {},
      byPull: async () => undefined,
      byIssue: async () => [],
      liveByCluster: async () => [],
      live: async () => [],
    },
    tree: { configuration: async () => ({ defaultBranch: 'main', read: { state: 'absent' } }) },
    history: { contains: async () => false, treeOf: async (_repository, commit) => commit, touched: async () => false },
    managementClusters: { of: () => ({ view, servedApis: async () => undefined, namespaces: [] }) },
    publish: async ({ record: published, reports }) => {
      seen.push(...reports);
      return published;
    },
    followDeletion: async () => {},
    followRemoval: async () => {},
    jobs: { add: async () => {} } as never,
    clock: { now: () => now },
    docs: undefined,
  });
  await observe({ requestId: known.request.id, ...(attempt === undefined ? {} : { attempt }) } as never, {} as never);
  return seen.filter(({ stage }) => stage !== 'Cleanup').map(({ stage, state }) => `${stage}: ${state}`);
}

describe('Flux, which forgets a failure while it tries again', () => {
  test('is heard at its first attempt', async () => {
    expect(await written(record('in_progress'), 'Unknown')).toEqual(['Sync: in_progress', 'Ready: in_progress']);
  });
  test('has failed when it says so', async () => {
    expect(await written(record('in_progress'), 'False')).toContain('Sync: failure');
  });
  test('leaves the failure as it was said until the next attempt ends', async () => {
    expect(await written(record('failure'), 'Unknown')).toEqual([]);
    expect(await written(record('failure'), 'False')).toContain('Sync: failure');
  });
  test('is looked at anew when a person asks', async () => {
    expect(await written(record('failure'), 'Unknown', 'again')).toContain('Sync: in_progress');
  });
});
