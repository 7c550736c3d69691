import { afterEach, expect, test } from '@jest/globals';
import nock from 'nock';
import { answerFindings } from '../support/github/conform.ts';
import { api, clearStage, repository, stage } from './support/stage.ts';

afterEach(clearStage);

const name = 'ClusterOps / Plan';
const at = 'https://api.github.com/repos/acme/clusters';
const [sha, url] = ['0'.repeat(40), `${at}/commits/1`];
const who = { name: 'Octavia', email: 'octavia@example.com', date: '2026-03-01T12:00:00Z' };
const tree = { sha, url };
/** As GitHub answers: without protection, it says so in an object all the same. */
const branch = (protection: object = { enabled: false }) => ({
  name: 'main',
  commit: {
    ...{ sha, node_id: 'C_1', url, html_url: url, comments_url: url, author: null, committer: null, parents: [] },
    commit: { url, author: who, committer: who, message: 'Change', comment_count: 0, tree },
  },
  _links: { self: `${at}/branches/main`, html: url },
  protected: JSON.stringify(protection) !== '{"enabled":false}',
  protection,
  protection_url: `${at}/branches/main/protection`,
});
const protectedBy = (enforcement_level: string, app_id: number | null) =>
  branch({
    enabled: true,
    required_status_checks: { enforcement_level, contexts: [name], checks: [{ context: name, app_id }] },
  });
const namesAlone = {
  enforcement_level: 'everyone',
  contexts: [name, 'build'],
  checks: [{ context: name, app_id: 42 }],
};
const ruleset = (integration_id?: number) => [
  { type: 'deletion', ruleset_source_type: 'Repository', ruleset_source: 'acme/clusters', ruleset_id: 1 },
  {
    type: 'required_status_checks',
    ruleset_source_type: 'Organization',
    ruleset_source: 'acme',
    ruleset_id: 2,
    parameters: {
      strict_required_status_checks_policy: false,
      required_status_checks: [{ context: name, ...(integration_id === undefined ? {} : { integration_id }) }],
    },
  },
];
const refused = [403, { message: 'Resource not accessible by integration' }] as const;

test.each<[string, readonly [number, object], readonly [number, object], object]>([
  ['nothing', [200, branch()], [200, []], { required: [], unseen: [] }],
  [
    'branch protection of an App',
    [200, protectedBy('everyone', 42)],
    [200, []],
    { required: [{ name, by: 'branch protection', appId: 42 }], unseen: [] },
  ],
  [
    'branch protection that exempts administrators, of any source',
    [200, protectedBy('non_admins', null)],
    [200, []],
    { required: [{ name, by: 'branch protection, from which administrators are exempt' }], unseen: [] },
  ],
  ['branch protection that is off', [200, protectedBy('off', 42)], [200, []], { required: [], unseen: [] }],
  [
    'a ruleset of the organization',
    [200, branch()],
    [200, ruleset(42)],
    { required: [{ name, by: 'a ruleset of acme', appId: 42 }], unseen: [] },
  ],
  [
    'a ruleset that takes the check of any source',
    [200, branch()],
    [200, ruleset(-1)],
    { required: [{ name, by: 'a ruleset of acme' }], unseen: [] },
  ],
  [
    'branch protection of an old server, which gives names alone beside those with a source',
    [200, branch({ enabled: true, required_status_checks: namesAlone })],
    [200, []],
    {
      required: [
        { name, by: 'branch protection', appId: 42 },
        { name: 'build', by: 'branch protection' },
      ],
      unseen: [],
    },
  ],
  ['what is refused', refused, refused, { required: [], unseen: ['the branch protection', 'the rulesets'] }],
  [
    'rulesets, of which an old server knows nothing',
    [200, protectedBy('everyone', 42)],
    [404, { message: 'Not Found' }],
    { required: [{ name, by: 'branch protection', appId: 42 }], unseen: ['the rulesets'] },
  ],
])('%s', async (_name, protection, rules, expected) => {
  const { github } = stage();
  const answers = { branches: protection, 'rules/branches': rules };
  for (const [of, [status, responseBody]] of Object.entries(answers)) {
    const route = `/repos/{owner}/{repo}/${of}/{branch}`;
    expect(answerFindings('GET', route, status, responseBody)).toEqual([]);
  }
  nock(api)
    .get('/repos/acme/clusters/branches/main')
    .reply(...protection);
  nock(api)
    .get('/repos/acme/clusters/rules/branches/main')
    .query(true)
    .reply(...rules);
  expect(await github.branchRules(repository, 'main')).toEqual(expected);
});

test('rulesets are read to their last page', async () => {
  const { github } = stage();
  const path = '/repos/acme/clusters/rules/branches/main';
  nock(api)
    .get('/repos/acme/clusters/branches/main')
    .reply(...([200, branch()] as const));
  nock(api)
    .get(path)
    .query({ per_page: 100, page: 1 })
    .reply(200, [], { link: `<${api}${path}?per_page=100&page=2>; rel="next"` });
  nock(api).get(path).query({ per_page: 100, page: 2 }).reply(200, ruleset(42));
  expect((await github.branchRules(repository, 'main')).required).toEqual([
    { name, by: 'a ruleset of acme', appId: 42 },
  ]);
});
