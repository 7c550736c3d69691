import { describe, expect, test } from '@jest/globals';
import type { ObservedApplication } from '../../../src/domain/gitops/application.ts';
import {
  type Containment,
  candidateRevisions,
  judgeSync,
  type SyncInput,
  type WantedSync,
} from '../../../src/domain/gitops/sync.ts';
import { application, argoCd, operation, otherSha, sha } from './support/application.ts';

const minute = 60_000;
const repoUrl = 'https://github.com/org/fleet.git';
const now = Date.UTC(2026, 7, 20, 12);
const wanted: WantedSync = {
  folder: 'clusters/eu-west-1-12',
  namespace: 'default',
  engine: 'auto',
  repoUrls: [repoUrl],
  sha,
  mode: 'merge',
  base: 'main',
};
const judge = (applications: readonly ObservedApplication[], more: Partial<SyncInput> & { git?: Containment } = {}) => {
  const { git = 'lacks', ...rest } = more;
  return judgeSync({
    gitops: argoCd(applications),
    wanted,
    containment: new Map([[otherSha, git]]),
    sight: { state: 'live' },
    now,
    since: now - minute,
    ...rest,
  });
};
const preview: WantedSync = { ...wanted, mode: 'preview' };
const pinned = (targetRevision: string, more: Partial<ObservedApplication> = {}) =>
  application({
    name: 'preview',
    sources: [{ repoUrl: repoUrl, path: wanted.folder, targetRevision }],
    ...more,
  });
const atOther = { sync: { status: 'Synced', revisions: [otherSha] } };

describe('synced', () => {
  test('at the commit itself', () => {
    expect(judge([application()])).toMatchObject({
      state: 'synced',
      followers: ['argocd/eu-west-1-12'],
      revisions: [sha],
    });
  });

  test.each<Containment>(['contains', 'same tree'])('at another commit of which Git says: %s', (git) => {
    expect(judge([application(atOther)], { git }).state).toBe('synced');
  });

  test.each<Containment>(['lacks', 'unknown'])('not at another commit of which Git says: %s', (git) => {
    expect(judge([application(atOther)], { git }).state).toBe('waiting');
  });

  test('not while the sync to the commit still runs', () => {
    expect(judge([application({ operation: operation('Running', { message: 'waiting for hooks' }) })])).toMatchObject({
      state: 'syncing',
    });
  });

  test('by the revision of the right source of several', () => {
    const several = application({
      sources: [
        { repoUrl: 'https://github.com/org/values', targetRevision: 'HEAD' },
        { repoUrl: repoUrl, path: wanted.folder, targetRevision: 'HEAD' },
      ],
      sync: { status: 'Synced', revisions: [sha, otherSha] },
    });
    expect(judge([several]).state).toBe('waiting');
    expect(judge([{ ...several, sync: { status: 'Synced', revisions: [otherSha, sha] } }]).state).toBe('synced');
  });

  test('only when every Application of the folder is', () => {
    expect(judge([application(), application({ name: 'second', ...atOther })]).state).toBe('waiting');
  });

  test('notes that two Applications hold an object', () => {
    const shared = { type: 'SharedResourceWarning', message: 'Cluster/eu-west-1-12 is part of applications a and b' };
    expect(judge([application({ conditions: [shared] })])).toMatchObject({
      state: 'synced',
      notes: [expect.stringContaining('part of applications a and b')],
    });
  });
});

describe('preview', () => {
  test('is synced only at exactly the commit', () => {
    expect(judge([pinned(sha)], { wanted: preview }).state).toBe('synced');
    expect(judge([pinned(sha, atOther)], { wanted: preview, git: 'contains' }).state).toBe('waiting');
    expect(judge([pinned(sha, atOther)], { wanted: preview, git: 'same tree' }).state).toBe('waiting');
  });

  test('passes over Applications that follow the branch or another commit', () => {
    expect(judge([application(), pinned(otherSha)], { wanted: preview }).state).toBe('waiting');
  });

  test('after the merge its Application no longer counts', () => {
    expect(judge([pinned(otherSha)], { git: 'contains' })).toMatchObject({ state: 'waiting', followers: [] });
    expect(judge([pinned(otherSha), application()]).followers).toEqual(['argocd/eu-west-1-12']);
    // A fast-forward makes the commit of the preview the one that was merged.
    const merged = { ...wanted, preview: 'preview' };
    expect(judge([pinned(sha)], { wanted: merged })).toMatchObject({ state: 'waiting', followers: [] });
    expect(judge([pinned(sha), application()], { wanted: merged }).followers).toEqual(['argocd/eu-west-1-12']);
    expect(judge([pinned(sha)], { wanted: { ...preview, preview: 'preview' } }).state).toBe('synced');
  });
});

