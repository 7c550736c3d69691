import { describe, expect, test } from '@jest/globals';
import { pickUpLimit, settleLimit, syncLimit } from '../../../../src/domain/gitops/age-limits.ts';
import type {
  ObservedHelmChart,
  ObservedHelmRelease,
  ObservedSource,
} from '../../../../src/domain/gitops/flux/objects.ts';
import {
  type Containment,
  candidateRevisions,
  judgeSync,
  type WantedSync,
} from '../../../../src/domain/gitops/sync.ts';
import { otherSha, sha } from '../support/application.ts';
import {
  clusterObject,
  condition,
  flux,
  fluxWithHelm,
  gitRepository,
  heldRelease,
  helmChart,
  helmRelease,
  kustomization,
} from '../support/flux.ts';

const minute = 60_000;
const now = Date.UTC(2026, 7, 20, 12);
const released = (commit: string) => `0.1.0+${commit.slice(0, 12)}`;
const objects = [
  clusterObject,
  { ...clusterObject, group: 'helm.toolkit.fluxcd.io', version: 'v2', kind: 'HelmRelease' },
  {
    group: 'source.toolkit.fluxcd.io',
    version: 'v1',
    kind: 'HelmChart',
    namespace: 'flux-system',
    name: 'default-eu-west-1-12',
  },
];
const wanted: WantedSync = {
  folder: 'clusters/eu-west-1-12',
  namespace: 'default',
  engine: 'auto',
  repoUrls: ['https://github.com/org/fleet.git'],
  sha,
  mode: 'merge',
  base: 'main',
  objects,
};

interface How {
  readonly git?: Containment;
  readonly waited?: number;
  readonly chart?: Partial<ObservedHelmChart>;
  readonly source?: Partial<ObservedSource>;
}
const judge = (more: Partial<ObservedHelmRelease> = {}, how: How = {}) => {
  const { git = 'lacks', waited = minute, chart = {}, source = {} } = how;
  return judgeSync({
    gitops: fluxWithHelm([helmRelease(more)], [helmChart(chart)], [gitRepository(source)]),
    wanted,
    containment: new Map([[otherSha, git]]),
    sight: { state: 'live' },
    now,
    since: now - waited,
  });
};
const failing = (reason: string, message: string, ...more: ReturnType<typeof condition>[]) => [
  condition('Reconciling', 'True', 'ProgressingWithRetry'),
  condition('Ready', 'False', reason, message),
  ...more,
];
const trying = [
  condition('Reconciling', 'True', 'Progressing', "Running 'upgrade' action"),
  condition('Ready', 'Unknown', 'Progressing'),
];
const history = (...entries: readonly (readonly [string, string])[]) => ({
  history: entries.map(([commit, status], index) => ({ chartVersion: released(commit), status, version: 9 - index })),
});
const lost = {
  source: { kind: 'GitRepository', namespace: 'flux-system', name: 'gone' },
  path: './clusters/eu-west-1-12',
  byRevision: true,
};
/** Helm is at the commit, and what it made last is another. */
const behind = { ...history([otherSha, 'deployed']), attemptedRevision: released(otherSha) };
const failed = { ...history([sha, 'failed'], [otherSha, 'deployed']) };

