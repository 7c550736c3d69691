import { describe, expect, test } from '@jest/globals';
import { decodeConfiguration } from '../../src/configuration/decode.ts';
import { commandTable } from '../../src/domain/command/table.ts';

const faultsOf = (text: string) => {
  const read = decodeConfiguration(text);
  return read.state === 'invalid'
    ? read.findings.map(({ message, place, cure }) => `${place?.line}: ${message} ${cure}`)
    : [];
};
const writing = commandTable.flatMap(({ name, writes }) => (writes ? [name] : [])).join(', ');
const rule = (more: string) => `policy:\n  rules:\n    - { name: a, ${more} }\n`;

describe('a policy', () => {
  test.each<readonly [string, string, unknown]>([
    ['an unknown key', 'policy: { rule: [] }', '1: There is no key "rule" in policy. Did you mean rules?'],
    [
      'an unknown condition',
      rule('effect: deny, when: { region: [eu-west-1] }'),
      '3: There is no key "region" in policy.rules.0.when. Did you mean regions?',
    ],
    [
      'a rule that locks everybody out',
      rule('effect: deny, when: {}'),
      '3: The rule "a" locks everybody out. Say in when what it denies, or in except who may.',
    ],
    [
      'one that does so by name',
      rule(`effect: deny, when: { commands: [${writing}], by: { permission: read } }`),
      '3: The rule "a" locks everybody out. Say in when what it denies, or in except who may.',
    ],
    [
      'an allowance for everybody',
      rule('effect: allow, when: { commands: [create-cluster] }'),
      '3: The rule "a" allows, and does not say whom. Give when.by with users, teams or a permission.',
    ],
    [
      'an environment that there is not',
      `environments: { production: { clusters: ["prod-*"] } }\n${rule('effect: deny, when: { environments: [prodution] }')}`,
      '4: There is no environment "prodution". Did you mean production?',
    ],
    [
      'a time zone that there is not',
      rule('effect: deny, when: { times: [{ days: [sat], zone: Europe/Brelin }] }'),
      '3: There is no time zone "Europe/Brelin". Did you mean Europe/Berlin?',
    ],
    [
      'a time that never comes',
      rule('effect: deny, when: { times: [{ firstDay: 2026-12-24, lastDay: 2026-12-20 }] }'),
      '3: This time never comes. Let it end after it begins.',
    ],
    [
      'a quota without a number',
      'policy: { quotas: [{ name: all }] }',
      '1: The quota "all" limits nothing. Give it mostClusters or mostMachines.',
    ],
    [
      'a name twice',
      'policy: { quotas: [{ name: all, mostClusters: 1 }, { name: all, mostClusters: 2 }] }',
      '1: policy.quotas has the name "all" twice. Give each another name: answers show it.',
    ],
    [
      'approvals of a command that opens no pull request',
      'policy: { approvals: [{ name: a, when: { commands: [lock] } }] }',
      expect.stringMatching(/must be one of create-cluster, .*wake-cluster, and is "lock"/),
    ],
    [
      'more approvals than there are people who may give one',
      'policy: { approvals: [{ name: a, approvals: 2, when: {}, by: { users: [ann, Ann] } }] }',
      '1: The rule "a" asks for 2 approvals, and one person may give one. Name more people, or give a permission.',
    ],
    [
      'approvals by nobody',
      'policy: { approvals: [{ name: a, when: {}, by: {} }] }',
      '1: The rule "a" can be approved by nobody. Give users, teams or a permission, or remove by.',
    ],
    [
      'locks that nobody else may release',
      'policy: { unlock: {} }',
      '1: policy.unlock names nobody. Give users, teams or a permission, or remove it.',
    ],
    [
      'a life of an environment that is longer than it may be',
      'environments: { dev: { clusters: ["*"], defaults: { ttl: 10d }, lifetime: { most: 7d } } }',
      '1: environments.dev.defaults.ttl is 10d, and environments.dev.lifetime.most is 7d. Set it to at most 7d.',
    ],
    [
      'defaults of an environment above the limits',
      'environments: { dev: { clusters: ["*"], defaults: { workers: 60 } } }',
      '1: environments.dev.defaults.workers is 60, and limits.workers is 50. Set it to at most 50.',
    ],
  ])('refuses %s', (_, text, want) => {
    expect(faultsOf(text)).toEqual([want]);
  });

  test('may keep all to a few', () => {
    expect(faultsOf(rule('effect: deny, when: {}, except: { permission: maintain }'))).toEqual([]);
  });
});
