import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { openScene, type Scene } from '../../support/github/scene.ts';

let scene: Scene;
let main: string;
beforeEach(async () => {
  scene = await openScene({ files: { 'README.md': 'one\n', 'bin/run.sh': '#!/bin/sh\n' } });
  main = (await scene.github.control.resolve('octo-org/fleet', 'main')) ?? '';
});
afterEach(() => scene.close());

const zero = '0'.repeat(40);
const resolve = (name: string) => scene.github.control.resolve('octo-org/fleet', name);
const createRef = (name: string, oid = main) =>
  scene.mutate(
    'createRef',
    'CreateRefInput',
    { repositoryId: scene.repository.nodeId, name, oid },
    'clientMutationId ref { id name prefix target { oid } }',
  );
const updateRefs = (refUpdates: unknown) =>
  scene.mutate(
    'updateRefs',
    'UpdateRefsInput',
    { repositoryId: scene.repository.nodeId, refUpdates, clientMutationId: 'c' },
    'clientMutationId',
  );
const commit = (value: Record<string, unknown>) =>
  scene.mutate(
    'createCommitOnBranch',
    'CreateCommitOnBranchInput',
    {
      branch: { repositoryNameWithOwner: 'octo-org/fleet', branchName: 'main' },
      expectedHeadOid: main,
      message: { headline: 'Change', body: 'ClusterOps-Request: k3' },
      ...value,
    },
    'commit { oid message additions deletions author { name email } committer { email } signature { isValid } } ref { name target { oid } }',
  );
const base64 = (text: string) => Buffer.from(text).toString('base64');

describe('refs', () => {
  test('are made once', async () => {
    expect((await createRef('refs/heads/a')).data.createRef.ref).toMatchObject({ name: 'a', target: { oid: main } });
    const again = await createRef('refs/heads/a');
    expect(again.data.createRef).toBeNull();
    expect(again.errors).toMatchObject([
      {
        type: 'UNPROCESSABLE',
        path: ['createRef'],
        message: 'A ref named "refs/heads/a" already exists in the repository.',
      },
    ]);
  });

  test.each([
    ['a name that is not full', 'a', undefined],
    ['a name that git refuses', 'refs/heads/a..b', undefined],
    ['a name below a branch', 'refs/heads/main/deeper', undefined],
    ['a commit that is not there', 'refs/heads/a', '1'.repeat(40)],
  ])('%s is refused', async (_what, name, oid) => {
    expect((await createRef(name, oid)).errors).toMatchObject([{ type: 'UNPROCESSABLE' }]);
  });

  test('are moved and removed by compare and swap, all or none', async () => {
    await createRef('refs/heads/a');
    await createRef('refs/heads/b');
    const next = await scene.github.control.commit('octo-org/fleet', {
      branch: 'a',
      as: 'wim',
      message: 'm',
      files: { x: 'y' },
    });
    const stale = await updateRefs([
      { name: 'refs/heads/b', beforeOid: main, afterOid: next },
      { name: 'refs/heads/a', beforeOid: main, afterOid: zero },
    ]);
    expect(stale.errors).toMatchObject([{ path: ['updateRefs'] }]);
    expect([await resolve('a'), await resolve('b')]).toEqual([next, main]);
    const done = await updateRefs([
      { name: 'refs/heads/b', beforeOid: main, afterOid: next },
      { name: 'refs/heads/a', beforeOid: next, afterOid: zero },
      { name: 'refs/heads/c', beforeOid: zero, afterOid: main },
    ]);
    expect(done.data.updateRefs).toEqual({ clientMutationId: 'c' });
    expect([await resolve('a'), await resolve('b'), await resolve('c')]).toEqual([undefined, next, main]);
  });

  test('go back only by force', async () => {
    await scene.github.control.commit('octo-org/fleet', { branch: 'a', as: 'wim', message: 'm', files: { x: 'y' } });
    const back = (force: boolean) => updateRefs([{ name: 'refs/heads/a', afterOid: main, force }]);
    expect((await back(false)).errors?.[0]?.message).toMatch(/not a fast forward/);
    expect((await back(true)).errors).toBeUndefined();
    expect(await resolve('a')).toBe(main);
  });

  test('are updated and deleted by id; the default branch stays', async () => {
    const { id } = (await createRef('refs/heads/a')).data.createRef.ref;
    const next = await scene.github.control.commit('octo-org/fleet', {
      branch: 'main',
      as: 'wim',
      message: 'm',
      files: { x: 'y' },
    });
    const moved = await scene.mutate('updateRef', 'UpdateRefInput', { refId: id, oid: next }, 'ref { target { oid } }');
    expect(moved.data.updateRef.ref.target.oid).toBe(next);
    expect(
      (await scene.mutate('deleteRef', 'DeleteRefInput', { refId: id }, 'clientMutationId')).errors,
    ).toBeUndefined();
    expect(await resolve('a')).toBeUndefined();
    expect((await scene.mutate('deleteRef', 'DeleteRefInput', { refId: id }, 'clientMutationId')).errors).toMatchObject(
      [{ type: 'NOT_FOUND' }],
    );
    expect((await updateRefs([{ name: 'refs/heads/main', afterOid: zero }])).errors).toHaveLength(1);
  });
});

