import { describe, expect, test } from '@jest/globals';
import { decodeConfiguration } from '../../../src/configuration/decode.ts';
import {
  approvalsNeeded,
  checkApprovals,
  type Makers,
  makersOf,
  type Verdict,
} from '../../../src/domain/access/approvals.ts';
import { deedsOf, type Proposal } from '../../../src/domain/access/deeds.ts';
import type { ClusterRow } from '../../../src/domain/cluster/rows.ts';
import type { Permission } from '../../../src/domain/repository.ts';

const configured = (approvals: string) => {
  const read = decodeConfiguration(`
environments: { production: { clusters: ["prod-*"] } }
policy:
  approvals: [${approvals}]
`);
  if (read.state !== 'read') throw new Error(JSON.stringify(read));
  return read.configuration;
};
const row = (name: string, more: Partial<ClusterRow> = {}): ClusterRow => ({
  path: `clusters/${name}/cluster.yaml`,
  folder: name,
  name,
  namespace: '',
  ...more,
});

describe('approvals are asked for', () => {
  const production = '{ name: production, when: { environments: [production] } }';
  const deletion = '{ name: deletion, when: { commands: [delete-cluster] } }';
  const large = '{ name: large, when: { workersOver: 5 } }';
  const trusted = '{ name: production, when: { environments: [production] }, except: { permission: maintain } }';
  const needed = (rules: string, proposal: Partial<Proposal>, permission: Permission = 'write') => {
    const { policy, environments } = configured(rules);
    const deeds = deedsOf({ pushed: false, before: [], after: [], untold: [], ...proposal }, environments);
    const asked = { deeds, sender: { id: 1, login: 'octavia' }, permission, now: 0 };
    return approvalsNeeded(policy.approvals, asked).map(({ name }) => name);
  };

  test.each<readonly [string, string, Partial<Proposal>, readonly string[]]>([
    ['for what a rule is about', production, { after: [row('prod-a')] }, ['production']],
    ['for nothing else', production, { after: [row('dev-a')] }, []],
    [
      'though the change takes the cluster out of the environment',
      production,
      { before: [row('a', { environment: 'production' })], after: [row('a', { environment: 'development' })] },
      ['production'],
    ],
    ['for a cluster that is taken away by hand', deletion, { before: [row('a')] }, ['deletion']],
    ['not for one that stays', deletion, { before: [row('a')], after: [row('a', { workers: 1 })] }, []],
    ['for a cluster that no file tells of', production, { untold: ['a'] }, ['production']],
    ['for a size that is not known', large, { before: [row('a')], after: [row('a')] }, ['large']],
    ['not for one that is', large, { before: [row('a', { workers: 2 })], after: [row('a', { workers: 5 })] }, []],
  ])('%s', (_, rules, proposal, want) => {
    expect(needed(rules, proposal)).toEqual(want);
  });

  test('not of those who are excepted', () => {
    expect(needed(trusted, { after: [row('prod-a')] }, 'maintain')).toEqual([]);
    expect(needed(trusted, { after: [row('prod-a')] }, 'write')).toEqual(['production']);
  });
});

describe('an approval', () => {
  const head = 'a'.repeat(40);
  const verdict = (login: string, more: Partial<Verdict> = {}): Verdict => ({
    reviewer: { id: login.length, login },
    says: 'approved',
    sha: head,
    permission: 'maintain',
    ...more,
  });
  const nobody: Makers = { people: [], untold: [] };
  const check = (verdicts: readonly Verdict[], rule = 'by: { permission: maintain }', makers = nobody) => {
    const { policy } = configured(`{ name: production, when: {}, ${rule} }`);
    const asked = { asker: { id: 7, login: 'octavia' }, makers, headSha: head, otherwise: 'write' as const };
    const [line] = checkApprovals(policy.approvals, asked, verdicts);
    return line?.line.holds === true
      ? line.line.because
      : line?.findings.map(({ message, cure }) => `${message} ${cure}`);
  };
  const wants = 'The rule "policy.approvals.production" asks for an approval of aaaaaaaaaaaa by others than octavia';
  const cure = 'Have it approved by one of those who may: anybody with the maintain permission.';

  test.each<readonly [string, readonly Verdict[], unknown]>([
    ['of one who may counts', [verdict('wim')], 'Approved by wim.'],
    ['is missing', [], [`${wants}, and there is none. ${cure}`]],
    [
      'of who asked does not count',
      [verdict('octavia')],
      [`${wants}, and there is none. octavia asked for it, and is not counted. ${cure}`],
    ],
    [
      'of an older commit does not count',
      [verdict('wim', { sha: 'b'.repeat(40) })],
      [`${wants}, and there is none. wim approved an older commit, bbbbbbbbbbbb. ${cure}`],
    ],
    [
      'of somebody who may not does not count',
      [verdict('wim', { permission: 'write' })],
      [`${wants}, and there is none. wim approved it, and is not one of those who may. ${cure}`],
    ],
    [
      'does not outweigh that somebody who may requests changes, of whatever commit',
      [verdict('wim'), verdict('mai-li', { says: 'changes requested', sha: 'b'.repeat(40) })],
      [`${wants}, and there is that of wim. mai-li requests changes. Have mai-li approve it, or the review dismissed.`],
    ],
    [
      'outweighs that somebody who may not requests changes',
      [verdict('wim'), verdict('mai-li', { says: 'changes requested', permission: 'read' })],
      'Approved by wim.',
    ],
  ])('%s', (_, verdicts, want) => {
    expect(check(verdicts)).toEqual(want);
  });

  test('is of whoever may give commands where a rule names nobody, and of as many as it says', () => {
    expect(check([verdict('wim', { permission: 'write' })], 'approvals: 2')).toEqual([
      'The rule "policy.approvals.production" asks for 2 approvals of aaaaaaaaaaaa by others than octavia, and there is that of wim. Have it approved by one of those who may: anybody with the write permission.',
    ]);
    expect(check([verdict('wim'), verdict('hubert')], 'approvals: 2')).toBe('Approved by wim, hubert.');
  });

  describe('where others than ClusterOps made commits', () => {
    const commit = (letter: string, ...by: number[]) => ({ sha: letter.repeat(40), by, signedByGitHub: false });
    const ours = { ...commit('c'), signedByGitHub: true };

    test('does not count of one who did', () => {
      const makers = makersOf([ours, commit('d', 3, 12)], undefined);
      expect(check([verdict('wim')], undefined, makers)).toEqual([
        `${wants}, and there is none. wim made commits of it, and is not counted. ${cure}`,
      ]);
      expect(check([verdict('wim'), verdict('hubert')], undefined, makers)).toBe('Approved by hubert.');
    });

    test('does not count of anybody where a commit is of nobody whom GitHub knows', () => {
      const [said] = check([verdict('wim')], undefined, makersOf([ours, commit('d')], undefined)) ?? [];
      expect(said).toContain('GitHub knows neither the author nor the committer of dddddddddddd.');
      expect(said).toContain('Make these commits anew');
    });

    test('counts where an App made all, or the one that is known to be of ClusterOps is not signed', () => {
      expect(check([verdict('wim')], undefined, makersOf([ours], undefined))).toBe('Approved by wim.');
      expect(check([verdict('wim')], undefined, makersOf([commit('d')], 'd'.repeat(40)))).toBe('Approved by wim.');
    });

    test('does not count where there are more commits than GitHub lists', () => {
      const many = Array.from({ length: 250 }, () => ours);
      expect(check([verdict('wim')], undefined, makersOf(many, undefined))?.[0]).toContain('more than 249 commits');
    });
  });
});
