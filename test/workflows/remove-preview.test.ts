import { describe, expect, test } from '@jest/globals';
import type { ObjectRef } from '../../src/domain/cluster/spec.ts';
import { previewName } from '../../src/domain/gitops/preview-objects.ts';
import type { RequestRecord } from '../../src/ports/requests.ts';
import { removePreview } from '../../src/workflows/remove-preview.ts';
import { argoCd } from '../domain/gitops/support/application.ts';
import { objectsOf, request, requested } from '../domain/report/support/request.ts';

const cluster = { ...(objectsOf('prod')[0] as ObjectRef), uid: 'u-1' };
const record: RequestRecord = {
  ...{ request: request({ clusters: [requested('prod')], delivery: 'preview' }), phase: 'closed', runs: [] },
  ...{ made: [cluster], phaseSince: 0 },
};

/** What is deleted, and what is waited for or kept, where the base branch is so. */
async function removed({
  headSha,
  folders = [],
  defaultBranch = 'main',
  former,
  live = { uid: 'u-1' },
  known = record,
}: {
  readonly headSha?: string;
  readonly folders?: readonly string[];
  readonly defaultBranch?: string;
  /** What the branch has that is not the default any more; absent: it is gone. */
  readonly former?: readonly string[];
  /** The Cluster that is there. */
  readonly live?: { readonly uid: string; readonly annotations?: Readonly<Record<string, string>> };
  readonly known?: RequestRecord;
}) {
  const deleted: string[] = [];
  const result = await removePreview(
    {
      managementClusters: {
        of: () => ({
          view: { state: () => ({ state: 'live' }), gitops: () => argoCd([]) },
          acts: {
            read: async ({ kind, name }: ObjectRef) =>
              kind === 'Cluster' && name === 'prod'
                ? { state: 'present', object: { deleting: false, labels: {}, annotations: {}, ...live } }
                : { state: 'gone' },
            remove: async ({ kind, name }: ObjectRef) => {
              deleted.push(`${kind} ${name}`);
              return 'removing';
            },
          },
        }),
      } as never,
      tree: {
        configuration: async () => ({
          ...{ defaultBranch, read: { state: 'absent' } },
          ...(headSha === undefined ? {} : { headSha }),
        }),
        files: async () => ({ files: [], unread: [] }),
        headOf: async (_repository: unknown, branch: string) =>
          branch === 'main' && former !== undefined ? 'former' : undefined,
      } as never,
      history: {
        treeOf: async (_repository: unknown, sha: string, path: string) =>
          path === '' || (sha === 'former' ? former : folders)?.includes(path) === true ? 'tree' : undefined,
      } as never,
      clock: { now: () => 0 },
      recordAct: (async () => {}) as never,
    },
    known,
  );
  return { deleted, waiting: result.waiting, kept: result.kept, record: result.record };
}

test('the Cluster of a closed preview goes where the base branch was read and has it nowhere', async () => {
  expect(await removed({ headSha: 'head' })).toMatchObject({
    deleted: ['Cluster prod'],
    waiting: ['Cluster prod'],
    kept: [],
  });
});

test('it stays where the base branch has its folder', async () => {
  const { deleted, kept } = await removed({ headSha: 'head', folders: ['clusters/prod'] });
  expect(deleted).toEqual([]);
  expect(kept).toEqual([expect.stringMatching(/prod: its folder clusters\/prod is on the base branch/)]);
});

// Deleting the base branch closes its pull requests, too.
test('nothing goes where GitHub tells no head of the base branch: that is no evidence', async () => {
  const { deleted, waiting } = await removed({});
  expect(deleted).toEqual([]);
  expect(waiting).toEqual(['main, of which GitHub tells no commit: what it holds is not known']);
});

test.each<[string, readonly string[] | undefined, readonly string[]]>([
  ['has its folder', ['clusters/prod'], []],
  ['has it nowhere', [], ['Cluster prod']],
  ['was renamed, and is no more', undefined, ['Cluster prod']],
])(
  'where another branch became the default, it goes by what the former one has: that %s',
  async (_name, former, goes) => {
    const found = await removed({
      headSha: 'head',
      defaultBranch: 'trunk',
      ...(former === undefined ? {} : { former }),
    });
    expect(found.deleted).toEqual(goes);
    expect(found.kept).toHaveLength(goes.length === 0 ? 1 : 0);
  },
);

test('a cluster that both branches have is named once', async () => {
  const both = { folders: ['clusters/prod'], former: ['clusters/prod'] };
  const { deleted, kept } = await removed({ headSha: 'head', defaultBranch: 'trunk', ...both });
  expect([deleted, kept]).toEqual([
    [],
    [expect.stringMatching(/prod: its folder clusters\/prod is on the base branch$/)],
  ]);
});

describe('a Cluster of the name that is another than we know', () => {
  const [shown] = record.request.clusters;
  const annotations = {
    'argocd.argoproj.io/tracking-id': `${shown && previewName(record.request, shown)}:cluster.x-k8s.io/Cluster:default/prod`,
  };
  const anew = { uid: 'u-2', annotations };

  test('is no proof that the preview is gone where the preview made it anew: it goes once its UID is recorded', async () => {
    const first = await removed({ headSha: 'head', live: anew });
    expect(first).toMatchObject({ deleted: [], waiting: ['Cluster prod'] });
    expect(await removed({ headSha: 'head', live: anew, known: first.record })).toMatchObject({
      deleted: ['Cluster prod'],
      waiting: ['Cluster prod'],
    });
  });

  test('stays where the base branch has got it meanwhile', async () => {
    const { record: known } = await removed({ headSha: 'head', live: anew, known: { ...record, removing: true } });
    expect(await removed({ headSha: 'head', folders: ['clusters/prod'], live: anew, known })).toMatchObject({
      deleted: [],
      kept: [expect.stringContaining('is on the base branch')],
    });
  });

  test.each<[string, Readonly<Record<string, string>>]>([
    ['nobody marks', {}],
    [
      'another engine’s object keeps',
      { 'argocd.argoproj.io/tracking-id': 'prod:cluster.x-k8s.io/Cluster:default/prod' },
    ],
    [
      'only carries the marks of our manifests',
      {
        'clusterops.dev/request': record.request.id,
        'clusterops.dev/repository-id': String(record.request.repository.id),
        'clusterops.dev/delivery': 'preview',
      },
    ],
  ])('that %s is left alone', async (_name, marks) => {
    const found = await removed({ headSha: 'head', live: { uid: 'u-2', annotations: marks } });
    expect(found).toMatchObject({ deleted: [], waiting: [] });
  });
});
