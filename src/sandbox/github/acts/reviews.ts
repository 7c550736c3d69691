import { simplePullJson } from '../json/pull.ts';
import { reviewJson } from '../json/review.ts';
import type { PullIssue, Review } from '../state/model.ts';
import { encodeNodeId } from '../state/node-id.ts';
import type { World } from '../world.ts';
import { type By, hasRole } from './access.ts';
import { checkText } from './issues.ts';
import { Problem, unprocessable } from './problem.ts';

export interface ReviewInput {
  readonly event: 'approve' | 'request changes' | 'comment';
  readonly body?: string;
}

const states = { approve: 'approved', 'request changes': 'changes_requested', comment: 'commented' } as const;

/** A review of the head as it is. Whoever can read may give one, but nobody an opinion on a pull request of their own. */
export function submitReview(world: World, issue: PullIssue, by: By, { event, body = '' }: ReviewInput): Review {
  const { pull, repository } = issue;
  if (event !== 'comment' && issue.author === by.account)
    throw unprocessable(`Can not ${event === 'approve' ? 'approve' : 'request changes on'} your own pull request`);
  if (event !== 'approve' && body.trim() === '') throw unprocessable('Body can not be blank');
  checkText('PullRequestReview', body);
  const id = world.store.id('review');
  const at = world.now();
  const review: Review = {
    id,
    nodeId: encodeNodeId('PRR', repository.id, id),
    author: by.account,
    body,
    state: states[event],
    commit: pull.head.sha,
    submittedAt: at,
    updatedAt: at,
  };
  pull.reviews.push(review);
  issue.updatedAt = at;
  publish(world, issue, 'submitted', by, review);
  return review;
}

/** Takes the opinion out of a review; it stays to be read. */
export function dismissReview(world: World, issue: PullIssue, by: By, review: Review): void {
  if (!hasRole(issue.repository, by.account, 'write')) throw new Problem('FORBIDDEN', 'Must have push access.');
  if (review.state === 'commented') throw unprocessable('Can not dismiss a commented pull request review');
  if (review.state === 'dismissed') throw unprocessable('Can not dismiss a dismissed pull request review');
  review.state = 'dismissed';
  review.updatedAt = world.now();
  issue.updatedAt = review.updatedAt;
  publish(world, issue, 'dismissed', by, review);
}

function publish(world: World, issue: PullIssue, action: string, by: By, review: Review): void {
  const payload = { review: reviewJson(world, issue, review), pull_request: simplePullJson(world, issue) };
  world.publish({
    event: 'pull_request_review',
    action,
    sender: by.account,
    repository: issue.repository,
    payload,
  });
}