describe('not synced yet', () => {
  test.each([
    [1, 'waiting'],
    [15, 'failed'],
  ])('another revision after %d min: %s', (minutes, state) => {
    expect(judge([application(atOther)], { since: now - minutes * minute }).state).toBe(state);
  });

  test('never compared: waiting', () => {
    expect(judge([application({ sync: { status: '', revisions: [] } })]).because).toContain('not been compared');
  });

  test.each([
    [1, 'syncing'],
    [30, 'failed'],
  ])('out of sync at the commit after %d min: %s, and names what differs', (minutes, state) => {
    const resource = {
      group: 'cluster.x-k8s.io',
      kind: 'Cluster',
      namespace: 'default',
      name: 'x',
      requiresPruning: false,
    };
    const behind = application({
      sync: { status: 'OutOfSync', revisions: [sha] },
      resources: [
        { ...resource, status: 'OutOfSync' },
        { ...resource, kind: 'ConfigMap', status: 'Synced' },
      ],
    });
    const sync = judge([behind], { since: now - minutes * minute });
    expect(sync.state).toBe(state);
    expect(sync.because).toContain('Cluster x');
    expect(sync.because).not.toContain('ConfigMap');
  });

  test('out of sync and not automated says that a person must sync', () => {
    const manual = application({ automated: false, sync: { status: 'OutOfSync', revisions: [sha] } });
    expect(judge([manual])).toMatchObject({ state: 'syncing', cause: { code: 'manual' } });
    expect(judge([manual], { since: now - 16 * minute }).state).toBe('failed');
  });

  test('an operation that runs for the first time says what Argo CD says, or its phase', () => {
    const running = (message: string) => judge([application({ operation: operation('Running', { message }) })]);
    expect(running('waiting for hooks').because).toBe(
      'Application argocd/eu-west-1-12 is being synced: waiting for hooks',
    );
    expect(running('').because).toBe('Application argocd/eu-west-1-12 is being synced: Running');
    expect(running('')).not.toHaveProperty('cause');
  });

  test.each([
    [29, 'syncing'],
    [30, 'failed'],
  ])('an operation that runs for %d min: %s', (minutes, state) => {
    const running = operation('Running', { startedAt: now - minutes * minute });
    const sync = judge([application({ operation: running })], { since: now - 60 * minute });
    expect(sync.state).toBe(state);
  });

  test('names five of many objects that differ', () => {
    const resource = {
      group: '',
      kind: 'ConfigMap',
      namespace: 'default',
      status: 'OutOfSync',
      requiresPruning: false,
    };
    const behind = (count: number) =>
      judge([
        application({
          sync: { status: 'OutOfSync', revisions: [sha] },
          resources: Array.from({ length: count }, (_, index) => ({ ...resource, name: `c${index}` })),
        }),
      ]).because;
    expect(behind(7)).toBe(
      'Application argocd/eu-west-1-12 is OutOfSync: ConfigMap c0, ConfigMap c1, ConfigMap c2, ConfigMap c3, ConfigMap c4 and 2 more.',
    );
    expect(behind(5)).not.toContain('more');
    expect(behind(0)).toBe('Application argocd/eu-west-1-12 is OutOfSync.');
  });

  test('an operation that retries tells what failed so far', () => {
    const retrying = application({
      sync: { status: 'OutOfSync', revisions: [sha] },
      operation: operation('Running', {
        retryCount: 2,
        results: [
          {
            kind: 'AWSCluster',
            namespace: 'default',
            name: 'x',
            status: 'SyncFailed',
            message: 'admission webhook denied the request',
          },
        ],
      }),
    });
    expect(judge([retrying])).toMatchObject({ state: 'syncing', cause: { code: 'refused' } });
    expect(judge([retrying]).because).toContain('attempt 3');
  });
});

