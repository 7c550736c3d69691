import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Issue } from '../../../src/sandbox/github/main.ts';
import { openScene, type Scene } from '../../support/github/scene.ts';

let scene: Scene;
let issue: Issue;
let head: string;
let pull: number;
beforeAll(async () => {
  scene = await openScene({
    files: {
      'README.md': '# Fleet\n',
      '.github/clusterops.yml': 'delivery: merge\n',
      'clusters/dev/cluster.yaml': 'a: 1\n',
      'clusters/prod/cluster.yaml': 'b: 2\n',
      'logo.bin': 'x\0y',
    },
  });
  const { control } = scene.github;
  issue = await control.openIssue('octo-org/fleet', 'wim', { title: 'A cluster', body: '/create-cluster' });
  for (let index = 1; index <= 4; index += 1) control.comment('octo-org/fleet', issue.number, 'rex', `note ${index}`);
  const path = '/repos/octo-org/fleet';
  await scene.rest(scene.tokens.bot, 'POST', `${path}/issues/${issue.number}/comments`, { body: 'mine' });
  await scene.rest(scene.tokens.bot, 'POST', `${path}/issues/${issue.number}/reactions`, { content: 'eyes' });
  head = await control.commit('octo-org/fleet', {
    branch: 'topic',
    as: 'wim',
    message: 'Headline\n\nBody.',
    files: { 'clusters/new/cluster.yaml': 'c: 3\n' },
  });
  pull = (await scene.rest(scene.tokens.bot, 'POST', `${path}/pulls`, { title: 'New', head: 'topic', base: 'main' }))
    .json.number;
  const run = { name: 'Plan', head_sha: head, external_id: 'k3/plan/1', status: 'completed', conclusion: 'neutral' };
  await scene.rest(scene.tokens.bot, 'POST', `${path}/check-runs`, run);
});
afterAll(() => scene.close());

/** The answer to a query on the repository; no error is expected. */
async function repository(selection: string, token = scene.tokens.bot): Promise<Record<string, unknown>> {
  const query = `query { repository(owner: "octo-org", name: "fleet") { ${selection} } }`;
  const answer = await scene.graphql<{ repository: Record<string, unknown> }>(token, query);
  expect(answer.errors).toBeUndefined();
  return answer.data.repository;
}

describe('a repository', () => {
  test('says what it is and where its default branch stands', async () => {
    expect(
      await repository(`id databaseId nameWithOwner isArchived isEmpty isPrivate url owner { login __typename }
        viewerPermission defaultBranchRef { name prefix target { oid ... on Commit { messageHeadline } } }`),
    ).toMatchObject({
      id: scene.repository.nodeId,
      databaseId: scene.repository.id,
      nameWithOwner: 'octo-org/fleet',
      isEmpty: false,
      owner: { login: 'octo-org', __typename: 'Organization' },
      defaultBranchRef: { name: 'main', prefix: 'refs/heads/', target: { messageHeadline: 'Initial commit' } },
    });
  });

  test('reads blobs and trees by expression', async () => {
    const found = await repository(`
      text: object(expression: "HEAD:.github/clusterops.yml") { ... on Blob { text isBinary isTruncated byteSize } }
      binary: object(expression: "main:logo.bin") { ... on Blob { text isBinary } }
      folder: object(expression: "main:clusters") { ... on Tree { entries { name path type mode object { __typename } } } }
      absent: object(expression: "main:nothing/here") { oid }
      nowhere: object(expression: "gone:README.md") { oid }
      through: object(expression: "main:README.md/deeper") { oid }`);
    expect(found).toMatchObject({
      text: { text: 'delivery: merge\n', isBinary: false, isTruncated: false, byteSize: 16 },
      binary: { text: null, isBinary: true },
      folder: {
        entries: [
          { name: 'dev', path: 'clusters/dev', type: 'tree', mode: 0o40000, object: { __typename: 'Tree' } },
          { name: 'prod', path: 'clusters/prod', type: 'tree' },
        ],
      },
      absent: null,
      nowhere: null,
      through: null,
    });
  });

  test('cuts a long text short and says so', async () => {
    scene.github.world.limits.blobText = 4;
    const found = await repository(
      'object(expression: "main:README.md") { ... on Blob { text isTruncated byteSize } }',
    );
    scene.github.world.limits.blobText = 512_000;
    expect(found.object).toEqual({ text: '# Fl', isTruncated: true, byteSize: 8 });
  });

  test('finds refs by name and by prefix', async () => {
    const found = await repository(`
      ref(qualifiedName: "refs/heads/topic") { name target { oid } associatedPullRequests(first: 5, states: [OPEN]) { nodes { number } } }
      none: ref(qualifiedName: "refs/heads/none") { name }
      refs(refPrefix: "refs/heads/", query: "top", first: 10) { totalCount nodes { name } }`);
    expect(found).toEqual({
      ref: { name: 'topic', target: { oid: head }, associatedPullRequests: { nodes: [{ number: pull }] } },
      none: null,
      refs: { totalCount: 1, nodes: [{ name: 'topic' }] },
    });
  });

  test('of which there is nothing yet is empty', async () => {
    await scene.github.control.createRepository('octo-org/blank');
    const query = `query { repository(owner: "octo-org", name: "blank") {
      isEmpty defaultBranchRef { name } object(expression: "HEAD:README.md") { oid } } }`;
    const answer = await scene.graphql<unknown>(scene.tokens.bot, query);
    expect(answer.data).toEqual({ repository: { isEmpty: true, defaultBranchRef: null, object: null } });
  });
});