describe('synced is what Helm released, proved from Git', () => {
  test('the commit itself', () => {
    expect(judge()).toEqual({
      state: 'synced',
      engine: 'flux',
      because: `HelmRelease default/eu-west-1-12 released ${sha.slice(0, 12)}.`,
      followers: ['flux-system/clusters'],
      revisions: [sha],
      notes: [],
    });
  });

  test('a later commit that has it, which the chart or the source names in full', () => {
    const later = { chart: { sourceRevision: `main@sha1:${otherSha}` } };
    expect(judge(behind, { ...later, git: 'contains' }).state).toBe('synced');
    expect(judge(behind, { ...later, git: 'same tree' }).state).toBe('synced');
    expect(judge(behind, { ...later, git: 'lacks' }).state).toBe('waiting');
    expect(judge(behind, { ...later, git: 'unknown' }).state).toBe('waiting');
    const gitops = fluxWithHelm([helmRelease(behind)], [helmChart(later.chart)]);
    expect(candidateRevisions(gitops, wanted)).toContain(otherSha);
  });

  test('never a commit of which only the first digits are known', () => {
    expect(judge(behind, { git: 'contains' }).state).toBe('waiting');
  });

  test('not while another spec is asked for, nor before there is a release', () => {
    expect(judge({ generation: 2 }).state).toBe('waiting');
    expect(judge({ history: [], attemptedRevision: undefined as never }).state).toBe('waiting');
  });

  test('not by the Kustomization alone, whose inventory has the HelmRelease only', () => {
    const gitops = fluxWithHelm([], []);
    const seen = { gitops, wanted, containment: new Map(), sight: { state: 'live' } as const, now };
    expect(judgeSync({ ...seen, since: now - minute })).toMatchObject({
      state: 'waiting',
      because: 'HelmRelease default/eu-west-1-12 is not there.',
    });
    expect(judgeSync({ ...seen, since: now - 4 * minute })).toMatchObject({
      state: 'failed',
      cause: { code: 'not-held' },
    });
  });

  test('of a folder that changes, found by its chart, whatever objects are promised', () => {
    const seen = { wanted: { ...wanted, objects: [] }, containment: new Map(), sight: { state: 'live' } as const, now };
    const gitops = fluxWithHelm([helmRelease(behind)]);
    expect(judgeSync({ ...seen, gitops, since: now }).state).toBe('waiting');
  });

  test('a HelmRelease beside the cluster that makes something else is only an object of the folder', () => {
    const addOn = helmRelease({
      remote: true,
      chart: { source: { kind: 'HelmRepository', namespace: 'a', name: 'b' }, path: 'cilium', byRevision: false },
    });
    const inventory = new Set([heldRelease, 'default_eu-west-1-12_cluster.x-k8s.io_Cluster']);
    const gitops = { ...flux([kustomization({ inventory })]), releases: [addOn] };
    const plain = { ...wanted, objects: objects.slice(0, 2) };
    const seen = { gitops, wanted: plain, containment: new Map(), sight: { state: 'live' } as const, now, since: now };
    expect(judgeSync(seen).state).toBe('synced');
  });

  test('not while its chart is still that of the preview, be it of the same commit', () => {
    const pinned = gitRepository({ name: 'preview', ref: { commit: sha } });
    const chart = { ...lost, source: { ...lost.source, name: 'preview' } };
    const gitops = fluxWithHelm([helmRelease({ chart })], [helmChart()], [gitRepository(), pinned]);
    const seen = { gitops, wanted, containment: new Map(), sight: { state: 'live' } as const, now, since: now };
    expect(judgeSync(seen)).toMatchObject({ state: 'waiting', cause: { code: 'not-picked-up' } });
  });

  test('a later commit that cannot be released is noted', () => {
    const more = { ...history([otherSha, 'failed'], [sha, 'deployed']), attemptedRevision: released(otherSha) };
    expect(judge({ ...more, conditions: failing('UpgradeFailed', 'timed out') })).toMatchObject({
      state: 'synced',
      notes: ['HelmRelease default/eu-west-1-12 cannot release a later commit: timed out'],
    });
  });

  test('what it cannot keep as it was released is no longer', () => {
    const conditions = failing('ReconciliationFailed', 'drift correction failed: Cluster.x is invalid');
    expect(judge({ conditions }).state).toBe('syncing');
    expect(judge({ conditions }, { waited: 4 * minute })).toMatchObject({
      state: 'failed',
      cause: { code: 'refused' },
    });
  });
});