test.each([
  ['OrphanedResourceWarning', 0],
  ['SharedResourceWarning', 1],
])('a condition of type %s makes %d notes', (type, count) => {
  const noted = application({ conditions: [{ type, message: 'Cluster/x is part of two applications' }] });
  expect(judge([noted]).notes).toHaveLength(count);
});

test('what could not be synced is named, and not what could', () => {
  const results = [
    { kind: 'Cluster', name: 'x', status: 'Synced', message: 'configured' },
    { kind: 'AWSCluster', name: 'x', status: 'SyncFailed', message: 'denied' },
  ];
  const failed = application({ operation: operation('Failed', { results: results as never }) });
  expect(judge([failed]).cause?.text).toContain('AWSCluster x: denied');
  expect(judge([failed]).cause?.text).not.toContain('configured');
});

describe('one Application for all clusters', () => {
  const object = { group: 'cluster.x-k8s.io', version: 'v1beta2', kind: 'Cluster', namespace: 'default', name: 'x' };
  const resource = { group: object.group, kind: 'Cluster', namespace: 'default', requiresPruning: false };
  const shared = application({
    sources: [{ repoUrl: repoUrl, path: 'clusters', targetRevision: 'main' }],
    sync: { status: 'OutOfSync', revisions: [sha] },
    resources: [
      { ...resource, name: 'x', status: 'Synced' },
      { ...resource, name: 'other', status: 'OutOfSync' },
    ],
  });

  test('is judged by the objects of this one', () => {
    expect(judge([shared], { wanted: { ...wanted, objects: [object] } })).toMatchObject({
      state: 'synced',
      notes: [expect.stringContaining("not this cluster's")],
    });
  });

  test.each([
    ['is not listed', { ...object, name: 'y' }],
    ['is out of sync itself', { ...object, name: 'other' }],
    ['stands in another namespace', { ...object, namespace: 'prod' }],
    ['is of another kind', { ...object, kind: 'MachinePool' }],
    ['is of another group', { ...object, group: 'example.com' }],
    ['has no namespace', { group: object.group, version: 'v1beta2', kind: 'Cluster', name: 'x' }],
  ])('not when one of them %s', (_, missing) => {
    expect(judge([shared], { wanted: { ...wanted, objects: [object, missing] } }).state).toBe('syncing');
  });

  test('nor where nobody knows its objects', () => {
    expect(judge([shared]).state).toBe('syncing');
  });

  test('nor at another revision', () => {
    const behind = { ...shared, sync: { status: 'OutOfSync', revisions: [otherSha] } };
    expect(judge([behind], { wanted: { ...wanted, objects: [object] } }).state).toBe('waiting');
  });
});

describe('failed', () => {
  const failing = (phase: string, message: string) =>
    application({ sync: { status: 'OutOfSync', revisions: [sha] }, operation: operation(phase, { message }) });

  test.each([
    ['Failed', 'one or more objects failed to apply', 'sync-failed'],
    ['Error', 'resource cluster.x-k8s.io:Cluster is not permitted in project clusters', 'forbidden-by-project'],
    ['Failed', 'AWSCluster.infrastructure "x" is invalid: spec.region: Required value', 'refused'],
  ])('operation %s: %s', (phase, message, code) => {
    expect(judge([failing(phase, message)])).toMatchObject({ state: 'failed', cause: { code, text: message } });
  });

  test('a failed operation of an earlier commit says nothing about this one', () => {
    const earlier = application({ ...atOther, operation: operation('Failed', { revisions: [otherSha] }) });
    expect(judge([earlier]).state).toBe('waiting');
  });

  test('a failure is over once a later commit is in sync', () => {
    const later = application({ ...atOther, operation: operation('Failed', { revisions: [sha] }) });
    expect(judge([later], { git: 'contains' }).state).toBe('synced');
    expect(judge([application({ operation: operation('Failed') })]).state).toBe('failed');
    const drifted = { sync: { status: 'OutOfSync' as const, revisions: [otherSha] }, operation: operation('Failed') };
    expect(judge([application(drifted)], { git: 'contains' }).state).toBe('failed');
  });

  test('an operation that succeeded leaves the word to the comparison', () => {
    expect(judge([application({ operation: operation('Succeeded') })]).state).toBe('synced');
  });

  test('an Application that Argo CD cannot use', () => {
    const invalid = application({
      conditions: [{ type: 'InvalidSpecError', message: 'project clusters does not exist' }],
    });
    expect(judge([invalid])).toMatchObject({ state: 'failed', cause: { code: 'invalid-spec' } });
  });

  test('a comparison error, after the time that a restart of the repository server takes', () => {
    const error = application({ conditions: [{ type: 'ComparisonError', message: 'failed to generate manifest' }] });
    expect(judge([error], { since: now - minute }).state).toBe('waiting');
    expect(judge([error], { since: now - 3 * minute })).toMatchObject({
      state: 'failed',
      cause: { code: 'comparison' },
    });
  });

  test('an Application that is being deleted', () => {
    expect(judge([application({ deletingSince: now })])).toMatchObject({
      state: 'failed',
      cause: { code: 'deleting' },
    });
  });

  test('the worst of several Applications counts', () => {
    expect(judge([application(), { ...failing('Failed', 'x'), name: 'second' }]).state).toBe('failed');
  });
});

