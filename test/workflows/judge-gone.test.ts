import { describe, expect, test } from '@jest/globals';
import type { Sync } from '../../src/domain/gitops/sync.ts';
import { judgeReadiness } from '../../src/domain/health/readiness.ts';
import type { Sight } from '../../src/domain/health/sight.ts';
import type { ClusterView, WatchState } from '../../src/ports/cluster.ts';
import type { RequestRecord } from '../../src/ports/requests.ts';
import { judgeGone } from '../../src/workflows/judge-gone.ts';
import { fixture } from '../domain/health/support/fixture.ts';
import { mergeSha, objectsOf, request, requested, sha } from '../domain/report/support/request.ts';

const now = Date.UTC(2026, 7, 20, 12);
const minute = 60_000;
const cluster = requested('eu-west-1-12');
const head = 'a'.repeat(40);
const sync: Sync = { state: 'syncing', because: '', followers: [], revisions: [], notes: [] };
const merged: RequestRecord = {
  ...{ request: request(), phase: 'merged', mergeSha, runs: [], made: [], phaseSince: now - minute },
  stood: [cluster.spec.name],
};
const preview: RequestRecord = {
  ...{ request: request({ delivery: 'preview' }), phase: 'open', runs: [], phaseSince: now - minute },
  pull: { number: 13, nodeId: 'P', url: '', headSha: sha },
  made: objectsOf('eu-west-1-12').map((object) => ({ ...object, uid: 'u' })),
};

/** What is judged of a cluster whose objects are not there, or as given; and how often the base branch was asked. */
async function judge(
  record: RequestRecord,
  more: {
    readonly objects?: 'deleting' | 'coming-up';
    readonly state?: WatchState;
    readonly folder?: 'stands' | 'lacks' | 'unreadable';
    readonly since?: number;
    readonly asked?: boolean;
  } = {},
) {
  const objects = more.objects === undefined ? undefined : fixture(more.objects);
  const state = more.state ?? { state: 'live' };
  let looks = 0;
  const view = { state: () => state, cluster: () => objects } as unknown as ClusterView;
  const since = more.since ?? now - minute;
  const readiness = judgeReadiness({ wanted: cluster.spec, objects, sight: state as Sight, now, since });
  const judged = await judgeGone(
    {
      tree: {
        configuration: async () => {
          looks += 1;
          return { defaultBranch: 'main', headSha: head, read: { state: 'absent' as const } };
        },
      },
      history: {
        contains: async () => false,
        touched: async () => false,
        treeOf: async (_repository, _sha, folder) => {
          if (more.folder === 'unreadable') return undefined;
          return folder === '' || more.folder !== 'lacks' ? 'tree' : undefined;
        },
      },
      clock: { now: () => now },
    },
    record,
    [{ cluster, sync, readiness }],
    view,
    more.asked ?? false,
  );
  const [seen] = judged.seen;
  return { ready: seen?.readiness.state, sync: seen?.sync.state, record: judged.record, looks };
}

describe('a merged request', () => {
  test('whose cluster was removed from Git is not waited for', async () => {
    expect(await judge(merged, { folder: 'lacks' })).toMatchObject({ ready: 'removed', sync: 'removed', looks: 1 });
  });
  test('whose cluster is being removed is not waited for either', async () => {
    const seen = await judge(merged, { folder: 'lacks', objects: 'deleting' });
    expect(seen).toMatchObject({ ready: 'removed', sync: 'removed' });
  });
  test('whose cluster was deleted by hand says that it is gone', async () => {
    expect(await judge(merged)).toMatchObject({ ready: 'gone', sync: 'syncing', looks: 1 });
    expect(await judge(merged, { objects: 'deleting' })).toMatchObject({ ready: 'deleting', sync: 'syncing' });
  });
  test('whose cluster was never seen waits, and asks nobody, until that takes too long', async () => {
    const { stood: _stood, ...fresh } = merged;
    expect(await judge(fresh, { folder: 'lacks' })).toMatchObject({ ready: 'waiting', looks: 0 });
    const late = { folder: 'lacks', since: now - 20 * minute } as const;
    expect(await judge(fresh, late)).toMatchObject({ ready: 'removed', looks: 1 });
    expect(await judge(fresh, { ...late, folder: 'stands' })).toMatchObject({ ready: 'stuck', looks: 1 });
  });
  test('remembers whom it saw', async () => {
    const { stood: _stood, ...fresh } = merged;
    const { ready, record, looks } = await judge(fresh, { objects: 'coming-up' });
    expect([ready, record.stood, looks]).toEqual(['progressing', [cluster.spec.name], 0]);
    const others = await judge({ ...merged, stood: ['other'] }, { objects: 'coming-up' });
    expect(others.record.stood).toEqual(['other', cluster.spec.name]);
    const known = await judge(merged, { objects: 'coming-up' });
    expect(known.record).toBe(merged);
  });
  test('that changes a cluster asks at once for one that nobody sees: it was there before', async () => {
    const { stood: _stood, ...fresh } = merged;
    const change: RequestRecord = { ...fresh, request: request({ kind: 'scale-cluster' }) };
    expect(await judge(change, { folder: 'lacks' })).toMatchObject({ ready: 'removed', looks: 1 });
    expect(await judge(change, { folder: 'stands' })).toMatchObject({ ready: 'waiting', looks: 1 });
  });
  test('asks the base branch every ten minutes, and when somebody asks', async () => {
    const asked: RequestRecord = { ...merged, onBase: { at: now - minute, sha: head, lacks: [] } };
    expect(await judge(asked, { folder: 'lacks' })).toMatchObject({ ready: 'gone', looks: 0 });
    expect(await judge(asked, { folder: 'lacks', asked: true })).toMatchObject({ ready: 'removed', looks: 1 });
    const old: RequestRecord = { ...merged, onBase: { at: now - 11 * minute, sha: head, lacks: [] } };
    expect(await judge(old, { folder: 'lacks' })).toMatchObject({ ready: 'removed', looks: 1 });
  });
});

describe('a preview', () => {
  test('whose cluster was made and is not there says that it is gone, and asks nobody', async () => {
    expect(await judge(preview, { folder: 'lacks' })).toMatchObject({ ready: 'gone', looks: 0 });
  });
  test('that made another cluster of the request so far waits for this one', async () => {
    const made = objectsOf('eu-central-1-12').map((object) => ({ ...object, uid: 'u' }));
    expect(await judge({ ...preview, made })).toMatchObject({ ready: 'waiting' });
  });
  test('remembers nobody by sight: it knows what it made', async () => {
    expect((await judge(preview, { objects: 'coming-up' })).record).toBe(preview);
  });
  test('that clean-up had proved gone is waited for anew', async () => {
    const made = preview.made.map((each) => ({ ...each, goneAt: now }));
    expect(await judge({ ...preview, made })).toMatchObject({ ready: 'waiting' });
  });
});

describe('nothing is concluded', () => {
  const notCurrent: readonly WatchState[] = [
    { state: 'blind', because: 'away', since: now },
    { state: 'live', behind: 'clusters.cluster.x-k8s.io', asOf: now - 1_000 },
  ];
  test.each(notCurrent)('from a picture that is not current: %j', async (state) => {
    const { ready, looks } = await judge(merged, { state, folder: 'lacks' });
    expect([ready === 'removed' || ready === 'gone', looks]).toEqual([false, 0]);
  });
  test('from a base branch that cannot be read', async () => {
    await expect(judge(merged, { folder: 'unreadable' })).rejects.toThrow('could not be read');
  });
});
