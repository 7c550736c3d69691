import { describe, expect, test } from '@jest/globals';
import { pickUpLimit, settleLimit, syncLimit } from '../../../../src/domain/gitops/age-limits.ts';
import type { ObservedGitOps } from '../../../../src/domain/gitops/engine.ts';
import type { ObservedKustomization, ObservedSource } from '../../../../src/domain/gitops/flux/objects.ts';
import {
  type Containment,
  candidateRevisions,
  judgeSync,
  type WantedSync,
} from '../../../../src/domain/gitops/sync.ts';
import { otherSha, sha } from '../support/application.ts';
import { clusterObject, condition, flux, gitRepository, held, kustomization } from '../support/flux.ts';

const minute = 60_000;
const now = Date.UTC(2026, 7, 20, 12);
const wanted: WantedSync = {
  folder: 'clusters/eu-west-1-12',
  namespace: 'default',
  engine: 'auto',
  repoUrls: ['https://github.com/org/fleet.git'],
  sha,
  mode: 'merge',
  base: 'main',
  objects: [clusterObject],
};
const other = `main@sha1:${otherSha}`;
const failing = (reason: string, message = 'why') => [
  condition('Reconciling', 'True', 'ProgressingWithRetry'),
  condition('Ready', 'False', reason, message),
];
const progressing = [
  condition('Reconciling', 'True', 'Progressing', 'Building manifests'),
  condition('Ready', 'Unknown', 'Progressing', 'Reconciliation in progress'),
];

interface How {
  readonly git?: Containment;
  readonly waited?: number;
  readonly mode?: WantedSync['mode'];
}
const judgeAll = (gitops: ObservedGitOps, { git = 'lacks', waited = minute, mode = 'merge' }: How = {}) =>
  judgeSync({
    gitops,
    wanted: { ...wanted, mode },
    containment: new Map([[otherSha, git]]),
    sight: { state: 'live' },
    now,
    since: now - waited,
  });
const judge = (more: Partial<ObservedKustomization> = {}, how: How = {}, source: Partial<ObservedSource> = {}) =>
  judgeAll(flux([kustomization(more)], [gitRepository(source)]), how);

describe('synced is what was applied, proved from Git and the inventory', () => {
  test('the commit itself', () => {
    expect(judge()).toEqual({
      state: 'synced',
      engine: 'flux',
      because: `Kustomization flux-system/clusters applied ${sha.slice(0, 12)}.`,
      followers: ['flux-system/clusters'],
      revisions: [sha],
      notes: [],
    });
  });

  const revisions = [
    `main@sha1:${sha}`,
    `refs/heads/main@sha1:${sha}`,
    `sha1:${sha}`,
    `main/${sha}`,
    `HEAD/${sha}`,
    sha,
  ];
  test.each(revisions)('in the form %s', (revision) => {
    expect(judge({ appliedRevision: revision }).state).toBe('synced');
  });
  test.each(['main', `main@sha256:${sha}`, `latest@${sha.slice(0, 12)}`, ''])('never in the form %j', (revision) => {
    expect(judge({ appliedRevision: revision }, { git: 'contains' }).state).not.toBe('synced');
  });

  const answers = [
    ['contains', 'synced'],
    ['same tree', 'synced'],
    ['lacks', 'waiting'],
    ['unknown', 'waiting'],
  ] as const;
  test.each(answers)('another revision, of which Git says: %s → %s', (git, state) => {
    expect(judge({ appliedRevision: other, attemptedRevision: other }, { git }).state).toBe(state);
  });

  test('a Ready about another revision counts for nothing', () => {
    expect(judge({ appliedRevision: other, attemptedRevision: other }, { waited: 16 * minute })).toMatchObject({
      state: 'failed',
      cause: { code: 'not-picked-up' },
    });
  });

  test('an object that is not in the inventory was not applied', () => {
    expect(judge({ inventory: new Set(['default_other_cluster.x-k8s.io_Cluster']) })).toMatchObject({
      state: 'not followed',
      because: expect.stringContaining('without Cluster eu-west-1-12'),
      cause: { code: 'not-held' },
    });
  });

  test('a spec that is not taken over yet may be another path', () => {
    expect(judge({ generation: 3, conditions: progressing }).state).toBe('syncing');
    expect(judge({ generation: 3, conditions: progressing, attemptedRevision: other }).state).toBe('waiting');
  });

  test('in preview only the pinned commit, and nothing that Git knows to have it', () => {
    const pinned = { ref: { branch: 'a', commit: sha } };
    expect(judge({ path: `./${wanted.folder}` }, { mode: 'preview' }, pinned).state).toBe('synced');
    expect(judge({}, { mode: 'preview', git: 'contains' }, { ref: { commit: otherSha } })).toMatchObject({
      state: 'waiting',
      followers: [],
    });
    expect(judge({ appliedRevision: other }, { mode: 'preview', git: 'contains' }, pinned).state).not.toBe('synced');
  });

  test('a preview is not what follows the branch, though it stands nearer to the folder', () => {
    const preview = kustomization({
      name: 'preview',
      path: wanted.folder,
      source: { ...kustomization().source, name: 'p' },
    });
    const sources = [gitRepository(), gitRepository({ name: 'p', ref: { commit: otherSha } })];
    expect(judgeAll(flux([preview, kustomization()], sources)).followers).toEqual(['flux-system/clusters']);
  });
});