describe('what keeps it', () => {
  const rows: readonly (readonly [string, Partial<ObservedHelmRelease>, How, string, string | undefined])[] = [
    ['is suspended', { ...behind, suspended: true, generation: 2 }, {}, 'waiting', 'suspended'],
    ['is suspended for long', { ...behind, suspended: true }, { waited: 16 * minute }, 'failed', 'suspended'],
    ['is being deleted', { deletingSince: now }, {}, 'failed', 'deleting'],
    ['waits for another', { ...behind, conditions: failing('DependencyNotReady', 'x') }, {}, 'waiting', 'dependency'],
    ['has not looked yet', behind, {}, 'waiting', 'not-picked-up'],
    ['never looks', behind, { waited: 16 * minute }, 'failed', 'not-picked-up'],
    ['is at it', { ...failed, conditions: trying }, {}, 'syncing', undefined],
    ['is at it for long', { ...failed, conditions: trying }, { waited: 31 * minute }, 'failed', 'slow'],
    ['has just failed', { ...failed, conditions: failing('UpgradeFailed', 'timed out') }, {}, 'syncing', 'release'],
    [
      'fails',
      { ...failed, conditions: failing('UpgradeFailed', 'timed out') },
      { waited: 4 * minute },
      'failed',
      'release',
    ],
    [
      'is refused',
      { ...failed, conditions: failing('UpgradeFailed', 'Cluster is invalid: x') },
      {},
      'failed',
      'refused',
    ],
    [
      'may not',
      { ...failed, conditions: failing('InstallFailed', 'secrets is forbidden: User "x" cannot create resource') },
      {},
      'failed',
      'forbidden',
    ],
    [
      'was rolled back',
      {
        ...failed,
        conditions: failing('RollbackSucceeded', 'x', condition('Remediated', 'True', 'RollbackSucceeded')),
      },
      {},
      'failed',
      'rolled-back',
    ],
    [
      'is stalled',
      {
        ...failed,
        conditions: [
          condition('Stalled', 'True', 'RetriesExceeded', 'no more'),
          condition('Ready', 'False', 'UpgradeFailed', 'timed out'),
        ],
      },
      {},
      'failed',
      'release',
    ],
    [
      'has a chart that cannot be built',
      behind,
      {
        waited: 4 * minute,
        chart: { conditions: [condition('BuildFailed', 'True', 'DependencyBuildError', 'no chart found')] },
      },
      'failed',
      'chart',
    ],
    [
      'has a chart that fails for a moment',
      behind,
      { chart: { conditions: [condition('Ready', 'False', 'x', 'y')] } },
      'waiting',
      'chart',
    ],
    ['has no source', { ...behind, chart: lost }, {}, 'waiting', 'source'],
    [
      'takes another chart than of a commit',
      { chart: { ...helmRelease().chart, byRevision: false } as never },
      {},
      'not followed',
      'no-commit',
    ],
    [
      'is stalled before it takes up the chart',
      { ...behind, conditions: [condition('Stalled', 'True', 'InvalidSpec', 'x')] },
      {},
      'failed',
      'invalid-spec',
    ],
    [
      'says why it cannot take up the chart',
      { ...behind, conditions: failing('ArtifactFailed', 'x') },
      {},
      'waiting',
      'release',
    ],
    [
      'says what became of the commit before',
      { ...behind, conditions: failing('UpgradeFailed', 'x') },
      {},
      'waiting',
      'not-picked-up',
    ],
    ...['FetchFailed', 'StorageOperationFailed', 'Stalled'].map(
      (type) =>
        [
          `has a chart with ${type}`,
          behind,
          { chart: { conditions: [condition(type, 'True', 'x', 'y')] } },
          'waiting',
          'chart',
        ] as const,
    ),
    ['makes it elsewhere', { targetNamespace: 'staging' }, {}, 'not followed', 'no-commit'],
  ];
  test.each(rows)('%s', (_what, more, how, state, code) => {
    const judged = judge(more, how);
    expect([judged.state, judged.cause?.code]).toEqual([state, code]);
  });

  test('fails at the limit, and not a moment before', () => {
    const timed: readonly (readonly [Partial<ObservedHelmRelease>, number])[] = [
      [behind, pickUpLimit],
      [{ ...failed, conditions: failing('UpgradeFailed', 'timed out') }, settleLimit],
      [{ conditions: failing('ReconciliationFailed', 'x') }, settleLimit],
      [{ ...failed, conditions: trying }, syncLimit],
    ];
    for (const [more, limit] of timed) {
      expect(judge(more, { waited: limit - 1 }).state).not.toBe('failed');
      expect(judge(more, { waited: limit }).state).toBe('failed');
    }
  });

  test('the commit it released stays released, and what keeps later ones is said', () => {
    expect(judge({ suspended: true })).toMatchObject({
      state: 'synced',
      notes: ['HelmRelease default/eu-west-1-12 is suspended: later commits are not released.'],
    });
    expect(judge(history([otherSha, 'deployed'], [sha, 'superseded'])).state).toBe('synced');
    expect(judge({ conditions: trying })).toMatchObject({ state: 'synced', provisional: true });
  });

  test('a failure before Helm made anything of a later commit is about that commit', () => {
    const more = { attemptedRevision: released(otherSha), conditions: failing('UpgradeFailed', 'timed out') };
    expect(judge(more, { waited: settleLimit })).toMatchObject({
      state: 'synced',
      notes: ['HelmRelease default/eu-west-1-12 cannot release a later commit: timed out'],
    });
  });

  test('what is stalled is not waited for, whatever Ready says', () => {
    const conditions = [condition('Stalled', 'True', 'RetriesExceeded', 'no more retries'), ...trying];
    const { state, cause } = judge({ ...failed, conditions });
    expect([state, cause?.text]).toEqual(['failed', expect.stringContaining('no more retries')]);
  });

  test('says where it is, and what it does', () => {
    expect(judge({ ...failed, conditions: trying }).because).toMatch(/: Running 'upgrade' action$/);
    expect(judge({ ...failed, conditions: trying }).provisional).toBe(true);
    expect(judge(behind).because).toContain(`is at ${released(otherSha)}`);
    expect(judge({ history: [], attemptedRevision: undefined as never }).because).toContain('has released nothing yet');
  });

  test('a chart that is not there yet has its reason at the HelmRelease', () => {
    const gitops = (reason: string) =>
      fluxWithHelm([helmRelease({ ...behind, conditions: failing(reason, 'no access') })], []);
    const seen = { wanted, containment: new Map(), sight: { state: 'live' } as const, now, since: now };
    for (const reason of ['SourceNotReady', 'AccessDenied', 'ArtifactFailed'])
      expect(judgeSync({ ...seen, gitops: gitops(reason) }).cause).toMatchObject({
        code: 'chart',
        text: expect.stringContaining('no access'),
      });
    expect(judgeSync({ ...seen, gitops: gitops('x') }).cause?.code).toBe('release');
  });

  test('says what Helm said, not what became of it', () => {
    const conditions = failing(
      'RollbackSucceeded',
      'Helm rollback succeeded',
      condition('Released', 'False', 'UpgradeFailed', 'Helm upgrade failed: admission webhook denied the request'),
      condition('Remediated', 'True', 'RollbackSucceeded'),
    );
    expect(judge({ ...failed, conditions }).cause?.text).toContain('denied the request');
  });
});
