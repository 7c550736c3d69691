import { describe, expect, test } from '@jest/globals';
import type { StageReport } from '../../src/domain/report/stage.ts';
import type { ManagementCluster, WatchState } from '../../src/ports/cluster.ts';
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

/** What is written when Flux is at the merge commit and its Ready is as given. */
async function observed(
  known: RequestRecord,
  status: 'False' | 'Unknown',
  { attempt, state = { state: 'live' } }: { readonly attempt?: string | undefined; readonly state?: WatchState } = {},
): Promise<{ readonly checks: readonly string[]; readonly record: RequestRecord | undefined }> {
  const at = {
    appliedRevision: `main@sha1:${otherSha}`,
    attemptedRevision: `main@sha1:${sha}`,
    inventory: new Set<string>(),
  };
  const ready = condition('Ready', status, status === 'False' ? 'BuildFailed' : 'Progressing');
  const view: ManagementCluster['view'] = {
    state: () => state,
    cluster: () => undefined,
    clusters: () => [],
    referrers: () => [],
    gitops: () => flux([kustomization({ ...at, conditions: [ready] })], [gitRepository()]),
    lagSeconds: () => 0,
    onChange: () => () => {},
  };
  const seen: StageReport[] = [];
  let last: RequestRecord | undefined;
  const observe = createObserve({
    requests: {
      get: async () => known,
      put: async () => {},
      byPull: async () => undefined,
      byIssue: async () => [],
      liveByCluster: async () => [],
      live: async () => [],
    },
    tree: {
      configuration: async () => ({ defaultBranch: 'main', read: { state: 'absent' } }),
      files: async () => ({ files: [], unread: [] }),
    },
    history: { contains: async () => false, treeOf: async (_repository, commit) => commit, touched: async () => false },
    managementClusters: { of: () => ({ view, servedApis: async () => undefined, namespaces: [] }) },
    publish: async ({ record: published, reports }) => {
      seen.push(...reports);
      last = published;
      return published;
    },
    followDeletion: async () => {},
    followRemoval: async () => {},
    jobs: { add: async () => {} } as never,
    clock: { now: () => now },
    docs: undefined,
  });
  await observe({ requestId: known.request.id, ...(attempt === undefined ? {} : { attempt }) } as never, {} as never);
  const checks = seen.filter(({ stage }) => stage !== 'Cleanup').map((each) => `${each.stage}: ${each.state}`);
  return { checks, record: last };
}

const written = async (known: RequestRecord, status: 'False' | 'Unknown', attempt?: string) =>
  (await observed(known, status, { attempt })).checks;

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

describe('the time of the picture', () => {
  const behind = (age: number): WatchState => ({ state: 'live', behind: 'machines.cluster.x-k8s.io', asOf: now - age });
  const told = async (state: WatchState, before?: number) =>
    (await observed({ ...record('in_progress'), ...(before && { asOf: before }) }, 'Unknown', { state })).record?.asOf;

  test('is told once it is old, and no longer when it is of now', async () => {
    expect(await told(behind(42_000))).toBe(now - 42_000);
    expect(await told({ state: 'blind', because: 'away', since: now - 90_000, asOf: now - 95_000 })).toBe(now - 95_000);
    expect(await told({ state: 'live' }, now - 42_000)).toBeUndefined();
  });
  test('is not told of a watch that ended as all do, and not where there was none yet', async () => {
    expect(await told(behind(2_000))).toBeUndefined();
    expect(await told({ state: 'blind', because: 'not listed yet', since: now - 90_000 })).toBeUndefined();
  });
});
