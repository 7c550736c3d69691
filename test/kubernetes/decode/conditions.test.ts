import { describe, expect, test } from '@jest/globals';
import { decodeObject } from '../../../src/kubernetes/decode/object.ts';

const since = '2026-11-23T10:00:00Z';
const at = Date.parse(since);

const newer = { type: 'Available', status: 'True', reason: 'Available', message: '', lastTransitionTime: since };
const older = { type: 'Ready', status: 'True', lastTransitionTime: since };
const olderFalse = { ...older, status: 'False', severity: 'Error', reason: 'QuotaExceeded', message: 'no room' };

function conditionsOf(status: unknown, group = 'infrastructure.cluster.x-k8s.io') {
  const raw = { metadata: { name: 'a', uid: 'u', namespace: 'n' }, status };
  const object = decodeObject(raw, { group, version: 'v1beta2', kind: 'AWSCluster' });
  const names = (list: readonly { readonly type: string }[] | undefined) => list?.map(({ type }) => type);
  return { newer: names(object?.conditions), older: names(object?.legacyConditions), object };
}

describe('both contracts are told apart by the shape of the status', () => {
  test.each([
    ['a v1beta2 core object', { conditions: [newer], deprecated: { v1beta1: { conditions: [older] } } }, 1, 1],
    ['a v1beta1 read of a core object', { conditions: [older], v1beta2: { conditions: [newer] } }, 1, 1],
    ['a provider of the v1beta2 contract', { conditions: [newer], initialization: { provisioned: true } }, 1, 0],
    ['the same while it has no conditions', { initialization: { provisioned: true } }, 0, 0],
    ['a provider of the v1beta1 contract, all well', { ready: true, conditions: [older] }, 0, 1],
    ['a provider of the v1beta1 contract, in trouble', { ready: false, conditions: [olderFalse] }, 0, 1],
    ['a provider of the v1beta1 contract without ready', { conditions: [olderFalse] }, 0, 1],
    ['an add-on that knows only one kind of condition', { conditions: [newer] }, 1, 0],
    ['a v1beta1 contract with reasons everywhere', { ready: false, conditions: [{ ...newer, status: 'False' }] }, 0, 1],
  ])('%s', (_, status, newerCount, olderCount) => {
    const found = conditionsOf(status);
    expect([found.newer?.length, found.older?.length]).toEqual([newerCount, olderCount]);
  });
});

describe('one condition', () => {
  test('keeps all that it says', () => {
    const { object } = conditionsOf({ conditions: [{ ...newer, observedGeneration: 3, message: 'm' }] });
    expect(object?.conditions).toEqual([
      { type: 'Available', status: 'True', reason: 'Available', message: 'm', since: at, observedGeneration: 3 },
    ]);
    const legacy = conditionsOf({ conditions: [olderFalse] }).object?.legacyConditions;
    expect(legacy).toEqual([
      { type: 'Ready', status: 'False', severity: 'Error', reason: 'QuotaExceeded', message: 'no room', since: at },
    ]);
  });

  test('equal texts at different times stay apart', () => {
    const later = { ...newer, lastTransitionTime: '2026-11-23T11:00:00Z' };
    const [first] = conditionsOf({ conditions: [newer] }).object?.conditions ?? [];
    const [second] = conditionsOf({ conditions: [later] }).object?.conditions ?? [];
    expect([first?.since, second?.since]).toEqual([at, at + 3_600_000]);
  });

  test.each([
    ['an unknown status', { ...newer, status: 'Perhaps' }, { status: 'Unknown' }],
    ['a missing status', { ...newer, status: undefined }, { status: 'Unknown' }],
    ['a status of the wrong type', { ...newer, status: true }, { status: 'Unknown' }],
    ['a reason of the wrong type', { ...newer, reason: 7, message: '' }, { reason: '' }],
  ])('%s', (_, raw, expected) => {
    const { object } = conditionsOf({ conditions: [raw] });
    expect([...(object?.conditions ?? []), ...(object?.legacyConditions ?? [])][0]).toMatchObject(expected);
  });

  test('a time that is none is absent', () => {
    const { object } = conditionsOf({ conditions: [{ ...newer, lastTransitionTime: 'soon' }] });
    expect(object?.conditions[0]).not.toHaveProperty('since');
  });

  test.each([[null], ['x'], [{}], [{ type: '' }], [{ type: 5 }], [[]]])('%p is none', (raw) => {
    expect(conditionsOf({ conditions: [raw, newer] }).object?.conditions).toHaveLength(1);
  });

  test('more messages than are shared are all kept', () => {
    const many = Array.from({ length: 100 }, (_, index) => ({ ...newer, message: `machine ${index} waits` }));
    const { object } = conditionsOf({ conditions: [...many, ...many] });
    expect(object?.conditions.map(({ message }) => message)).toEqual([...many, ...many].map(({ message }) => message));
  });
});