describe('not followed', () => {
  test('no Application for the folder: waiting first, ApplicationSets take minutes', () => {
    expect(judge([], { since: now - minute }).state).toBe('waiting');
    expect(judge([], { since: now - 15 * minute })).toMatchObject({
      state: 'not followed',
      cause: { code: 'not-followed' },
    });
  });

  test('says where it was looked for and what to do, before and after the merge', () => {
    const late = { since: now - 15 * minute };
    expect(judge([], late)).toMatchObject({
      because: 'No Application shows the folder clusters/eu-west-1-12 on main.',
      cause: { cure: expect.stringContaining('ApplicationSet') },
    });
    expect(judge([], { ...late, wanted: preview })).toMatchObject({
      because: 'No Application shows the folder clusters/eu-west-1-12 at aaaaaaaaaaaa.',
      cause: { cure: expect.stringContaining('/retry') },
    });
  });

  test('an Application that applies to another cluster tells nothing of this one, and is named', () => {
    const elsewhere = application({ name: 'elsewhere', remote: 'https://10.0.0.9:6443' });
    const because = 'No Application applies the folder clusters/eu-west-1-12 on main to the management cluster.';
    const said =
      'Application argocd/elsewhere applies the folder clusters/eu-west-1-12 to the cluster https://10.0.0.9:6443.';
    expect(judge([elsewhere])).toMatchObject({ state: 'waiting', because, notes: [said] });
    expect(judge([elsewhere], { since: now - 15 * minute })).toMatchObject({
      state: 'not followed',
      because,
      cause: { code: 'other-cluster', text: said, cure: expect.stringContaining('https://kubernetes.default.svc') },
    });
    expect(judge([elsewhere, application()])).toMatchObject({ state: 'synced', followers: ['argocd/eu-west-1-12'] });
  });

  test('an Application that somebody pinned to the very commit shows it', () => {
    expect(judge([pinned(sha)]).state).toBe('synced');
  });

  test('an Application that follows another branch', () => {
    const staging = [{ repoUrl: repoUrl, path: wanted.folder, targetRevision: 'staging' }];
    expect(judge([application({ sources: staging })])).toMatchObject({
      state: 'not followed',
      because: expect.stringContaining('follows staging, not main'),
    });
  });

  test.each(['HEAD', 'main', 'refs/heads/main', ''])('"%s" is the branch', (targetRevision) => {
    const sources = [{ repoUrl: repoUrl, path: wanted.folder, targetRevision }];
    expect(judge([application({ sources })]).state).toBe('synced');
  });
});

describe('not seen', () => {
  test.each([
    [{ state: 'absent' } as const, 'No management cluster'],
    [{ state: 'blind', because: 'Applications: forbidden' } as const, 'Applications: forbidden'],
  ])('%p is unknown, whatever the Applications say', (sight, because) => {
    expect(judge([application()], { sight })).toMatchObject({
      state: 'unknown',
      because: expect.stringContaining(because),
    });
  });
});

describe('candidateRevisions', () => {
  test('are those compared and those operated on, of the Applications that count, each once', () => {
    const operated = application({ operation: operation('Succeeded', { revisions: [otherSha] }) });
    expect(candidateRevisions(argoCd([operated, pinned('c'.repeat(40))]), wanted)).toEqual([sha, otherSha]);
    expect(candidateRevisions(argoCd([application({ sync: { status: '', revisions: [''] } })]), wanted)).toEqual([]);
  });
});