describe('what happens after it was applied', () => {
  test('a reconciliation at the same revision changes nothing', () => {
    expect(judge({ conditions: progressing })).toMatchObject({ state: 'synced', provisional: true });
  });
  test('a later commit that fails is noted', () => {
    const notes = judge({ attemptedRevision: other, conditions: failing('BuildFailed', 'no such file') }).notes;
    expect(notes.join()).toContain('no such file');
    expect(judge({ attemptedRevision: other, conditions: failing('BuildFailed') }).state).toBe('synced');
  });
  test('the same commit that is refused now is a failure; what may heal is noted', () => {
    const again = (message: string) => judge({ conditions: failing('ReconciliationFailed', message) });
    expect(again('x is invalid')).toMatchObject({ state: 'failed', cause: { code: 'refused' } });
    expect(again('timeout')).toMatchObject({ state: 'synced', notes: [expect.stringContaining('again: timeout')] });
  });
  test('suspended, or its source gone: noted', () => {
    expect(judge({ suspended: true })).toMatchObject({
      state: 'synced',
      notes: [expect.stringContaining('suspended')],
    });
    const fetchFailed = [condition('FetchFailed', 'True', 'GitOperationFailed', 'no route')];
    expect(judge({}, {}, { conditions: fetchFailed }).notes.join()).toContain('no route');
  });
});