describe('createCommitOnBranch', () => {
  test("writes one signed commit, by the App's bot, on the expected head", async () => {
    const { data, errors } = await commit({
      fileChanges: {
        additions: [
          { path: 'clusters/blue/cluster.yaml', contents: base64('blüe\n') },
          { path: 'bin/run.sh', contents: base64('#!/bin/sh\necho\n') },
        ],
        deletions: [{ path: 'README.md' }],
      },
    });
    expect(errors).toBeUndefined();
    const made = data.createCommitOnBranch;
    expect(made).toMatchObject({
      commit: {
        message: 'Change\n\nClusterOps-Request: k3',
        additions: 2,
        deletions: 1,
        author: { name: 'cluster-bot[bot]', email: scene.app.bot.email },
        committer: { email: 'noreply@github.com' },
        signature: { isValid: true },
      },
      ref: { name: 'main', target: { oid: made.commit.oid } },
    });
    const tree = await scene.rest(scene.tokens.bot, 'GET', '/repos/octo-org/fleet/git/trees/main?recursive=1');
    const files = tree.json.tree.filter(({ type }: { type: string }) => type === 'blob');
    expect(files.map(({ path, mode }: { path: string; mode: string }) => [path, mode])).toEqual([
      ['bin/run.sh', '100644'],
      ['clusters/blue/cluster.yaml', '100644'],
    ]);
  });

  test('refuses another head than the expected, and says so', async () => {
    await scene.github.control.commit('octo-org/fleet', { branch: 'main', as: 'wim', message: 'm', files: { x: 'y' } });
    const answer = await commit({ fileChanges: { additions: [{ path: 'a', contents: '' }] } });
    expect(answer).toMatchObject({
      status: 200,
      data: { createCommitOnBranch: null },
      errors: [
        {
          type: 'STALE_DATA',
          path: ['createCommitOnBranch'],
          message: `Expected branch to point to "${main}" but it did not.  Pull and try again.`,
        },
      ],
    });
  });

  test.each([
    [
      'a branch that is not there',
      { branch: { repositoryNameWithOwner: 'octo-org/fleet', branchName: 'none' } },
      'NOT_FOUND',
    ],
    [
      'a repository that is not there',
      { branch: { repositoryNameWithOwner: 'octo-org/none', branchName: 'main' } },
      'NOT_FOUND',
    ],
    ['deleting what is not there', { fileChanges: { deletions: [{ path: 'none' }] } }, 'UNPROCESSABLE'],
    ['a path out of the tree', { fileChanges: { additions: [{ path: '../a', contents: '' }] } }, 'UNPROCESSABLE'],
    ["a path into git's own", { fileChanges: { additions: [{ path: '.git/config', contents: '' }] } }, 'UNPROCESSABLE'],
    ['an empty headline', { message: { headline: ' ' } }, 'UNPROCESSABLE'],
  ])('refuses %s', async (_what, value, type) => {
    expect((await commit(value)).errors).toMatchObject([{ type }]);
    expect(await resolve('main')).toBe(main);
  });
});

describe('a document of several mutations', () => {
  test('runs them in order and goes on after a failure', async () => {
    const issue = await scene.github.control.openIssue('octo-org/fleet', 'wim', { title: 'x' });
    const answer = await scene.graphql(
      scene.tokens.bot,
      `mutation($id: ID!) { a: addComment(input: {subjectId: $id, body: "first"}) { commentEdge { node { body } } }
       b: addComment(input: {subjectId: "IC_kwDONaBUAc59hMQB", body: "lost"}) { commentEdge { node { body } } }
       c: addComment(input: {subjectId: $id, body: "second"}) { commentEdge { node { body } } } }`,
      { id: issue.nodeId },
    );
    expect(answer.data).toMatchObject({ a: {}, b: null, c: {} });
    expect(answer.errors).toMatchObject([{ type: 'NOT_FOUND', path: ['b'] }]);
    expect(issue.comments.map(({ body }) => body)).toEqual(['first', 'second']);
  });
});
