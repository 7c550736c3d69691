import { describe, expect, test } from '@jest/globals';
import { judgeReadiness } from '../../../src/domain/health/readiness.ts';
import { reportDigest } from '../../../src/domain/report/digest.ts';
import { readyReport } from '../../../src/domain/report/ready-report.ts';
import { change } from '../health/support/change.ts';
import { fixture, now } from '../health/support/fixture.ts';
import { requested } from './support/request.ts';

const cluster = requested('eu-west-1-12');
function digestAt(time: number, objects = fixture('ready')): string {
  const sight = { state: 'live' } as const;
  const readiness = judgeReadiness({ wanted: cluster.spec, objects, sight, now: time, since: now });
  return reportDigest(
    readyReport({ stage: 'merged', delivery: 'merge', clusters: [{ cluster, readiness, objects }], sight, now: time }),
  );
}

describe('reportDigest', () => {
  test('does not change when objects only grow older', () => {
    expect(digestAt(now + 3_600_000)).toBe(digestAt(now));
  });

  test('changes when a machine does', () => {
    const other = change(fixture('ready'), 'Machine', { conditions: [] });
    expect(digestAt(now, other)).not.toBe(digestAt(now));
  });
});
