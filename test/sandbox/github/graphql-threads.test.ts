import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { openScene, type Scene } from '../../support/github/scene.ts';

let scene: Scene;
let main: string;
beforeEach(async () => {
  scene = await openScene();
  main = (await resolve('main')) ?? '';
});
afterEach(() => scene.close());

const resolve = (name: string) => scene.github.control.resolve('octo-org/fleet', name);

describe('conversations', () => {
  test('comments are added, changed by their author, minimized; reactions come and go', async () => {
    const issue = await scene.github.control.openIssue('octo-org/fleet', 'wim', { title: 'x' });
    const added = await scene.mutate(
      'addComment',
      'AddCommentInput',
      { subjectId: issue.nodeId, body: 'one' },
      'commentEdge { node { id url } } subject { id }',
    );
    const { id, url } = added.data.addComment.commentEdge.node;
    expect(url).toMatch(/\/octo-org\/fleet\/issues\/1#issuecomment-\d+$/);
    const updated = await scene.mutate(
      'updateIssueComment',
      'UpdateIssueCommentInput',
      { id, body: 'two' },
      'issueComment { body lastEditedAt }',
    );
    expect(updated.data.updateIssueComment.issueComment).toEqual({ body: 'two', lastEditedAt: expect.any(String) });
    const foreign = scene.github.control.comment('octo-org/fleet', 1, 'ada', 'hers');
    const refused = await scene.mutate(
      'updateIssueComment',
      'UpdateIssueCommentInput',
      { id: foreign.nodeId, body: 'x' },
      'issueComment { id }',
    );
    expect(refused.errors).toMatchObject([{ type: 'FORBIDDEN' }]);
    const react = (name: string) =>
      scene.mutate(
        name,
        name === 'addReaction' ? 'AddReactionInput' : 'RemoveReactionInput',
        { subjectId: foreign.nodeId, content: 'ROCKET' },
        'reaction { content } subject { id }',
      );
    await react('addReaction');
    expect((await react('addReaction')).data.addReaction.reaction.content).toBe('ROCKET');
    expect(foreign.reactions).toHaveLength(1);
    await react('removeReaction');
    expect(foreign.reactions).toHaveLength(0);
    const minimized = await scene.mutate(
      'minimizeComment',
      'MinimizeCommentInput',
      { subjectId: id, classifier: 'OUTDATED' },
      'minimizedComment { isMinimized minimizedReason }',
    );
    expect(minimized.data.minimizeComment.minimizedComment).toEqual({ isMinimized: true, minimizedReason: 'outdated' });
    expect(
      (await scene.mutate('deleteIssueComment', 'DeleteIssueCommentInput', { id }, 'clientMutationId')).errors,
    ).toBeUndefined();
    expect(issue.comments).toEqual([foreign]);
  });

  test('an over-long body is refused', async () => {
    const issue = await scene.github.control.openIssue('octo-org/fleet', 'wim', { title: 'x' });
    const answer = await scene.mutate(
      'addComment',
      'AddCommentInput',
      { subjectId: issue.nodeId, body: 'x'.repeat(65_537) },
      'clientMutationId',
    );
    expect(answer.errors).toMatchObject([
      { type: 'UNPROCESSABLE', message: 'Body is too long (maximum is 65536 characters)' },
    ]);
  });

  test('labels are made and put on; issues change their state', async () => {
    const issue = await scene.github.control.openIssue('octo-org/fleet', 'wim', { title: 'x' });
    const made = await scene.mutate(
      'createLabel',
      'CreateLabelInput',
      { repositoryId: scene.repository.nodeId, name: 'clusterops', color: '0e8a16' },
      'label { id name }',
    );
    const { id } = made.data.createLabel.label;
    await scene.mutate(
      'addLabelsToLabelable',
      'AddLabelsToLabelableInput',
      { labelableId: issue.nodeId, labelIds: [id] },
      'labelable { __typename }',
    );
    expect(issue.labels.map(({ name }) => name)).toEqual(['clusterops']);
    const again = await scene.mutate(
      'createLabel',
      'CreateLabelInput',
      { repositoryId: scene.repository.nodeId, name: 'ClusterOps', color: '0e8a16' },
      'label { id }',
    );
    expect(again.errors).toMatchObject([{ type: 'UNPROCESSABLE', message: 'Name has already been taken' }]);
    await scene.mutate(
      'closeIssue',
      'CloseIssueInput',
      { issueId: issue.nodeId, stateReason: 'NOT_PLANNED' },
      'issue { state }',
    );
    expect([issue.state, issue.stateReason]).toEqual(['closed', 'not_planned']);
    await scene.mutate('reopenIssue', 'ReopenIssueInput', { issueId: issue.nodeId }, 'issue { state }');
    await scene.mutate('updateIssue', 'UpdateIssueInput', { id: issue.nodeId, title: 'y' }, 'issue { title }');
    expect([issue.state, issue.title]).toEqual(['open', 'y']);
  });
});

describe('pull requests', () => {
  test('go from draft to merged', async () => {
    const head = await scene.github.control.commit('octo-org/fleet', {
      branch: 'a',
      as: 'wim',
      message: 'm',
      files: { x: 'y' },
    });
    const fields = {
      repositoryId: scene.repository.nodeId,
      baseRefName: 'main',
      headRefName: 'a',
      title: 't',
      body: 'b',
      draft: true,
    };
    const opened = await scene.mutate(
      'createPullRequest',
      'CreatePullRequestInput',
      fields,
      'pullRequest { id isDraft headRefOid }',
    );
    const { id, ...rest } = opened.data.createPullRequest.pullRequest;
    expect(rest).toEqual({ isDraft: true, headRefOid: head });
    const act = async (name: string, more = {}) => {
      const type = `${name[0]?.toUpperCase()}${name.slice(1)}Input`;
      const answer = await scene.mutate(
        name,
        type,
        { pullRequestId: id, ...more },
        'pullRequest { state isDraft title mergeCommit { oid } }',
      );
      return answer.errors?.[0]?.message ?? answer.data[name].pullRequest;
    };
    expect(await act('mergePullRequest')).toBe('Pull Request is still a draft');
    expect(await act('markPullRequestReadyForReview')).toMatchObject({ isDraft: false });
    expect(await act('convertPullRequestToDraft')).toMatchObject({ isDraft: true });
    await act('markPullRequestReadyForReview');
    expect(await act('updatePullRequest', { title: 'T', body: 'B' })).toMatchObject({ title: 'T' });
    expect(await act('closePullRequest')).toMatchObject({ state: 'CLOSED' });
    expect(await act('reopenPullRequest')).toMatchObject({ state: 'OPEN' });
    expect(await act('mergePullRequest', { expectedHeadOid: main })).toMatch(/Head branch was modified/);
    const merged = await act('mergePullRequest', { mergeMethod: 'SQUASH', expectedHeadOid: head, commitHeadline: 'H' });
    expect(merged).toMatchObject({ state: 'MERGED', mergeCommit: { oid: await resolve('main') } });
    expect(await act('reopenPullRequest')).toMatch(/cannot be reopened/);
  });
});
