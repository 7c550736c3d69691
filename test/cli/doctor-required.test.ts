import { expect, test } from '@jest/globals';
import { checkRequired } from '../../src/cli/doctor-required.ts';
import { defaultConfiguration } from '../../src/domain/access/default-configuration.ts';
import type { BranchRules } from '../../src/github/branch-rules.ts';

const plan = 'ClusterOps / Plan';
const by = 'a ruleset of acme/fleet';
const seen = (...required: BranchRules['required']): BranchRules => ({ required, unseen: [] });

async function said(
  rules: BranchRules,
  { required = true, state = 'read' }: { required?: boolean; state?: 'read' | 'absent' } = {},
) {
  const repository = { id: 1, owner: 'acme', name: 'fleet', installationId: 2, ownerId: 3 };
  const configuration = { ...defaultConfiguration, checks: { required } };
  const examined = await checkRequired({
    appId: 42,
    recovery: { repositories: async () => [repository, { ...repository, id: 9, name: 'unserved' }] },
    tree: {
      configuration: async () => ({
        defaultBranch: 'main',
        headSha: 'a'.repeat(40),
        read: state === 'read' ? { state, configuration } : { state },
      }),
    },
    history: { treeOf: async () => undefined },
    branchRules: async () => rules,
    served: { admits: async ({ name }) => name === 'fleet' },
  });
  return examined.map((each) => `${each.state} ${each.what}: ${each.detail}`);
}

test.each<[string, BranchRules, string]>([
  [
    'required of this App',
    seen({ name: plan, by, appId: 42 }),
    `ok Plan on acme/fleet: required on main by ${by}; who may bypass that cannot be seen`,
  ],
  [
    'required of any App',
    seen({ name: plan, by }),
    'warning Plan on acme/fleet: required on main by a ruleset of acme/fleet, from any source',
  ],
  [
    'required of another App',
    seen({ name: plan, by, appId: 7 }),
    'failed Plan on acme/fleet: a ruleset of acme/fleet requires it on main of another App (7)',
  ],
  ['another check alone is required', seen({ name: 'build', by }), 'failed Plan on acme/fleet: not required on main'],
  [
    'nothing could be seen',
    { required: [], unseen: ['the branch protection'] },
    'not checked Plan on acme/fleet: nothing that can be seen requires it on main; the branch protection could not be seen',
  ],
])('%s', async (_case, rules, expected) => {
  expect(await said(rules)).toEqual([expect.stringContaining(expected)]);
});

test('required, and not posted on every pull request: those without clusters would wait for ever', async () => {
  const examined = await said(seen({ name: plan, by, appId: 42 }), { required: false });
  expect(examined[1]).toContain('warning Plan on acme/fleet: a pull request that touches no cluster waits');
});

test('a repository without clusters and without a configuration is left out', async () => {
  expect(await said(seen(), { state: 'absent' })).toEqual([]);
});
