import { afterEach, describe, expect, test } from '@jest/globals';
import { clearStage, repository, stage } from './support/stage.ts';

afterEach(clearStage);

const query = { repository, issue: 7, sourceNodeId: 'IC_1' };
const page = { hasNextPage: false, hasPreviousPage: false, startCursor: null, endCursor: null };
const pull = (number: number, overrides: object = {}) => ({
  number,
  id: `PR_${number}`,
  url: `https://github.com/acme/clusters/pull/${number}`,
  title: 't',
  body: 'b',
  state: 'OPEN',
  headRefName: `clusterops/create-${number}`,
  headRefOid: 'a'.repeat(40),
  baseRefName: 'main',
  isCrossRepository: false,
  repository: { nameWithOwner: 'octo-org/fleet' },
  viewerDidAuthor: true,
  createdAt: '2026-11-20T00:00:00Z',
  closedAt: null,
  mergeCommit: null,
  ...overrides,
});
const facts = (overrides: object = {}) => ({
  id: 'R_1',
  databaseId: 501,
  url: 'https://github.com/acme/clusters',
  isArchived: false,
  isEmpty: false,
  defaultBranchRef: { name: 'main', target: { oid: 'b'.repeat(40) } },
  root: { __typename: 'Tree', oid: 'c'.repeat(40) },
  dotGithub: null,
  configuration: null,
  clusters: null,
  issue: null,
  branches: { pageInfo: page, nodes: [] },
  recent: { pageInfo: page, nodes: [] },
  labels: { nodes: [] },
  ...overrides,
});
const source = { __typename: 'IssueComment', body: '/help', createdAt: '2026-03-01T11:00:00Z', lastEditedAt: null };
const gather = async (overrides: object, errors?: unknown) => {
  const { github, on } = stage();
  on('CommandFacts', () => ({ data: { repository: facts(overrides), source }, ...(errors ? { errors } : {}) }));
  return github.facts.gather(query);
};
const oid = 'd'.repeat(40);
const tree = (...entries: object[]) => ({ __typename: 'Tree', oid, entries });
const file = { name: 'clusterops.yml', type: 'blob', mode: 0o100644 };
const blob = { __typename: 'Blob', text: 'x: 1\n', isBinary: false, isTruncated: false };

describe('the configuration is absent only when that was seen', () => {
  test.each<[string, object, string]>([
    ['no folder', {}, 'absent'],
    ['a folder without the file', { dotGithub: tree({ name: 'other', type: 'blob', mode: 0o100644 }) }, 'absent'],
    ['the root was not read', { root: null }, 'invalid'],
    ['the folder lists the file, which was not read', { dotGithub: tree(file) }, 'invalid'],
    ['the folder is no folder', { dotGithub: { __typename: 'Commit' } }, 'invalid'],
    ['a symbolic link', { dotGithub: tree({ ...file, mode: 0o120000 }), configuration: blob }, 'invalid'],
    ['a submodule', { dotGithub: tree(file), configuration: { __typename: 'Commit' } }, 'invalid'],
    ['text that was cut', { dotGithub: tree(file), configuration: { ...blob, isTruncated: true } }, 'invalid'],
    ['binary', { dotGithub: tree(file), configuration: { ...blob, text: null, isBinary: true } }, 'invalid'],
    ['an empty repository', { isEmpty: true, root: null, defaultBranchRef: null }, 'absent'],
  ])('%s', async (_name, overrides, state) => {
    expect((await gather(overrides)).configuration.state).toBe(state);
  });

  test('an error beside it is a fault, never a default', async () => {
    const errors = [
      { type: 'FORBIDDEN', path: ['repository', 'configuration'], message: 'Resource not accessible by integration' },
    ];
    await expect(gather({}, errors)).rejects.toMatchObject({ code: 'github/permission' });
  });

  test('a timeout of a part is a fault, after two more tries', async () => {
    const { github, on, operations } = stage();
    const errors = [
      { path: ['repository', 'configuration'], message: 'Something went wrong while executing your query.' },
    ];
    on('CommandFacts', () => ({ data: { repository: facts(), source }, errors }));
    await expect(github.facts.gather(query)).rejects.toMatchObject({ code: 'github/unavailable' });
    expect(operations).toHaveLength(3);
  });
});

