import type { Account, Comment, Issue, Label, Reaction, Repository } from '../state/model.ts';
import { iso, isoOrNull, type Json, repositoryApiUrl, repositoryWebUrl, type World } from '../world.ts';
import { appJson, userJson } from './account.ts';

/** How the author stands to the repository, as GitHub labels comments. Says nothing of what the person may do. */
export function associationOf(repository: Repository, author: Account): string {
  if (author.id === repository.owner.id) return 'OWNER';
  if (!repository.collaborators.has(author.id)) return 'NONE';
  return repository.owner.type === 'Organization' ? 'MEMBER' : 'COLLABORATOR';
}

export const issueWebUrl = (world: World, issue: Issue): string =>
  `${repositoryWebUrl(world, issue.repository)}/${issue.pull ? 'pull' : 'issues'}/${issue.number}`;
export const commentWebUrl = (world: World, comment: Comment): string =>
  `${issueWebUrl(world, comment.issue)}#issuecomment-${comment.id}`;

export function labelJson(world: World, repository: Repository, label: Label): Json {
  return {
    id: label.id,
    node_id: label.nodeId,
    url: `${repositoryApiUrl(world, repository)}/labels/${encodeURIComponent(label.name)}`,
    name: label.name,
    color: label.color,
    default: label.isDefault,
    description: label.description ?? null,
  };
}

export function reactionJson(world: World, reaction: Reaction): Json {
  return {
    id: reaction.id,
    node_id: reaction.nodeId,
    user: userJson(world, reaction.user),
    content: reaction.content,
    created_at: iso(reaction.createdAt),
  };
}

function rollup(url: string, reactions: readonly Reaction[]): Json {
  const count = (content: string) => reactions.filter((reaction) => reaction.content === content).length;
  return {
    url: `${url}/reactions`,
    total_count: reactions.length,
    '+1': count('+1'),
    '-1': count('-1'),
    laugh: count('laugh'),
    hooray: count('hooray'),
    confused: count('confused'),
    heart: count('heart'),
    rocket: count('rocket'),
    eyes: count('eyes'),
  };
}

/** `issue`; a pull request shows as one too, with `pull_request`. */
export function issueJson(world: World, issue: Issue): Json {
  const { repository, pull } = issue;
  const url = `${repositoryApiUrl(world, repository)}/issues/${issue.number}`;
  const html = issueWebUrl(world, issue);
  return {
    url,
    repository_url: repositoryApiUrl(world, repository),
    labels_url: `${url}/labels{/name}`,
    comments_url: `${url}/comments`,
    events_url: `${url}/events`,
    html_url: html,
    id: issue.id,
    node_id: issue.nodeId,
    number: issue.number,
    title: issue.title,
    user: userJson(world, issue.author),
    labels: issue.labels.map((label) => labelJson(world, repository, label)),
    state: issue.state,
    locked: issue.locked,
    assignee: null,
    assignees: [],
    milestone: null,
    comments: issue.comments.length,
    created_at: iso(issue.createdAt),
    updated_at: iso(issue.updatedAt),
    closed_at: isoOrNull(issue.closedAt),
    author_association: associationOf(repository, issue.author),
    active_lock_reason: issue.lockReason ?? null,
    ...(pull
      ? {
          draft: pull.draft,
          pull_request: {
            url: `${repositoryApiUrl(world, repository)}/pulls/${issue.number}`,
            html_url: html,
            diff_url: `${html}.diff`,
            patch_url: `${html}.patch`,
            merged_at: isoOrNull(pull.merged?.at),
          },
        }
      : { sub_issues_summary: { total: 0, completed: 0, percent_completed: 0 } }),
    body: issue.body,
    closed_by: issue.closedBy ? userJson(world, issue.closedBy) : null,
    reactions: rollup(url, issue.reactions),
    timeline_url: `${url}/timeline`,
    performed_via_github_app: issue.via ? appJson(world, issue.via) : null,
    state_reason: issue.stateReason ?? null,
  };
}

/** The issue of webhook payloads: there it has `draft` even when it is no pull request. */
export function hookIssueJson(world: World, issue: Issue): Json {
  return { draft: false, ...issueJson(world, issue) };
}

export function commentJson(world: World, comment: Comment): Json {
  const api = repositoryApiUrl(world, comment.issue.repository);
  const url = `${api}/issues/comments/${comment.id}`;
  return {
    url,
    html_url: commentWebUrl(world, comment),
    issue_url: `${api}/issues/${comment.issue.number}`,
    id: comment.id,
    node_id: comment.nodeId,
    user: userJson(world, comment.author),
    created_at: iso(comment.createdAt),
    updated_at: iso(comment.updatedAt),
    author_association: associationOf(comment.issue.repository, comment.author),
    body: comment.body,
    reactions: rollup(url, comment.reactions),
    performed_via_github_app: comment.via ? appJson(world, comment.via) : null,
  };
}
