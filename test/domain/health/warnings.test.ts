import { describe, expect, test } from '@jest/globals';
import { classifyCause } from '../../../src/domain/health/causes/classify.ts';
import { causeCodes } from '../../../src/domain/health/causes/explain.ts';
import { causeDocs } from '../../../src/domain/health/docs.ts';
import { judgeReadiness } from '../../../src/domain/health/readiness.ts';
import { now } from './support/fixture.ts';
import { ago, clusterOf, fleet, infrastructureOf, raw, said, says, warning } from './support/fleet.ts';
import type { RawObject } from './support/seen.ts';

const infrastructure = infrastructureOf('GCPCluster', { ready: true });
const cluster = clusterOf('GCPCluster', undefined, {
  status: {
    initialization: { infrastructureProvisioned: true },
    conditions: [says('Available', 'False', 'NotAvailable')],
  },
});
/** GCPMachines have no conditions: what goes wrong stands in events only. */
const machine = (status: Readonly<Record<string, unknown>> = {}) =>
  raw('infrastructure.cluster.x-k8s.io/v1beta1', 'GCPMachine', 'prod-cp-1', {}, status);
const quota = "googleapi: Error 403: Quota 'CPUS' exceeded. Limit: 24.0 in region europe-west1., quotaExceeded";

const causeOf = (...objects: readonly RawObject[]) => classifyCause(fleet(cluster, infrastructure, ...objects), now);

describe('warnings of controllers', () => {
  test('tell the cause where the object has no conditions', () => {
    const object = machine();
    expect(causeOf(object, warning(object, 'FailedCreate', quota, 3))).toMatchObject({
      code: 'quota',
      text: expect.stringContaining('GCPMachine prod-cp-1: FailedCreate: googleapi: Error 403'),
      insists: true,
    });
  });

  test('ask for somebody after five minutes of repeating themselves, not after one', () => {
    const object = machine();
    const judge = (count: number, since: number) =>
      judgeReadiness({
        wanted: { name: 'prod', namespace: 'team-a' },
        objects: fleet(cluster, infrastructure, object, warning(object, 'FailedCreate', quota, 0, count)),
        sight: { state: 'live' },
        now,
        since: now - since * 60_000,
      });
    expect(judge(3, 10)).toMatchObject({ state: 'progressing', cause: { code: 'quota' } });
    expect(judge(7, 10)).toMatchObject({ state: 'stuck', cause: { code: 'quota' } });
    expect(judge(7, 1).state).toBe('progressing');
    expect(judge(1, 10)).toMatchObject({ state: 'progressing', cause: { code: 'quota', insists: false } });
  });

  test('repeat themselves in other words where the cloud numbers its answers', () => {
    const object = machine();
    const tries = [1, 4, 9].map((minutes) =>
      warning(object, 'FailedCreate', `${quota} request id: ${minutes}`, minutes, 1),
    );
    expect(causeOf(object, ...tries)).toMatchObject({ insists: true, since: now - 9 * 60_000 });
  });

  test.each<[string, RawObject, RawObject]>([
    ['about an object that is well', machine({ ready: true }), warning(machine(), 'FailedCreate', quota, 1)],
    [
      'that is older than what the object says now',
      machine({
        ready: false,
        conditions: [{ ...said('Ready', 'False', 'Booting', '', 'Info'), lastTransitionTime: ago(2) }],
      }),
      warning(machine(), 'FailedCreate', quota, 5),
    ],
    [
      'about another object of its kind',
      machine(),
      warning({ ...machine(), metadata: { ...machine().metadata, name: 'prod-cp-2' } }, 'FailedCreate', quota, 1),
    ],
    [
      'about an object of the same name and kind in another group',
      machine(),
      warning({ ...machine(), apiVersion: 'bootstrap.cluster.x-k8s.io/v1beta1' }, 'FailedCreate', quota, 1),
    ],
    ['that nobody has repeated for long', machine(), warning(machine(), 'FailedCreate', quota, 25)],
    ['about an object of the same name and another kind', machine(), warning(infrastructure, 'FailedCreate', quota, 1)],
    [
      'about what is being deleted',
      { ...machine(), metadata: { ...machine().metadata, deletionTimestamp: ago(1) } },
      warning(machine(), 'FailedDelete', quota, 1),
    ],
  ])('do not count %s', (_, object, event) => {
    expect(causeOf(object, event)?.code).not.toBe('quota');
  });

  test('of types and groups that are not Cluster API’s are not even kept', () => {
    const object = machine();
    const pod = {
      ...warning(object, 'FailedCreate', quota, 1),
      involvedObject: { apiVersion: 'v1', kind: 'Pod', name: 'prod-cp-1' },
    };
    const normal = { ...warning(object, 'FailedCreate', quota, 1), type: 'Normal' };
    expect(fleet(cluster, object, pod, normal).warnings).toEqual([]);
  });

  test('raised through the newer API are dated by its fields', () => {
    const object = machine();
    const { firstTimestamp: _, lastTimestamp: __, count: ___, ...event } = warning(object, 'FailedCreate', quota, 1);
    const newer = {
      ...event,
      eventTime: `${ago(9).slice(0, -1)}.123456Z`,
      series: { count: 4, lastObservedTime: ago(2) },
    };
    expect(fleet(cluster, object, newer).warnings).toMatchObject([
      { reason: 'FailedCreate', lastSeen: now - 2 * 60_000 },
    ]);
  });
});

