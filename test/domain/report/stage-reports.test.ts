import { describe, expect, test } from '@jest/globals';
import type { RequestedCluster } from '../../../src/domain/cluster/request.ts';
import type { Finding } from '../../../src/domain/finding.ts';
import { judgeSync, removedFolder, type Sync } from '../../../src/domain/gitops/sync.ts';
import type { ClusterObjects } from '../../../src/domain/health/objects.ts';
import { gone as goneCluster, removed } from '../../../src/domain/health/overtaken.ts';
import { judgeReadiness, type Readiness } from '../../../src/domain/health/readiness.ts';
import { cleanupReport } from '../../../src/domain/report/cleanup-report.ts';
import { frozenReport } from '../../../src/domain/report/frozen-report.ts';
import { handoverReport } from '../../../src/domain/report/handover-report.ts';
import { nothingToDoReport, planReport } from '../../../src/domain/report/plan-report.ts';
import { queuedReport } from '../../../src/domain/report/queued-report.ts';
import { type ReadyView, readyReport } from '../../../src/domain/report/ready-report.ts';
import type { StageReport } from '../../../src/domain/report/stage.ts';
import { type SyncView, syncReport } from '../../../src/domain/report/sync-report.ts';
import { application, argoCd, operation } from '../gitops/support/application.ts';
import { change, condition } from '../health/support/change.ts';
import { fixture, now } from '../health/support/fixture.ts';
import { expectGolden, pageOf } from './support/golden.ts';
import { hostile, mergeSha, objectsOf, pair, rendered, request, requested, sha } from './support/request.ts';

const minute = 60_000;
const live = { state: 'live' } as const;
const absent = { state: 'absent' } as const;
const blind = { state: 'blind', because: 'Machines: the API server does not answer' } as const;

const finding = (more: Partial<Finding>): Finding => ({
  code: 'manifest/field-unknown',
  severity: 'error',
  message: 'AWSMachineTemplate has no field "instnceType" at spec.template.spec',
  place: { path: 'clusters/eu-west-1-12/workers.yaml', line: 14, column: 9 },
  cure: 'Did you mean "instanceType"?',
  ...more,
});

function syncOf(cluster: RequestedCluster, more: Parameters<typeof application>[0], age = minute): Sync {
  const { folder } = cluster;
  const sources = [{ repoUrl: 'https://github.com/org/fleet', path: folder, targetRevision: 'main' }];
  return judgeSync({
    gitops: argoCd(more === undefined ? [] : [application({ name: cluster.spec.name, sources, ...more })]),
    wanted: {
      folder,
      namespace: 'default',
      engine: 'auto',
      repoUrls: ['https://github.com/org/fleet'],
      sha,
      mode: 'merge',
      base: 'main',
    },
    containment: new Map(),
    sight: live,
    now,
    since: now - age,
  });
}

const sync = (clusters: SyncView['clusters'], more: Partial<SyncView> = {}) =>
  syncReport({ stage: 'merged', delivery: 'merge', clusters, sight: live, ...more });

function readyView(
  clusters: readonly (readonly [RequestedCluster, ClusterObjects | undefined])[],
  age: number,
): ReadyView {
  return {
    stage: 'merged',
    delivery: 'merge',
    sight: live,
    now,
    clusters: clusters.map(([cluster, objects]) => ({
      cluster,
      objects,
      readiness: judgeReadiness({ wanted: cluster.spec, objects, sight: live, now, since: now - age }),
    })),
  };
}
const ready = (clusters: Parameters<typeof readyView>[0], age = minute) => readyReport(readyView(clusters, age));

const one = requested('eu-west-1-12');
const two = requested('prod-a', {
  controlPlane: { replicas: 3, machineType: 't3.large' },
  pools: [{ name: 'md-0', replicas: 2, machineType: 'm7i.large' }],
});
const aws = requested('aws-1', { controlPlane: { replicas: 3, machineType: 't3.large' } });
const made = objectsOf('eu-west-1-12').map((object, index) => ({ ...object, uid: `u${index}` }));
const gone = made.map((object, index) => ({ ...object, goneAt: now - index * minute }));
const cleaning = { request: request({ delivery: 'preview' }), waiting: [], kept: [], since: now - 4 * minute, now };
const files = rendered(one).files;
const synced = { sync: { status: 'Synced', revisions: [sha] } };

function overtaken(by: (readiness: Readiness) => Readiness): ReadyView {
  const view = readyView([[one, undefined]], 20 * minute);
  return { ...view, clusters: view.clusters.map((each) => ({ ...each, readiness: by(each.readiness) })) };
}