describe('what is in the way', () => {
  const behind = { appliedRevision: other, attemptedRevision: other };
  const attempted = { appliedRevision: other };
  const cases: readonly (readonly [
    name: string,
    kustomization: Partial<ObservedKustomization>,
    source: Partial<ObservedSource>,
    waited: number,
    state: string,
    code: string | undefined,
  ])[] = [
    ['being deleted', { deletingSince: now }, {}, 1, 'failed', 'deleting'],
    ['stalled', { conditions: [condition('Stalled', 'True', 'AccessDenied', 'no')] }, {}, 1, 'failed', 'invalid-spec'],
    ['another branch', behind, { ref: { branch: 'staging' } }, 1, 'not followed', 'other-branch'],
    ['no branch, which is master', behind, { ref: {} }, 1, 'not followed', 'other-branch'],
    ['a tag, of which Git tells', behind, { ref: { tag: 'v1' } }, 1, 'waiting', undefined],
    ['suspended', { ...behind, suspended: true }, {}, 1, 'waiting', 'suspended'],
    ['suspended for long', { ...behind, suspended: true }, {}, 16, 'failed', 'suspended'],
    ['its source suspended', behind, { suspended: true }, 1, 'waiting', 'suspended'],
    ['a dependency', { ...behind, conditions: failing('DependencyNotReady') }, {}, 1, 'waiting', 'dependency'],
    [
      'a source that cannot be fetched',
      behind,
      { conditions: [condition('FetchFailed', 'True', 'GitOperationFailed', 'denied')] },
      4,
      'failed',
      'source',
    ],
    ['not looked at yet', behind, {}, 1, 'waiting', undefined],
    ['being applied', { ...attempted, conditions: progressing }, {}, 1, 'syncing', undefined],
    ['being applied for too long', { ...attempted, conditions: progressing }, {}, 31, 'failed', 'slow'],
    ['not to be built', { ...attempted, conditions: failing('BuildFailed') }, {}, 1, 'failed', 'build'],
    [
      'failing for a moment',
      { ...attempted, conditions: failing('ReconciliationFailed') },
      {},
      1,
      'syncing',
      'sync-failed',
    ],
    ['failing', { ...attempted, conditions: failing('ReconciliationFailed') }, {}, 4, 'failed', 'sync-failed'],
    [
      'refused',
      { ...attempted, conditions: failing('ReconciliationFailed', 'Cluster/a dry-run failed (Invalid): x is invalid') },
      {},
      1,
      'failed',
      'refused',
    ],
    [
      'forbidden',
      { ...attempted, conditions: failing('ReconciliationFailed', 'clusters is forbidden: User "a" cannot patch') },
      {},
      1,
      'failed',
      'forbidden',
    ],
    [
      'waiting for health',
      { ...attempted, conditions: failing('HealthCheckFailed') },
      {},
      20,
      'syncing',
      'health-check',
    ],
    [
      'waiting for health for too long',
      { ...attempted, conditions: failing('HealthCheckFailed') },
      {},
      31,
      'failed',
      'health-check',
    ],
  ];
  test.each(cases)('%s', (_name, more, source, waited, state, code) => {
    const sync = judge(more, { waited: waited * minute }, source);
    expect([sync.state, sync.cause?.code]).toEqual([state, code]);
    expect(sync.cause?.cure ?? 'none needed').not.toBe('');
  });

  test('a source that does not exist', () => {
    const nowhere = kustomization({ ...behind, source: { kind: 'GitRepository', namespace: 'a', name: 'b' } });
    expect(judgeAll(flux([nowhere], []))).toMatchObject({ state: 'waiting', cause: { code: 'source' } });
  });

  test('a source whose revision is no commit', () => {
    const bucket = kustomization({ source: { kind: 'Bucket', namespace: 'flux-system', name: 'b' } });
    expect(judgeAll(flux([bucket]))).toMatchObject({ state: 'not followed', cause: { code: 'no-commit' } });
  });
});

describe('an OCI artifact', () => {
  const digest = `latest@sha256:${'d'.repeat(64)}`;
  const url = 'https://github.com/org/fleet';
  const oci = (origin?: string): ObservedSource =>
    gitRepository({
      kind: 'OCIRepository',
      url: 'oci://registry/fleet',
      ref: { tag: 'latest' },
      artifact: { revision: digest, ...(origin === undefined ? {} : { origin: { url, revision: origin } }) },
    });
  const source = { kind: 'OCIRepository', namespace: 'flux-system', name: 'clusters' };
  const applied = { source, appliedRevision: digest, attemptedRevision: digest };

  test('is known by the commit that it says it was made from', () => {
    const made = kustomization({ ...applied, appliedOrigin: `main@sha1:${sha}` });
    expect(judgeAll(flux([made], [oci(`main@sha1:${sha}`)])).state).toBe('synced');
  });
  test('that says nothing proves nothing', () => {
    expect(judgeAll(flux([kustomization(applied)], [oci()])).cause?.code).toBe('no-commit');
  });
  test('is asked about by that commit, never by its digest', () => {
    const made = kustomization({ ...applied, appliedOrigin: other });
    expect(candidateRevisions(flux([made], [oci(`main@sha1:${sha}`)]), wanted)).toEqual([otherSha, sha]);
  });
});

