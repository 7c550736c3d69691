import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { openScene, type Scene } from '../../support/github/scene.ts';

let scene: Scene;
beforeEach(async () => {
  scene = await openScene();
});
afterEach(() => scene.close());

const fleet = 'octo-org/fleet';

test('a review is of the head as it was, can be dismissed, and subscribers are told', async () => {
  const { control } = scene.github;
  const commit = (text: string) =>
    control.commit(fleet, { branch: 'topic', as: 'wim', message: 'Change', files: { 'a.txt': text } });
  const first = await commit('one');
  const opened = await scene.rest(scene.tokens.wim, 'POST', `/repos/${fleet}/pulls`, {
    ...{ title: 'A change', head: 'topic', base: 'main' },
  });
  const { number } = opened.json;
  expect(() => control.review(fleet, number, 'wim', { event: 'approve' })).toThrow('your own pull request');
  const approval = control.review(fleet, number, 'ada', { event: 'approve' });
  const second = await commit('two');
  control.review(fleet, number, 'rex', { event: 'request changes', body: 'No.' });
  control.dismissReview(fleet, number, 'wim', approval);
  expect(() => control.dismissReview(fleet, number, 'wim', approval)).toThrow('Can not dismiss');
  await scene.github.idle();
  const told = scene.receiver.received.filter(({ headers }) => headers['x-github-event'] === 'pull_request_review');
  expect(told.map(({ payload }) => [payload.action, (payload.review as { state: string }).state])).toEqual([
    ['submitted', 'approved'],
    ['submitted', 'changes_requested'],
    ['dismissed', 'dismissed'],
  ]);
  const { data } = await scene.graphql<unknown>(
    scene.tokens.bot,
    `query($number: Int!) { repository(owner: "octo-org", name: "fleet") { pullRequest(number: $number) {
      reviews(first: 5, states: [DISMISSED, CHANGES_REQUESTED]) { nodes { state author { login } commit { oid } } }
    } } }`,
    { number },
  );
  expect(data).toMatchObject({
    repository: {
      pullRequest: {
        reviews: {
          nodes: [
            { state: 'DISMISSED', author: { login: 'ada' }, commit: { oid: first } },
            { state: 'CHANGES_REQUESTED', author: { login: 'rex' }, commit: { oid: second } },
          ],
        },
      },
    },
  });
});
