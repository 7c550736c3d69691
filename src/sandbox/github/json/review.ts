import type { PullIssue, Review } from '../state/model.ts';
import { iso, type Json, repositoryApiUrl, type World } from '../world.ts';
import { userJson } from './account.ts';
import { associationOf, issueWebUrl } from './issue.ts';

/** A review as webhooks show it: the state in lower case, which REST has in upper case. */
export function reviewJson(world: World, issue: PullIssue, review: Review): Json {
  const { repository } = issue;
  const html = `${issueWebUrl(world, issue)}#pullrequestreview-${review.id}`;
  const pull = `${repositoryApiUrl(world, repository)}/pulls/${issue.number}`;
  return {
    id: review.id,
    node_id: review.nodeId,
    user: userJson(world, review.author),
    body: review.body === '' ? null : review.body,
    commit_id: review.commit,
    submitted_at: iso(review.submittedAt),
    updated_at: iso(review.updatedAt),
    state: review.state,
    html_url: html,
    pull_request_url: pull,
    author_association: associationOf(repository, review.author),
    _links: { html: { href: html }, pull_request: { href: pull } },
  };
}
