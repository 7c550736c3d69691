import { expect, test } from '@jest/globals';
import { defaultConfiguration } from '../../src/domain/access/default-configuration.ts';
import type { PullSummary } from '../../src/ports/github.ts';
import { createCompareBase } from '../../src/workflows/compare-base.ts';
import { silentLog } from '../support/silent-log.ts';
import { request } from './support/merged-deletion.ts';

const repository = { id: 7, owner: 'org', name: 'fleet', installationId: 1 };
const pull = (more: Partial<PullSummary>): PullSummary => ({
  ...{ number: 3, nodeId: 'P', url: '', title: '', body: '', headRef: 'drop', headSha: 'h', baseRef: 'main' },
  ...{ state: 'merged', createdAt: 0, own: false, fork: false },
  ...more,
});

interface Told {
  /** Folders by commit. */
  readonly trees: Readonly<Record<string, readonly string[]>>;
  readonly last?: string;
  readonly by?: readonly PullSummary[];
  readonly followed?: readonly string[];
  readonly knownPulls?: readonly number[];
  /** Clusters that are there, or that nothing can be seen. */
  readonly clusters?: readonly string[] | 'unseen';
  readonly pushedOnto?: string;
}

/** What is asked for when the default branch is at `new`, and how often GitHub was asked. */
async function compared({ trees, last, by = [], followed = [], knownPulls = [], clusters = [], pushedOnto }: Told) {
  const asked: string[] = [];
  const jobs: unknown[] = [];
  let mark = last;
  const compareBase = createCompareBase({
    tree: {
      files: async (_repository: unknown, sha: string, folder: string, only: (path: string) => boolean) => {
        asked.push('files');
        for (const name of trees[sha] ?? []) only(`${folder}/${name}/cluster.yaml`);
        return { files: [], unread: [] };
      },
    } as never,
    history: {
      treeOf: async (_repository: unknown, sha: string, folder: string) => {
        asked.push('tree');
        return trees[sha] === undefined ? undefined : folder === '' ? sha : trees[sha].join();
      },
    } as never,
    commits: {
      until: async () => 'old',
      lastChange: async (_repository: unknown, _sha: string, path: string) => {
        asked.push('change');
        return { sha: `removed-${path}`, parent: 'parent', committedAt: 0, pulls: by, repositoryUrl: '' };
      },
      read: async () => undefined,
    },
    managementClusters: {
      of: () => ({
        acts: {},
        view: {
          state: () => ({ state: clusters === 'unseen' ? 'blind' : 'live' }),
          clusters: () =>
            (clusters === 'unseen' ? [] : clusters).map((each) => {
              const [name = '', delivery = 'merge'] = each.split(' ');
              return {
                ...{ namespace: 'default', name },
                annotations: { 'clusterops.dev/repository-id': '7', 'clusterops.dev/delivery': delivery },
              };
            }),
        },
      }),
    } as never,
    requests: {
      liveByCluster: async (_namespace: string, name: string) => [
        // Who made it is found again, too, where the database was lost.
        { request: { kind: 'create-cluster' } },
        ...(followed.includes(`clusters/${name}`) ? [{ request }] : []),
      ],
      live: async () =>
        followed.map((folder) => ({
          request: { ...request, byHand: true, clusters: [{ spec: { name: folder, namespace: 'default' }, folder }] },
        })),
      byPull: async (_id: number, number: number) => (knownPulls.includes(number) ? {} : undefined),
    } as never,
    settings: {
      get: async () => mark,
      put: async (_key, value) => {
        mark = value;
      },
    },
    jobs: {
      add: async (kind: string, payload: object) => {
        const { repository: _, ...about } = payload as { repository: unknown };
        jobs.push([kind, about]);
      },
    } as never,
    clock: { now: () => 0 },
    log: silentLog,
    replan: async (_repository, cluster) => {
      jobs.push(['replan', cluster]);
    },
    settleMs: 1,
  });
  await compareBase(repository, { name: 'main', headSha: 'new', configuration: defaultConfiguration }, pushedOnto);
  return { jobs, asked: asked.length, mark };
}

const gone = { trees: { old: ['a', 'b'], new: ['a'] }, last: 'old' };
const pushed = ['adopt-removal', { commit: 'removed-clusters/b' }];
const merged = ['adopt-removal', { pull: 3, baseSha: 'parent' }];
const replanned = ['replan', 'b'];

test.each<[string, Told, readonly unknown[]]>([
  ['nothing that changed', { trees: { new: ['a'] }, last: 'new' }, []],
  ['the same folders', { trees: { old: ['a'], new: ['a'] }, last: 'old' }, []],
  ['a folder that a push took out', gone, [pushed, replanned]],
  ['one that a merge of people took out', { ...gone, by: [pull({})] }, [merged, replanned]],
  ['one whose merge is known', { ...gone, by: [pull({})], knownPulls: [3] }, [replanned]],
  ['one that a delete request of ours took out', { ...gone, by: [pull({ own: true })] }, [replanned]],
  ['a push that is on an open branch as well', { ...gone, by: [pull({ state: 'open' })] }, [pushed, replanned]],
  ['a merge into another branch', { ...gone, by: [pull({ baseRef: 'next' })] }, [pushed, replanned]],
  ['a database that was lost', { trees: { old: ['a', 'b'], new: ['a'] } }, [pushed, replanned]],
  ['a force push: what was seen is no more', { ...gone, last: 'unreachable' }, [pushed, replanned]],
  [
    'a followed folder that is back',
    { trees: { old: [], new: ['a'] }, last: 'old', followed: ['clusters/a', 'clusters/c'] },
    [['observe', { requestId: request.id, attempt: 'base-new' }]],
  ],
  [
    'one that came and left since the last look',
    { trees: { old: ['a'], middle: ['a', 'b'], new: ['a'] }, last: 'old', pushedOnto: 'middle' },
    [pushed, replanned],
  ],
  [
    'one that did, of which only its cluster is left',
    { trees: { old: ['a'], new: ['a'] }, last: 'old', clusters: ['a', 'b', 'c preview'] },
    [pushed, replanned],
  ],
  [
    'such a cluster that is followed already',
    { trees: { old: ['a'], new: ['a'] }, last: 'old', clusters: ['b'], followed: ['clusters/b'] },
    [],
  ],
])('of %s', async (_name, told, jobs) => {
  const done = await compared(told);
  expect(done.jobs).toEqual(jobs);
  expect(done.mark).toBe('new');
});

test('costs what leaves, not what stands: at most fifty are looked up', async () => {
  const many = Array.from({ length: 500 }, (_, index) => `c${index}`);
  const done = await compared({ trees: { old: many, new: ['c0'] }, last: 'old' });
  expect(done.asked).toBeLessThanOrEqual(3 + 2 + 50);
  expect(done.jobs.filter((each) => JSON.stringify(each).startsWith('["replan"'))).toHaveLength(1);
});

test('while the management cluster is out of sight, it is looked again', async () => {
  const done = await compared({ ...gone, clusters: 'unseen' });
  expect(done.jobs).toEqual([pushed, replanned, ['reconcile', {}]]);
  expect(done.mark).toBe('old');
});