describe('the folders of clusters', () => {
  test.each<[string, object, readonly string[] | undefined]>([
    ['none yet', {}, []],
    ['folders only', { clusters: tree({ name: 'a', type: 'tree' }, { name: 'README.md', type: 'blob' }) }, ['a']],
    ['a file in their place: none', { clusters: { __typename: 'Blob', oid } }, []],
    ['the root was not read: not known', { root: null }, undefined],
  ])('%s', async (_name, overrides, expected) => {
    expect((await gather(overrides)).clusterFolders).toEqual(expected);
  });

  test.each<[string, object, readonly string[]]>([
    ['the folder itself', { clusters: { __typename: 'Blob', oid } }, ['clusters']],
    ['beside folders', { clusters: tree({ name: 'a', type: 'tree' }, { name: 'b', type: 'blob' }) }, ['clusters/b']],
    ['a submodule', { clusters: tree({ name: 'c', type: 'commit' }) }, ['clusters/c']],
  ])('what is no folder is named: %s', async (_name, overrides, expected) => {
    expect((await gather(overrides)).inTheWay).toEqual(expected);
  });
});

test('permissions that were not granted are named, and asked about again', async () => {
  const { github, on, tokens } = stage();
  on('CommandFacts', () => ({ data: { repository: facts(), source } }));
  const needed = ['contents: write', 'pull_requests: write', 'issues: write', 'checks: write'];
  expect((await github.facts.gather(query)).missingPermissions).toEqual(needed);
  await github.facts.gather(query);
  expect(tokens()).toBe(2);
});

describe('our pull requests', () => {
  const branch = (number: number, overrides: object = {}) => ({
    name: `clusterops/create-${number}`,
    associatedPullRequests: { nodes: [pull(number, overrides)] },
  });

  test('are those that our App opened in the repository itself', async () => {
    const nodes = [
      branch(12),
      branch(3),
      branch(4, { viewerDidAuthor: false }),
      branch(5, { isCrossRepository: true }),
    ];
    expect((await gather({ branches: { pageInfo: page, nodes } })).openPulls.map(({ number }) => number)).toEqual([
      3, 12,
    ]);
  });

  test('beyond the first hundred branches are read on', async () => {
    const { github, on } = stage();
    const branches = { pageInfo: { ...page, hasNextPage: true, endCursor: 'c1' }, nodes: [branch(1)] };
    on('CommandFacts', () => ({ data: { repository: facts({ branches }), source } }));
    on('MoreBranches', ({ after }) => ({
      data: { repository: { branches: { pageInfo: page, nodes: after === 'c1' ? [branch(2)] : [] } } },
    }));
    expect((await github.facts.gather(query)).openPulls.map(({ number }) => number)).toEqual([1, 2]);
  });

  test.each<[string, string, boolean, readonly string[] | undefined]>([
    [
      'known when the page of recent ones reaches back before the source',
      '2026-03-01T10:59:59Z',
      true,
      ['clusterops/x'],
    ],
    ['not known when it does not', '2026-03-01T11:00:00Z', true, undefined],
    ['known when the page has all', '2026-03-01T11:30:00Z', false, ['clusterops/x']],
  ])('whose branches were used are %s', async (_name, createdAt, hasNextPage, expected) => {
    const nodes = [
      { headRefName: 'clusterops/x', createdAt: '2026-03-01T11:40:00Z' },
      { headRefName: 'feature', createdAt },
    ];
    expect((await gather({ recent: { pageInfo: { ...page, hasNextPage }, nodes } })).usedBranches).toEqual(expected);
  });
});

test('an answer of another shape is a fault that names the place', async () => {
  await expect(gather({ isArchived: 'yes' })).rejects.toMatchObject({
    code: 'github/unavailable',
    detail: expect.stringContaining('repository.isArchived'),
  });
});
