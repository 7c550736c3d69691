import type { FileDiff } from '../git/diff.ts';
import { commitsBetween, mergeBase } from '../git/history.ts';
import { mergeability, mergeState } from '../state/mergeability.ts';
import type { PullIssue, Repository } from '../state/model.ts';
import { iso, isoOrNull, type Json, repositoryApiUrl, repositoryWebUrl, type World } from '../world.ts';
import { userJson } from './account.ts';
import { associationOf, issueWebUrl, labelJson } from './issue.ts';
import { repositoryJson } from './repository.ts';

function sideJson(world: World, side: { readonly ref: string; readonly sha: string; readonly repository: Repository }) {
  return {
    label: `${side.repository.owner.login}:${side.ref}`,
    ref: side.ref,
    sha: side.sha,
    user: userJson(world, side.repository.owner),
    repo: repositoryJson(world, side.repository),
  };
}

/** `pull-request-simple`: the shape of lists. */
export function simplePullJson(world: World, issue: PullIssue): Json {
  const { repository, pull } = issue;
  const api = repositoryApiUrl(world, repository);
  const url = `${api}/pulls/${issue.number}`;
  const issueUrl = `${api}/issues/${issue.number}`;
  const html = issueWebUrl(world, issue);
  const statuses = `${api}/statuses/${pull.head.sha}`;
  return {
    url,
    id: pull.id,
    node_id: issue.nodeId,
    html_url: html,
    diff_url: `${html}.diff`,
    patch_url: `${html}.patch`,
    issue_url: issueUrl,
    number: issue.number,
    state: issue.state,
    locked: issue.locked,
    title: issue.title,
    user: userJson(world, issue.author),
    body: issue.body,
    created_at: iso(issue.createdAt),
    updated_at: iso(issue.updatedAt),
    closed_at: isoOrNull(issue.closedAt),
    merged_at: isoOrNull(pull.merged?.at),
    merge_commit_sha: pull.merged?.sha ?? null,
    assignee: null,
    assignees: [],
    requested_reviewers: [],
    requested_teams: [],
    labels: issue.labels.map((label) => labelJson(world, repository, label)),
    milestone: null,
    draft: pull.draft,
    commits_url: `${url}/commits`,
    review_comments_url: `${url}/comments`,
    review_comment_url: `${api}/pulls/comments{/number}`,
    comments_url: `${issueUrl}/comments`,
    statuses_url: statuses,
    head: sideJson(world, pull.head),
    base: sideJson(world, pull.base),
    _links: {
      self: { href: url },
      html: { href: html },
      issue: { href: issueUrl },
      comments: { href: `${issueUrl}/comments` },
      review_comments: { href: `${url}/comments` },
      review_comment: { href: `${api}/pulls/comments{/number}` },
      commits: { href: `${url}/commits` },
      statuses: { href: statuses },
    },
    author_association: associationOf(repository, issue.author),
    auto_merge: autoMergeJson(world, issue),
    active_lock_reason: issue.lockReason ?? null,
  };
}

/** `auto-merge`. */
function autoMergeJson(world: World, { pull: { autoMerge }, title, number, state }: PullIssue): Json | null {
  if (autoMerge === undefined || state === 'closed') return null;
  const { input, by } = autoMerge;
  return {
    enabled_by: userJson(world, by.account),
    merge_method: input.method,
    commit_title: `${title} (#${number})`,
    commit_message: '',
  };
}

/** `pull-request`: one pull request in full, as the API and webhooks show it. */
export async function pullJson(world: World, issue: PullIssue): Promise<Json> {
  const { repository, pull } = issue;
  const [files, commits, merge, state] = await Promise.all([
    pullFiles(issue),
    commitsBetween(repository.git.objects, pull.base.sha, pull.head.sha),
    mergeability(issue),
    mergeState(world.store, issue),
  ]);
  return {
    ...simplePullJson(world, issue),
    merged: pull.merged !== undefined,
    mergeable: merge === 'unknown' ? null : merge === 'clean',
    rebaseable: merge === 'unknown' ? null : merge === 'clean',
    mergeable_state: state,
    merged_by: pull.merged ? userJson(world, pull.merged.by) : null,
    comments: issue.comments.length,
    review_comments: 0,
    maintainer_can_modify: false,
    commits: commits.length,
    additions: files.reduce((sum, file) => sum + file.additions, 0),
    deletions: files.reduce((sum, file) => sum + file.deletions, 0),
    changed_files: files.length,
  };
}

/** What a pull request changes: from the point where it left its base. */
export async function pullFiles(issue: PullIssue): Promise<readonly FileDiff[]> {
  const { git } = issue.repository;
  const from = await mergeBase(git.objects, issue.pull.base.sha, issue.pull.head.sha);
  return git.diff(from ?? issue.pull.base.sha, issue.pull.head.sha);
}

/** `diff-entry`, at a commit. */
export function diffJson(world: World, repository: Repository, sha: string, file: FileDiff): Json {
  const path = file.path.split('/').map(encodeURIComponent).join('/');
  const web = repositoryWebUrl(world, repository);
  return {
    sha: file.oid,
    filename: file.path,
    status: file.status,
    additions: file.additions,
    deletions: file.deletions,
    changes: file.additions + file.deletions,
    blob_url: `${web}/blob/${sha}/${path}`,
    raw_url: `${web}/raw/${sha}/${path}`,
    contents_url: `${repositoryApiUrl(world, repository)}/contents/${path}?ref=${sha}`,
    ...(file.patch === undefined ? {} : { patch: file.patch }),
    ...(file.previousPath === undefined ? {} : { previous_filename: file.previousPath }),
  };
}
