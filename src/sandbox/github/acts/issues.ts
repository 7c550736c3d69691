import { commentJson, hookIssueJson, labelJson } from '../json/issue.ts';
import { pullJson } from '../json/pull.ts';
import type { Account, Issue, Label, PullIssue, Repository } from '../state/model.ts';
import { encodeNodeId } from '../state/node-id.ts';
import { issuesOf } from '../state/store.ts';
import type { Json, World } from '../world.ts';
import type { By } from './access.ts';
import { ensureLabel } from './labels.ts';
import { invalid } from './problem.ts';

export const bodyLimit = 65_536;

export function isPull(issue: Issue): issue is PullIssue {
  return issue.pull !== undefined;
}

/** Tells the subscribers of `issues`, or of `pull_request` when it is one. */
export async function publishIssue(world: World, issue: Issue, action: string, sender: Account, more: Json = {}) {
  const { repository } = issue;
  if (isPull(issue)) {
    const payload = { number: issue.number, pull_request: await pullJson(world, issue), ...more };
    world.publish({ event: 'pull_request', action, sender, repository, payload });
  } else {
    world.publish({
      event: 'issues',
      action,
      sender,
      repository,
      payload: { issue: hookIssueJson(world, issue), ...more },
    });
  }
}

export function checkText(resource: string, text: string | null | undefined): void {
  if (text && text.length > bodyLimit) throw invalid(resource, `Body is too long (maximum is ${bodyLimit} characters)`);
}

/** Opens an issue. Unknown labels are made, as GitHub does for those who may label. */
export async function openIssue(
  world: World,
  repository: Repository,
  by: By,
  input: { readonly title: string; readonly body?: string | null | undefined; readonly labels?: readonly string[] },
): Promise<Issue> {
  if (input.title.trim() === '') throw invalid('Issue', "Title can't be blank");
  checkText('Issue', input.body);
  const id = world.store.id('issue');
  const at = world.now();
  const issue: Issue = {
    ...blankIssue(repository, by, at),
    id,
    nodeId: encodeNodeId('I', repository.id, id),
    title: input.title,
    body: input.body ?? null,
    labels: (input.labels ?? []).map((name) => ensureLabel(world, repository, name)),
    pull: undefined,
  };
  issuesOf(world.store, repository).set(issue.number, issue);
  await publishIssue(world, issue, 'opened', by.account);
  for (const label of issue.labels) await publishLabel(world, issue, 'labeled', by, label);
  return issue;
}

/** Everything of a new issue or pull request but its identity and text. Takes the repository's next number. */
export function blankIssue(
  repository: Repository,
  by: By,
  at: number,
): Omit<Issue, 'id' | 'nodeId' | 'title' | 'pull'> {
  const number = repository.nextNumber;
  repository.nextNumber += 1;
  return {
    kind: 'issue',
    number,
    repository,
    author: by.account,
    via: by.via,
    body: null,
    state: 'open',
    stateReason: undefined,
    locked: false,
    lockReason: undefined,
    labels: [],
    comments: [],
    reactions: [],
    createdAt: at,
    updatedAt: at,
    editedAt: undefined,
    editedBy: undefined,
    closedAt: undefined,
    closedBy: undefined,
  };
}

export async function editIssue(
  world: World,
  issue: Issue,
  by: By,
  input: { readonly title?: string | undefined; readonly body?: string | null | undefined },
): Promise<void> {
  checkText('Issue', input.body);
  const changes: Record<string, { from: string }> = {};
  if (input.title !== undefined && input.title !== issue.title) {
    if (input.title.trim() === '') throw invalid('Issue', "Title can't be blank");
    changes.title = { from: issue.title };
    issue.title = input.title;
  }
  if (input.body !== undefined && input.body !== issue.body) {
    changes.body = { from: issue.body ?? '' };
    issue.body = input.body;
    issue.editedAt = world.now();
    issue.editedBy = by.account;
  }
  if (Object.keys(changes).length === 0) return;
  issue.updatedAt = world.now();
  await publishIssue(world, issue, 'edited', by.account, { changes });
}

/** Closes; nothing happens to what is closed already. */
export async function closeIssue(
  world: World,
  issue: Issue,
  by: By,
  reason: 'completed' | 'not_planned' = 'completed',
): Promise<void> {
  if (issue.state === 'closed') return;
  issue.state = 'closed';
  issue.stateReason = issue.pull ? undefined : reason;
  issue.closedAt = world.now();
  issue.updatedAt = issue.closedAt;
  issue.closedBy = by.account;
  await publishIssue(world, issue, 'closed', by.account);
}

export async function reopenIssue(world: World, issue: Issue, by: By): Promise<void> {
  if (issue.state === 'open') return;
  issue.state = 'open';
  issue.stateReason = issue.pull ? undefined : 'reopened';
  issue.closedAt = undefined;
  issue.closedBy = undefined;
  issue.updatedAt = world.now();
  await publishIssue(world, issue, 'reopened', by.account);
}

export async function lockIssue(world: World, issue: Issue, by: By, reason: Issue['lockReason']): Promise<void> {
  issue.locked = true;
  issue.lockReason = reason;
  await publishIssue(world, issue, 'locked', by.account);
}

export async function unlockIssue(world: World, issue: Issue, by: By): Promise<void> {
  issue.locked = false;
  issue.lockReason = undefined;
  await publishIssue(world, issue, 'unlocked', by.account);
}

/** Removes the issue with its comments for good, as an administrator can on the page. */
export async function deleteIssue(world: World, issue: Issue, by: By): Promise<void> {
  const { id } = issue.repository;
  issuesOf(world.store, issue.repository).delete(issue.number);
  world.store.deleted.set(id, (world.store.deleted.get(id) ?? new Set()).add(issue.number));
  for (const comment of issue.comments) world.store.comments.delete(comment.id);
  await publishIssue(world, issue, 'deleted', by.account);
}

/** Puts labels on; those that it has already stay. */
export async function addLabels(world: World, issue: Issue, by: By, labels: readonly Label[]): Promise<void> {
  const fresh = labels.filter((label) => !issue.labels.includes(label));
  for (const label of fresh) {
    issue.labels.push(label);
    issue.updatedAt = world.now();
    await publishLabel(world, issue, 'labeled', by, label);
  }
}

export async function removeLabel(world: World, issue: Issue, by: By, label: Label): Promise<void> {
  issue.labels = issue.labels.filter((each) => each !== label);
  await publishLabel(world, issue, 'unlabeled', by, label);
}

function publishLabel(world: World, issue: Issue, action: string, by: By, label: Label): Promise<void> {
  return publishIssue(world, issue, action, by.account, { label: labelJson(world, issue.repository, label) });
}

/** The payload parts of `issue_comment`. */
export function commentPayload(world: World, comment: Issue['comments'][number]): Json {
  return { issue: hookIssueJson(world, comment.issue), comment: commentJson(world, comment) };
}
