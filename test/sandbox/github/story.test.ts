import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { openScene, type Scene } from '../../support/github/scene.ts';

const run = promisify(execFile);
let scene: Scene;
beforeEach(async () => {
  scene = await openScene();
});
afterEach(() => scene.close());

const openChange = `mutation Open($repository: ID!, $sha: GitObjectID!, $name: String!, $branch: CommittableBranch!, $file: FileChanges!) {
  createRef(input: {repositoryId: $repository, name: $name, oid: $sha}) { ref { name } }
  createCommitOnBranch(input: {branch: $branch, expectedHeadOid: $sha, message: {headline: "Add prod"}, fileChanges: $file}) {
    commit { oid signature { isValid wasSignedByGitHub } author { name } }
  }
  createPullRequest(input: {repositoryId: $repository, baseRefName: "main", headRefName: "clusterops/prod", title: "prod", body: "new"}) {
    pullRequest { id number headRefOid author { login __typename } viewerDidAuthor state }
  }
}`;

async function openPull(): Promise<{ number: number; headRefOid: string }> {
  const sha = await scene.github.control.resolve('octo-org/fleet', 'main');
  const answer = await scene.graphql<{
    createCommitOnBranch: { commit: { oid: string; signature: object } };
    createPullRequest: { pullRequest: { number: number; headRefOid: string; author: object } };
  }>(scene.tokens.bot, openChange, {
    repository: scene.repository.nodeId,
    sha,
    name: 'refs/heads/clusterops/prod',
    branch: { repositoryNameWithOwner: 'octo-org/fleet', branchName: 'clusterops/prod' },
    file: { additions: [{ path: 'clusters/prod/cluster.yaml', contents: Buffer.from('a: 1\n').toString('base64') }] },
  });
  expect(answer.errors).toBeUndefined();
  expect(answer.data.createCommitOnBranch.commit.signature).toEqual({ isValid: true, wasSignedByGitHub: true });
  expect(answer.data.createPullRequest.pullRequest).toMatchObject({
    author: { login: 'cluster-bot', __typename: 'Bot' },
    headRefOid: answer.data.createCommitOnBranch.commit.oid,
    viewerDidAuthor: true,
  });
  return answer.data.createPullRequest.pullRequest;
}

describe('one story', () => {
  test('a comment becomes a pull request with checks, which is merged, and git sees it', async () => {
    const { github, rest, tokens, receiver } = scene;
    const issue = await rest(tokens.wim, 'POST', '/repos/octo-org/fleet/issues', { title: 'I need a cluster' });
    await rest(tokens.wim, 'POST', `/repos/octo-org/fleet/issues/${issue.json.number}/comments`, { body: '/create' });
    await github.idle();
    expect(receiver.received.map(({ headers }) => headers['x-github-event'])).toEqual(['issues', 'issue_comment']);

    const pull = await openPull();
    const check = await rest(tokens.bot, 'POST', '/repos/octo-org/fleet/check-runs', {
      name: 'Plan',
      head_sha: pull.headRefOid,
      status: 'completed',
      conclusion: 'success',
    });
    expect(check.json.pull_requests).toMatchObject([{ number: pull.number }]);

    const merged = await rest(tokens.ada, 'PUT', `/repos/octo-org/fleet/pulls/${pull.number}/merge`, {
      merge_method: 'squash',
    });
    expect(merged.json.merged).toBe(true);
    const folder = await mkdtemp(join(tmpdir(), 'clone-'));
    await run('git', ['clone', '-q', `${github.url}/octo-org/fleet.git`, folder]);
    expect(await readFile(join(folder, 'clusters/prod/cluster.yaml'), 'utf8')).toBe('a: 1\n');
    await run('git', ['fsck', '--strict'], { cwd: folder });
    await rm(folder, { recursive: true });
    await github.idle();
    const closed = receiver.received.find(
      ({ headers, payload }) => headers['x-github-event'] === 'pull_request' && payload.action === 'closed',
    );
    expect(closed?.payload).toMatchObject({ pull_request: { merged: true, merged_by: { login: 'ada' } } });
  });
});
