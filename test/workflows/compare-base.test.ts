import { expect, test } from '@jest/globals';
import { defaultConfiguration } from '../../src/domain/access/default-configuration.ts';
import type { PullSummary } from '../../src/ports/github.ts';
import { createCompareBase } from '../../src/workflows/compare-base.ts';
import { silentLog } from '../support/silent-log.ts';
import { request } from './support/merged-deletion.ts';

const repository = { id: 7, owner: 'org', name: 'fleet', installationId: 1 };
const pull = (more: Partial<PullSummary>): PullSummary => ({
  ...{
    number: 3,
    nodeId: 'P',
    url: '',
    repository: 'org/fleet',
    title: '',
    body: '',
    headRef: 'drop',
    headSha: 'h',
    baseRef: 'main',
  },
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
  /** How often the clusters could not be seen before, since the branch is where it is. */
  readonly unseen?: number;
  /** They come into sight while it is said that they are awaited. */
  readonly returns?: boolean;
}

/** What is asked for when the default branch is at `new`, and how often GitHub was asked. */
async function compared({
  trees,
  last,
  by = [],
  followed = [],
  knownPulls = [],
  clusters = [],
  pushedOnto,
  unseen,
  returns = false,
}: Told) {
  const asked: string[] = [];
  const jobs: unknown[] = [];
  let mark = last;
  let looks = unseen === undefined ? undefined : String(unseen);
  const delays: unknown[] = [];
  const awaited: unknown[] = [];
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
        place: 'europe',
        view: {
          // It may come into sight at any moment.
          state: () => ({ state: clusters === 'unseen' && (jobs.length === 0 || !returns) ? 'blind' : 'live' }),
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
      get: async (key) => (key === 'base:7' ? mark : looks),
      put: async (key, value) => {
        if (key === 'base:7') mark = value;
        else looks = value;
      },
    },
    jobs: {
      add: async (kind: string, payload: object, options?: { readonly delayMs?: number; readonly awaits?: string }) => {
        if (kind === 'reconcile') delays.push((options?.delayMs ?? 0) / 60_000);
        if (kind === 'reconcile') awaited.push(`${options?.awaits}`);
        const { repository: _, ...about } = payload as { repository: unknown };
        jobs.push([kind, about]);
      },
      inSight: async (place: string) => void awaited.push(`${place} is in sight`),
    } as never,
    clock: { now: () => 0 },
    log: silentLog,
    replan: async (_repository, cluster) => {
      jobs.push(['replan', cluster]);
    },
    settleMs: 1,
  });
  await compareBase(repository, { name: 'main', headSha: 'new', configuration: defaultConfiguration }, pushedOnto);
  return { jobs, asked: asked.length, mark, looks, delays, awaited };
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

test('while the management cluster is out of sight, what left is told once, and only its clusters are waited for', async () => {
  const first = await compared({ ...gone, clusters: 'unseen' });
  expect(first.jobs).toEqual([['reconcile', {}], pushed, replanned]);
  expect(first).toMatchObject({ mark: 'new', looks: '1', delays: [1] });
  const again = await compared({ ...gone, last: 'new', clusters: 'unseen', unseen: 1 });
  expect(again).toMatchObject({ jobs: [['reconcile', {}]], asked: 0, looks: '2', delays: [2] });
  const long = await compared({ ...gone, last: 'new', clusters: 'unseen', unseen: 40 });
  expect(long).toMatchObject({ delays: [30] });
  const moved = await compared({ ...gone, clusters: 'unseen', unseen: 40 });
  expect(moved).toMatchObject({ mark: 'new', looks: '1', delays: [1] });
});

test('what waits for its sight names it, and is due at once when it returns meanwhile', async () => {
  const waits = await compared({ ...gone, clusters: 'unseen', unseen: 40 });
  expect(waits.awaited).toEqual(['europe']);
  const returned = await compared({ ...gone, clusters: 'unseen', unseen: 40, returns: true });
  expect(returned.awaited).toEqual(['europe', 'europe is in sight']);
});

test('once it is in sight, clusters of which the branch has no folder are found', async () => {
  const trees = { new: ['a'] };
  const found = await compared({ trees, last: 'new', clusters: ['a', 'b'], unseen: 3 });
  expect(found).toMatchObject({ jobs: [pushed, replanned], looks: '0', delays: [] });
  const none = await compared({ trees, last: 'new', clusters: [], unseen: 3 });
  expect(none).toMatchObject({ jobs: [], looks: '0', asked: 0 });
});