const pages: Readonly<Record<string, StageReport>> = {
  'queued/plan': queuedReport('Plan'),
  'plan/clean-request': planReport({ findings: [], files, clusters: [one], scope: 'request' }),
  'plan/errors': planReport({
    findings: [
      finding({
        severity: 'warning',
        code: 'manifest/cni-missing',
        message: 'no CNI is chosen for cluster "x"',
        cure: 'Add one.',
      }),
      finding({}),
      finding({
        code: 'manifest/syntax',
        message: 'a mapping is not closed',
        place: { path: 'clusters/x/cluster.yaml', line: 3 },
        cure: 'Close it.',
      }),
    ],
    files,
    changed: [{ path: 'clusters/old/cluster.yaml', status: 'removed' }],
    scope: 'pull request',
  }),
  'plan/not-checked': planReport({
    findings: [
      finding({
        severity: 'warning',
        code: 'manifest/not-checked',
        message: 'clusters/k/kustomization.yaml was not built',
        cure: 'Nothing; do not read it as ok.',
      }),
    ],
    files,
    scope: 'pull request',
  }),
  'plan/nothing-to-do': nothingToDoReport('Plan'),
  'sync/before-merge': sync([{ cluster: one, sync: syncOf(one, undefined) }], { stage: 'open' }),
  'sync/no-cluster': sync([], { sight: absent }),
  'sync/blind': sync(
    [
      {
        cluster: one,
        sync: judgeSync({
          gitops: argoCd([]),
          wanted: {
            folder: one.folder,
            namespace: 'default',
            engine: 'auto',
            repoUrls: [''],
            sha,
            mode: 'merge',
            base: 'main',
          },
          containment: new Map(),
          sight: blind,
          now,
          since: now,
        }),
      },
    ],
    { sight: blind },
  ),
  'sync/waiting': sync([
    { cluster: one, sync: syncOf(one, { sync: { status: 'Synced', revisions: ['b'.repeat(40)] } }) },
  ]),
  'sync/synced': sync([{ cluster: one, sync: syncOf(one, synced) }]),
  'sync/one-of-two-failed': sync([
    { cluster: one, sync: syncOf(one, synced) },
    {
      cluster: two,
      sync: syncOf(two, {
        sync: { status: 'OutOfSync', revisions: [sha] },
        operation: operation('Failed', {
          revisions: [sha],
          results: [
            {
              kind: 'AWSCluster',
              namespace: 'default',
              name: 'prod-a',
              status: 'SyncFailed',
              message: 'AWSCluster.infrastructure.cluster.x-k8s.io "prod-a" is invalid: spec.region: Required value',
            },
          ],
        }),
      }),
    },
  ]),
  'sync/not-followed': sync([{ cluster: one, sync: syncOf(one, undefined, 20 * minute) }]),
  'sync/removed': sync([
    { cluster: one, sync: removedFolder(syncOf(one, synced), { folder: one.folder, base: 'main' }, mergeSha) },
  ]),
  'sync/frozen': frozenReport('Sync', sha),
  'ready/before-merge': readyReport({ ...readyView([[one, undefined]], minute), stage: 'open' }),
  'ready/no-cluster': readyReport({ ...readyView([[one, undefined]], minute), sight: absent }),
  'ready/waiting': ready([[one, undefined]]),
  'ready/coming-up': ready([[two, fixture('coming-up')]]),
  'ready/ready': ready([[one, fixture('ready')]]),
  'ready/stuck-on-quota': ready([[aws, fixture('old-contract')]], 10 * minute),
  'ready/one-of-two': ready([
    [one, fixture('ready')],
    [two, fixture('coming-up')],
  ]),
  'ready/deleting': ready([[requested('old-1'), fixture('deleting')]]),
  'ready/gone': readyReport(overtaken((readiness) => goneCluster(readiness, 'default', one.spec.name))),
  'ready/removed': readyReport(overtaken((readiness) => removed(readiness, one.spec.name, 'main', mergeSha))),
  'cleanup/waiting': cleanupReport({
    ...cleaning,
    made: gone.map(({ goneAt, ...object }, index) => (index > 2 ? { ...object, goneAt } : object)),
    waiting: ['Cluster eu-west-1-12'],
  }),
  'cleanup/late': cleanupReport({ ...cleaning, made, waiting: ['Cluster eu-west-1-12'], since: now - 31 * minute }),
  'cleanup/clean': cleanupReport({ ...cleaning, made: gone, branch: 'removed' }),
  'cleanup/nothing-made': cleanupReport({ ...cleaning, made: [], branch: 'kept' }),
  'cleanup/kept': cleanupReport({
    ...cleaning,
    made,
    branch: 'removed',
    kept: ['default/eu-west-1-12: its folder clusters/eu-west-1-12 is on the base branch'],
  }),
  'cleanup/handed-over': handoverReport({ request: pair, branch: 'removed', waiting: [] }),
};