describe('which Kustomizations count', () => {
  const root = kustomization({ name: 'flux-system', path: './', inventory: new Set(['a_b_c_D']) });

  test('the nearest above the folder, and whoever holds an object', () => {
    expect(judgeAll(flux([root, kustomization()])).followers).toEqual(['flux-system/clusters']);
    const holder = { ...root, inventory: new Set([held]) };
    expect(judgeAll(flux([holder, kustomization()]))).toMatchObject({
      followers: ['flux-system/flux-system', 'flux-system/clusters'],
      notes: [expect.stringContaining('hold the same objects')],
    });
  });
  test('none that applies elsewhere', () => {
    const followers = (more: Partial<ObservedKustomization>) => judge({ inventory: new Set(), ...more }).followers;
    expect(followers({ remote: true })).toEqual([]);
    expect(judge({ remote: true })).toMatchObject({
      state: 'waiting',
      notes: [expect.stringContaining('another cluster, by its kubeConfig')],
    });
    expect(followers({ targetNamespace: 'other' })).toEqual([]);
    expect(followers({ path: './apps' })).toEqual([]);
    expect(judge({ inventory: new Set() }, {}, { url: 'https://github.com/org/other' }).followers).toEqual([]);
  });
});

describe('what a person reads', () => {
  const behind = { appliedRevision: other, attemptedRevision: other };
  const late = { waited: pickUpLimit };
  test.each<readonly [string, Partial<ObservedKustomization>, How, Partial<ObservedSource>, string]>([
    ['who is suspended', { ...behind, suspended: true }, {}, {}, 'Kustomization flux-system/clusters is suspended'],
    [
      'that the source is',
      behind,
      {},
      { suspended: true },
      'Its source GitRepository flux-system/clusters is suspended',
    ],
    ['what it does', { appliedRevision: other, conditions: progressing }, {}, {}, ': Building manifests'],
    ['where it is', behind, {}, {}, `is at ${otherSha.slice(0, 12)}; waiting`],
    ['that it has nothing', { ...behind, appliedRevision: undefined as never }, {}, {}, 'has applied nothing yet'],
    ['a branch that nobody named', {}, {}, { ref: {} }, 'follows master, not main'],
    ['another branch by its name', {}, {}, { ref: { name: 'refs/heads/x', branch: 'main' } }, 'follows x, not main'],
    ['how much is missing', { inventory: new Set() }, {}, {}, 'without Cluster eu-west-1-12.'],
  ])('%s', (_what, more, how, source, text) => {
    expect(judge(more, how, source).because).toContain(text);
  });

  test('what it said last, once it is late', () => {
    expect(judge({ ...behind, conditions: failing('BuildFailed', 'no such file') }, late).cause?.text).toContain(
      'no such',
    );
    expect(
      judge({ ...behind, conditions: [condition('Ready', 'True', 'x', 'all well')] }, late).cause?.text,
    ).not.toContain('well');
  });

  test('that what it applied is not healthy, for that says nothing against the commit', () => {
    expect(judge({ conditions: failing('HealthCheckFailed', 'timeout') })).toMatchObject({
      state: 'synced',
      notes: ['Kustomization flux-system/clusters: timeout'],
    });
  });

  test('a tag or commit follows no other branch, whatever branch stands beside it', () => {
    for (const ref of [{ tag: 'v1' }, { semver: '1.x' }, { commit: sha }, { name: 'refs/tags/v1' }])
      expect(judge({}, {}, { ref: { branch: 'x', ...ref } }).cause?.code).not.toBe('other-branch');
  });

  test('a failure at the limit, and not a moment before', () => {
    const timed: readonly (readonly [Partial<ObservedKustomization>, number])[] = [
      [behind, pickUpLimit],
      [{ ...behind, suspended: true }, pickUpLimit],
      [{ appliedRevision: other, conditions: failing('ReconciliationFailed', 'timeout') }, settleLimit],
      [{ appliedRevision: other, conditions: failing('HealthCheckFailed') }, syncLimit],
      [{ appliedRevision: other, conditions: progressing }, syncLimit],
    ];
    for (const [more, limit] of timed) {
      expect(judge(more, { waited: limit - 1 }).state).not.toBe('failed');
      expect(judge(more, { waited: limit }).state).toBe('failed');
    }
  });
});