describe('machines that do not join', () => {
  const core = 'cluster.x-k8s.io/v1beta2';
  const booting = (minutes: number, status: Readonly<Record<string, unknown>> = {}) =>
    raw(
      core,
      'Machine',
      'prod-cp-1',
      { clusterName: 'prod' },
      {
        conditions: [
          says('InfrastructureReady', 'True', 'Ready', '', minutes),
          says('NodeHealthy', 'Unknown', 'InspectionFailed', 'Waiting for a Node'),
        ],
        ...status,
      },
    );

  test('are the cause once their instance has run for a quarter of an hour without a node', () => {
    expect(causeOf(booting(14))?.code).toBe('unclassified');
    expect(causeOf(booting(15))).toMatchObject({
      code: 'bootstrap',
      insists: false,
      text: expect.stringContaining('no node has joined'),
    });
    expect(causeOf(booting(60, { nodeRef: { name: 'node-1' } }))?.code).toBe('unclassified');
  });
});

describe('machines that do not go', () => {
  test('are the cause of a roll-out that waits', () => {
    const conditions = [
      says(
        'Deleting',
        'True',
        'DrainingNode',
        "* Pod shop/cart: cannot evict pod as it would violate the pod's disruption budget",
      ),
    ];
    const old = raw(
      'cluster.x-k8s.io/v1beta2',
      'Machine',
      'prod-old',
      { clusterName: 'prod' },
      { conditions },
      { deletionTimestamp: ago(30) },
    );
    expect(causeOf(old)).toMatchObject({ code: 'drain', text: expect.stringContaining('shop/cart') });
    const odd = [{ ...conditions[0], reason: 'WaitingForVolumeDetach' }];
    expect(causeOf({ ...old, status: { conditions: odd } })?.code).not.toBe('drain');
    expect(causeOf({ ...old, status: { conditions: [{ ...conditions[0], message: '' }] } })?.code).not.toBe('drain');
    expect(causeOf({ ...old, kind: 'MachineSet' })?.code).not.toBe('drain');
  });
});

describe('a machine that has given up', () => {
  const failed = { ...machine({ failureReason: 'CreateError', failureMessage: 'the disk is gone' }) };
  const check = raw(
    'cluster.x-k8s.io/v1beta2',
    'MachineHealthCheck',
    'prod',
    { clusterName: 'prod' },
    { observedGeneration: 2 },
  );

  test('needs somebody, unless a health check replaces it', () => {
    expect(causeOf(failed)).toMatchObject({ code: 'unclassified', insists: true });
    expect(causeOf(failed, check)).toMatchObject({ insists: false });
  });
});

test('every cause has its place on the page that checks link to', () => {
  const anchors = causeDocs()
    .match(/^## \S+$/gm)
    ?.map((heading) => heading.slice(3));
  expect(anchors).toEqual([...causeCodes]);
});