describe('issues and pull requests', () => {
  test('come with their newest comments, by whom, and who reacted', async () => {
    const found = await repository(`issue(number: ${issue.number}) {
      __typename title state locked viewerDidAuthor lastEditedAt author { login __typename }
      comments(last: 2) { totalCount pageInfo { hasPreviousPage startCursor } nodes { body viewerDidAuthor author { login __typename } url } }
      reactionGroups { content viewerHasReacted reactors(first: 1) { totalCount } } }`);
    expect(found.issue).toMatchObject({
      __typename: 'Issue',
      state: 'OPEN',
      viewerDidAuthor: false,
      lastEditedAt: null,
      author: { login: 'wim', __typename: 'User' },
      comments: {
        totalCount: 5,
        pageInfo: { hasPreviousPage: true },
        nodes: [
          { body: 'note 4', viewerDidAuthor: false, author: { login: 'rex' } },
          { body: 'mine', viewerDidAuthor: true, author: { login: 'cluster-bot', __typename: 'Bot' } },
        ],
      },
    });
    const groups = (found.issue as { reactionGroups: { content: string; viewerHasReacted: boolean }[] }).reactionGroups;
    expect(groups.filter(({ viewerHasReacted }) => viewerHasReacted).map(({ content }) => content)).toEqual(['EYES']);
  });

  test('are paged backwards by cursor', async () => {
    const page = async (before: string) => {
      const found = await repository(`issue(number: ${issue.number}) { comments(last: 2${before}) {
        pageInfo { hasPreviousPage startCursor } nodes { body } } }`);
      return (
        found.issue as { comments: { pageInfo: { startCursor: string; hasPreviousPage: boolean }; nodes: unknown[] } }
      ).comments;
    };
    const last = await page('');
    const middle = await page(`, before: "${last.pageInfo.startCursor}"`);
    const first = await page(`, before: "${middle.pageInfo.startCursor}"`);
    expect([...first.nodes, ...middle.nodes, ...last.nodes]).toHaveLength(5);
    expect(first.pageInfo.hasPreviousPage).toBe(false);
  });

  test('share their numbers', async () => {
    const found = await repository(`
      a: issueOrPullRequest(number: ${issue.number}) { __typename }
      b: issueOrPullRequest(number: ${pull}) { __typename ... on PullRequest { headRefName } }`);
    expect(found).toEqual({ a: { __typename: 'Issue' }, b: { __typename: 'PullRequest', headRefName: 'topic' } });
  });

  test('are listed by state, branch and order', async () => {
    const found = await repository(`
      open: pullRequests(states: [OPEN], headRefName: "topic", first: 5, orderBy: {field: CREATED_AT, direction: DESC}) {
        nodes { number headRefOid baseRefName isCrossRepository viewerDidAuthor state body mergeCommit { oid } closedAt
          headRepository { nameWithOwner } } }
      merged: pullRequests(states: [MERGED], first: 5) { totalCount }
      other: pullRequests(headRefName: "none", last: 5) { totalCount }`);
    expect(found).toEqual({
      open: {
        nodes: [
          {
            number: pull,
            headRefOid: head,
            baseRefName: 'main',
            isCrossRepository: false,
            viewerDidAuthor: true,
            state: 'OPEN',
            body: '',
            mergeCommit: null,
            closedAt: null,
            headRepository: { nameWithOwner: 'octo-org/fleet' },
          },
        ],
      },
      merged: { totalCount: 0 },
      other: { totalCount: 0 },
    });
  });

  test('of a pull request: commits, files, checks', async () => {
    const found = await repository(`pullRequest(number: ${pull}) {
      additions changedFiles mergeable
      files(first: 5) { nodes { path changeType } }
      commits(last: 1) { nodes { commit { oid message messageBody author { email user { login } } signature { isValid }
        statusCheckRollup { state }
        checkSuites(first: 5, filterBy: {appId: ${scene.app.id}}) { nodes { app { slug } conclusion
          checkRuns(first: 5, filterBy: {checkName: "Plan"}) { nodes { name externalId status conclusion } } } } } } } }`);
    expect(found.pullRequest).toMatchObject({
      additions: 1,
      changedFiles: 1,
      mergeable: 'MERGEABLE',
      files: { nodes: [{ path: 'clusters/new/cluster.yaml', changeType: 'ADDED' }] },
      commits: {
        nodes: [
          {
            commit: {
              oid: head,
              messageBody: 'Body.',
              author: { user: { login: 'wim' } },
              signature: null,
              statusCheckRollup: { state: 'SUCCESS' },
              checkSuites: {
                nodes: [
                  {
                    app: { slug: 'cluster-bot' },
                    conclusion: 'NEUTRAL',
                    checkRuns: {
                      nodes: [{ name: 'Plan', externalId: 'k3/plan/1', status: 'COMPLETED', conclusion: 'NEUTRAL' }],
                    },
                  },
                ],
              },
            },
          },
        ],
      },
    });
  });
});

