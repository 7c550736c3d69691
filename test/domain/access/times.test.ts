import { describe, expect, test } from '@jest/globals';
import { decodeConfiguration } from '../../../src/configuration/decode.ts';
import type { Proposed } from '../../../src/domain/access/approvals.ts';
import { askedUntilMerge, changesAt, checkTimes } from '../../../src/domain/access/times.ts';
import type { Permission } from '../../../src/domain/repository.ts';

const until = (rules: string) => {
  const read = decodeConfiguration(`
environments: { production: { clusters: ["prod-*"] } }
policy:
  rules: [${rules}]
`);
  if (read.state !== 'read') throw new Error(JSON.stringify(read));
  const asked = askedUntilMerge(read.configuration.policy);
  if (asked === undefined) throw new Error('it asks nothing');
  return asked;
};
const proposed = (now: string, permission: Permission = 'write', environment = 'production'): Proposed => ({
  deeds: [{ command: 'scale-cluster', subject: { name: 'prod-a', environment } }],
  sender: { id: 1, login: 'octavia' },
  permission,
  now: Date.parse(now),
});
const iso = (at: number | undefined) => (at === undefined ? undefined : new Date(at).toISOString().slice(0, 16));

const hours = [
  '{ name: hours, effect: deny, reason: By day only., except: { permission: maintain }, when: { environments: [production], ',
  'outside: [{ days: [mon, tue, wed, thu, fri], from: "08:00", to: "17:00", zone: Europe/Berlin }] } }',
].join('');
const freeze =
  '{ name: freeze, effect: deny, when: { times: [{ firstDay: 2026-12-19, lastDay: 2027-01-03, zone: Europe/Berlin }] } }';
const early = '{ name: early, effect: deny, when: { times: [{ from: "02:15", to: "02:45", zone: Europe/Berlin }] } }';

describe('a pull request under rules with times', () => {
  test.each<readonly [string, string, string, boolean, string | undefined]>([
    ['inside of a window', hours, '2026-11-26T12:00Z', true, '2026-11-26T16:00'],
    ['after it', hours, '2026-11-26T16:00Z', false, '2026-11-27T07:00'],
    ['before a weekend', hours, '2026-11-27T16:00Z', false, '2026-11-30T07:00'],
    ['before clocks are put forward', hours, '2026-03-27T16:00Z', false, '2026-03-30T06:00'],
    ['before clocks are put back', hours, '2026-10-23T15:00Z', false, '2026-10-26T07:00'],
    ['weeks before a freeze', freeze, '2026-11-26T12:00Z', true, '2026-12-18T23:00'],
    ['in a freeze', freeze, '2026-12-24T12:00Z', false, '2027-01-03T23:00'],
    ['after the last one', freeze, '2027-02-01T12:00Z', true, undefined],
    ['on a day without the hour', early, '2026-03-28T12:00Z', true, '2026-03-30T00:15'],
  ])('%s', (_, rule, now, may, next) => {
    const policy = until(rule);
    expect(checkTimes(policy, proposed(now), []).length === 0).toBe(may);
    expect(iso(changesAt(policy, proposed(now), []))).toBe(next);
  });

  test('is told why, until when, and who may in spite of it', () => {
    const [check] = checkTimes(until(hours), proposed('2026-11-27T16:00Z'), []);
    expect(check?.findings).toEqual([
      expect.objectContaining({
        code: 'access/not-now',
        message: 'The rule "policy.rules.hours" denies changes of "prod-a" now: By day only.',
        cure: 'Wait until 2026-11-30 07:00 UTC: Plan then looks again. Or have it approved by one of those who may now: anybody with the maintain permission.',
      }),
    ]);
  });

  test('is not held back where the rule excepts who asks, or who approves it', () => {
    const policy = until(hours);
    expect(checkTimes(policy, proposed('2026-11-27T16:00Z', 'maintain'), [])).toEqual([]);
    expect(changesAt(policy, proposed('2026-11-27T16:00Z', 'maintain'), [])).toBeUndefined();
    const behind = [{ sender: { id: 2, login: 'mai' }, permission: 'maintain' as const }];
    expect(checkTimes(policy, proposed('2026-11-27T16:00Z'), behind)).toEqual([]);
  });

  test('is held to no rule but those with times, and to none behind one that allows it', () => {
    const deny = '{ name: never, effect: deny, when: { environments: [production] } }';
    const allow = '{ name: own, effect: allow, when: { by: { users: [octavia] } } }';
    expect(() => until(deny)).toThrow('asks nothing');
    expect(checkTimes(until(`${deny}, ${freeze}`), proposed('2026-12-24T12:00Z'), [])).toHaveLength(1);
    expect(checkTimes(until(`${allow}, ${freeze}`), proposed('2026-12-24T12:00Z'), [])).toEqual([]);
    expect(checkTimes(until(hours), proposed('2026-11-27T16:00Z', 'write', ''), [])).toEqual([]);
    expect(changesAt(until(hours), proposed('2026-11-27T16:00Z', 'write', ''), [])).toBeUndefined();
  });
});
