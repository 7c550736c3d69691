import { describe, expect, test } from '@jest/globals';
import {
  aggregate,
  type ConditionStatus,
  summary,
  type Verdict,
  withVerdicts,
} from '../../../../src/sandbox/controllers/capi/conditions.ts';
import type { KubeObject } from '../../../../src/sandbox/kubernetes/object.ts';

const machine = (name: string, status: ConditionStatus, message = ''): KubeObject => ({
  apiVersion: 'cluster.x-k8s.io/v1beta2',
  kind: 'Machine',
  metadata: {
    name,
    namespace: 'default',
    uid: name,
    resourceVersion: '1',
    generation: 3,
    creationTimestamp: '2026-01-01T00:00:00Z',
  },
  status: { conditions: [{ type: 'Ready', status, reason: 'X', message, lastTransitionTime: '2026-01-01T00:00:00Z' }] },
});
const reasons = ['NotReady', 'ReadyUnknown', 'Ready'] as const;
const verdict = (type: string, status: ConditionStatus, message = ''): Verdict => ({
  type,
  status,
  reason: 'X',
  message,
});

describe('a summary of one object', () => {
  const cases: readonly (readonly [
    what: string,
    verdicts: readonly Verdict[],
    status: ConditionStatus,
    reason: string,
    message: string,
  ])[] = [
    ['all well', [verdict('A', 'True'), verdict('B', 'True')], 'True', 'Ready', ''],
    ['well with something to say', [verdict('A', 'True', 'fine'), verdict('B', 'True')], 'True', 'Ready', '* A: fine'],
    [
      'one issue hides what is well',
      [verdict('A', 'True', 'fine'), verdict('B', 'False', 'broken')],
      'False',
      'NotReady',
      '* B: broken',
    ],
    [
      'an issue outweighs what is unknown',
      [verdict('A', 'Unknown', 'who knows'), verdict('B', 'False', 'broken')],
      'False',
      'NotReady',
      '* A: who knows\n* B: broken',
    ],
    [
      'a missing condition is unknown',
      [verdict('A', 'True')],
      'Unknown',
      'ReadyUnknown',
      '* B: Condition not yet reported',
    ],
    [
      'an issue without words',
      [verdict('A', 'True'), verdict('B', 'False')],
      'False',
      'NotReady',
      '* B: No additional info provided',
    ],
    [
      'several lines are indented',
      [verdict('A', 'True'), verdict('B', 'False', '* x: y\n* z: w')],
      'False',
      'NotReady',
      '* B:\n  * x: y\n  * z: w',
    ],
  ];
  test.each(cases)('%s', (_, verdicts, status, reason, message) => {
    expect(summary({ verdicts }, ['A', 'B'], { target: 'T', reasons })).toEqual({ type: 'T', status, reason, message });
  });

  test('a condition of negative polarity is an issue when True', () => {
    const verdicts = [verdict('Deleting', 'True', 'going')];
    expect(summary({ verdicts }, ['Deleting'], { target: 'T', reasons, negative: ['Deleting'] })).toMatchObject({
      status: 'False',
      message: '* Deleting: going',
    });
  });
});

describe('an aggregate of several objects', () => {
  test('groups equal messages, most objects first, and names three of them', () => {
    const objects = [
      machine('e', 'False', 'no disk'),
      ...['d', 'c', 'b', 'a'].map((name) => machine(name, 'False', 'no network')),
      machine('f', 'True'),
    ];
    expect(aggregate(objects, 'Ready', { target: 'MachinesReady', reasons })).toEqual({
      type: 'MachinesReady',
      status: 'False',
      reason: 'NotReady',
      message: '* Machines a, b, c, ... (1 more): no network\n* Machine e: no disk',
    });
  });

  test('of a negative condition is False when all is well', () => {
    const options = {
      target: 'ScalingUp',
      reasons: ['ScalingUp', 'ScalingUpUnknown', 'NotScalingUp'],
      negative: ['Ready'],
      targetIsNegative: true,
    } as const;
    expect(aggregate([machine('a', 'False')], 'Ready', options)).toMatchObject({
      status: 'False',
      reason: 'NotScalingUp',
    });
    expect(aggregate([machine('a', 'True', 'from 1 to 3')], 'Ready', options)).toMatchObject({
      status: 'True',
      message: '* Machine a: from 1 to 3',
    });
  });
});

test('the time of transition moves with the status only', () => {
  const object = machine('a', 'True');
  const later = Date.UTC(2026, 5, 1);
  const [same] = withVerdicts(object, [verdict('Ready', 'True', 'other words')], later);
  expect(same).toMatchObject({
    message: 'other words',
    lastTransitionTime: '2026-01-01T00:00:00Z',
    observedGeneration: 3,
  });
  const [changed] = withVerdicts(object, [verdict('Ready', 'False')], later);
  expect(changed?.lastTransitionTime).toBe('2026-06-01T00:00:00Z');
});