describe('history', () => {
  test('goes back from a commit, by path too', async () => {
    const found = await repository(`object(oid: "${head}") { ... on Commit {
      history(first: 10) { totalCount nodes { messageHeadline } }
      ofPath: history(first: 10, path: "README.md") { totalCount }
      file(path: "clusters/new/cluster.yaml") { path object { ... on Blob { text } } }
      tree { entries { name } } parents(first: 1) { totalCount } } }`);
    expect(found.object).toMatchObject({
      history: { totalCount: 2, nodes: [{ messageHeadline: 'Headline' }, { messageHeadline: 'Initial commit' }] },
      ofPath: { totalCount: 1 },
      file: { path: 'clusters/new/cluster.yaml', object: { text: 'c: 3\n' } },
      parents: { totalCount: 1 },
    });
  });
});

describe('nodes', () => {
  test('of every kind are found again by their ids', async () => {
    const found = (await repository(`id owner { id } defaultBranchRef { id target { id ... on Commit { tree { id } } } }
      issue(number: ${issue.number}) { id comments(first: 1) { nodes { id } } reactions(first: 1) { nodes { id } } }
      pullRequest(number: ${pull}) { id statusCheckRollup { contexts(first: 1) { nodes { ... on CheckRun { id checkSuite { id app { id } } } } } } }
      object(expression: "main:README.md") { id }`)) as object;
    const ids = [...JSON.stringify(found).matchAll(/"id":"([^"]+)"/g)].map((match) => match[1]);
    const answer = await scene.graphql<{ nodes: ({ __typename: string; id: string } | null)[] }>(
      scene.tokens.bot,
      'query($ids: [ID!]!) { nodes(ids: $ids) { __typename id } }',
      { ids },
    );
    expect(answer.errors).toBeUndefined();
    expect(answer.data.nodes.map((node) => node?.id)).toEqual(ids);
    expect(answer.data.nodes.map((node) => node?.__typename).sort()).toEqual([
      'App',
      'Blob',
      'CheckRun',
      'CheckSuite',
      'Commit',
      'Issue',
      'IssueComment',
      'Organization',
      'PullRequest',
      'Reaction',
      'Ref',
      'Repository',
      'Tree',
    ]);
  });

  test('that are gone answer null, each with an error in its place', async () => {
    const query = 'query($ids: [ID!]!) { nodes(ids: $ids) { id } }';
    const ids = ['IC_kwDONaBUAc59hMQB', issue.nodeId, 'nonsense'];
    const answer = await scene.graphql<unknown>(scene.tokens.bot, query, { ids });
    expect(answer.data).toEqual({ nodes: [null, { id: issue.nodeId }, null] });
    expect(new Set(answer.errors?.map(({ type, path }) => `${type} ${path}`))).toEqual(
      new Set(['NOT_FOUND nodes,0', 'NOT_FOUND nodes,2']),
    );
  });
});