describe('stage reports', () => {
  test.each(Object.entries(pages))('%s', (name, report) => {
    expectGolden(name, pageOf(report));
  });

  test.each(Object.entries(pages))('%s keeps to what GitHub takes', (_, { title, summary, text = '', actions }) => {
    expect(title.length).toBeLessThanOrEqual(200);
    expect(Buffer.byteLength(summary)).toBeLessThanOrEqual(65_535);
    expect(Buffer.byteLength(text)).toBeLessThanOrEqual(65_535);
    expect(actions.length).toBeLessThanOrEqual(3);
    for (const { label, description, identifier } of actions) {
      expect([label.length <= 20, description.length <= 40, identifier.length <= 20]).toEqual([true, true, true]);
    }
  });
});

describe('states', () => {
  test('what cannot be seen is never green and never blocks for ever', () => {
    expect(pages['sync/no-cluster']?.state).toBe('neutral');
    expect(pages['ready/no-cluster']?.state).toBe('neutral');
    expect(pages['sync/blind']?.state).toBe('in_progress');
  });

  test('one cluster that is not ready holds the check back', () => {
    expect(pages['ready/one-of-two']?.state).toBe('in_progress');
    expect(
      ready([
        [one, fixture('ready')],
        [two, change(fixture('ready'), 'Cluster', { paused: true })],
      ]).state,
    ).toBe('action_required');
  });

  test('a failed or stuck one ends in a state that asks for somebody', () => {
    expect(pages['ready/stuck-on-quota']).toMatchObject({ state: 'action_required', title: 'Stuck: quota exhausted' });
    expect(pages['sync/one-of-two-failed']?.state).toBe('failure');
    expect(pages['sync/not-followed']?.state).toBe('action_required');
  });

  test('clean-up that takes too long asks for help instead of spinning', () => {
    expect(pages['cleanup/waiting']?.state).toBe('in_progress');
    expect(pages['cleanup/late']?.state).toBe('action_required');
  });

  test('an error of Plan is a failure, what was not checked is not a success', () => {
    expect(pages['plan/errors']?.state).toBe('failure');
    expect(pages['plan/not-checked']?.state).toBe('neutral');
  });
});

describe('annotations', () => {
  test('are at most fifty, the gravest first, on lines', () => {
    const findings = Array.from({ length: 80 }, (_, index) =>
      finding({ severity: index < 60 ? 'notice' : 'error', place: { path: 'clusters/a/b.yaml', line: index + 1 } }),
    );
    const { annotations } = planReport({ findings, files, scope: 'pull request' });
    expect(annotations).toHaveLength(50);
    expect(annotations.slice(0, 20).every(({ level }) => level === 'failure')).toBe(true);
    expect(annotations[0]?.place).toMatchObject({ path: 'clusters/a/b.yaml', line: 61 });
  });
});

describe('foreign text', () => {
  const loud = change(fixture('coming-up'), 'DevMachine', {
    conditions: [condition('Ready', 'False', 'Unauthorized', `AuthFailure ${hostile}\n\`\`\`\`\n# heading`, now)],
  });
  const views = [
    ready([[two, loud]]),
    sync([{ cluster: one, sync: syncOf(one, { conditions: [{ type: 'InvalidSpecError', message: hostile }] }) }]),
    planReport({ findings: [finding({ message: hostile, cure: hostile })], files, scope: 'pull request' }),
    cleanupReport({ ...cleaning, made: [], waiting: [hostile] }),
  ];
  test.each(views.map((report) => [report.stage, report] as const))('is inert and redacted in %s', (_, report) => {
    expect(report.summary).not.toMatch(/@octocat|<!--|[^\\]\]\(javascript|ghp_|!\[x\]\(|^# heading/m);
    expect(report.text ?? '').not.toContain('ghp_');
  });

  test('cannot leave the block that the tree stands in', () => {
    const { text = '' } = ready([[two, loud]]);
    const fence = /^`{4,}$/m.exec(text)?.[0] ?? '';
    expect(fence.length).toBeGreaterThan(4);
    expect(text.split('\n').filter((line) => line === fence)).toHaveLength(2);
  });
});
