import { commitsBetween, isAncestor, mergeBase } from '../git/history.ts';
import type { Account, PullIssue, Repository } from '../state/model.ts';
import { encodeNodeId } from '../state/node-id.ts';
import { issuesOf } from '../state/store.ts';
import type { World } from '../world.ts';
import type { By } from './access.ts';
import { blankIssue, checkText, closeIssue, isPull, publishIssue, reopenIssue } from './issues.ts';
import { invalid, Problem, unprocessable } from './problem.ts';

export interface PullInput {
  readonly title: string;
  readonly body?: string | null | undefined;
  readonly base: string;
  /** A branch of the same repository, or `owner:branch`. */
  readonly head: string;
  readonly draft?: boolean;
}

export function pullsOf(world: World, repository: Repository): PullIssue[] {
  return [...issuesOf(world.store, repository).values()].filter(isPull);
}

/** The merged pull requests that brought a commit, and, while it is not on the default branch, the open ones that have it. */
export async function pullsWith(world: World, repository: Repository, oid: string): Promise<PullIssue[]> {
  const { objects, refs } = repository.git;
  const main = refs.read(`refs/heads/${repository.defaultBranch}`);
  const landed = main !== undefined && (await isAncestor(objects, oid, main));
  const found: PullIssue[] = [];
  for (const issue of pullsOf(world, repository)) {
    const { pull, state } = issue;
    if (!pull.merged && (landed || state === 'closed')) continue;
    const own = await commitsBetween(objects, pull.base.sha, pull.head.sha);
    if (pull.merged?.sha === oid || own.some((commit) => commit.oid === oid)) found.push(issue);
  }
  return found;
}

export async function openPull(world: World, repository: Repository, by: By, input: PullInput): Promise<PullIssue> {
  const { git } = repository;
  const headRef = ownBranch(repository, input.head);
  const base = git.refs.read(`refs/heads/${input.base}`);
  const head = headRef === undefined ? undefined : git.refs.read(`refs/heads/${headRef}`);
  if (!base) throw invalid('PullRequest', 'Base ref must be a branch', 'base');
  if (!head || headRef === undefined)
    throw invalid('PullRequest', "Head sha can't be blank, Head ref must be a branch", 'head');
  if (input.title.trim() === '') throw invalid('PullRequest', "Title can't be blank", 'title');
  checkText('PullRequest', input.body);
  if (!(await mergeBase(git.objects, base, head)))
    throw invalid('PullRequest', `The ${headRef} branch has no history in common with ${input.base}`);
  if ((await commitsBetween(git.objects, base, head)).length === 0)
    throw invalid('PullRequest', `No commits between ${input.base} and ${headRef}`);
  const twin = pullsOf(world, repository).find(
    ({ state, pull }) => state === 'open' && pull.head.ref === headRef && pull.base.ref === input.base,
  );
  if (twin) throw invalid('PullRequest', `A pull request already exists for ${repository.owner.login}:${headRef}.`);

  const pullId = world.store.id('pull');
  const issue: PullIssue = {
    ...blankIssue(repository, by, world.now()),
    id: world.store.id('issue'),
    nodeId: encodeNodeId('PR', repository.id, pullId),
    title: input.title,
    body: input.body ?? null,
    pull: {
      id: pullId,
      head: { ref: headRef, sha: head, repository },
      base: { ref: input.base, sha: base, repository },
      draft: input.draft ?? false,
      reviews: [],
      merged: undefined,
      autoMerge: undefined,
    },
  };
  issuesOf(world.store, repository).set(issue.number, issue);
  await git.refs.update([{ name: `refs/pull/${issue.number}/head`, after: head }]);
  await publishIssue(world, issue, 'opened', by.account);
  return issue;
}

function ownBranch(repository: Repository, head: string): string | undefined {
  const [owner, branch] = head.includes(':') ? head.split(':') : [repository.owner.login, head];
  return owner?.toLowerCase() === repository.owner.login.toLowerCase() ? branch : undefined;
}

/** Opens again what was closed unmerged, when its branches are still there. */
export async function reopenPull(world: World, issue: PullIssue, by: By): Promise<void> {
  const { pull, repository } = issue;
  if (issue.state === 'open') return;
  if (pull.merged)
    throw invalid('PullRequest', 'state cannot be changed. The pull request cannot be reopened.', 'state');
  const head = repository.git.refs.read(`refs/heads/${pull.head.ref}`);
  if (!head)
    throw invalid('PullRequest', `state cannot be changed. The ${pull.head.ref} branch has been deleted.`, 'state');
  const forced = head !== pull.head.sha && !(await mergeBase(repository.git.objects, pull.head.sha, head));
  if (forced)
    throw invalid('PullRequest', `state cannot be changed. The ${pull.head.ref} branch was force-pushed or recreated.`);
  pull.head.sha = head;
  await repository.git.refs.update([{ name: `refs/pull/${issue.number}/head`, after: head }]);
  await reopenIssue(world, issue, by);
}

export async function changeBase(world: World, issue: PullIssue, by: By, base: string): Promise<void> {
  const { pull, repository } = issue;
  if (base === pull.base.ref) return;
  const sha = repository.git.refs.read(`refs/heads/${base}`);
  if (!sha) throw invalid('PullRequest', `Proposed base branch '${base}' was not found`, 'base');
  const changes = { base: { ref: { from: pull.base.ref }, sha: { from: pull.base.sha } } };
  pull.base.ref = base;
  pull.base.sha = sha;
  issue.updatedAt = world.now();
  await publishIssue(world, issue, 'edited', by.account, { changes });
}

export async function setDraft(world: World, issue: PullIssue, by: By, draft: boolean): Promise<void> {
  if (issue.state === 'closed') throw unprocessable('Pull request is closed');
  if (issue.pull.draft === draft) return;
  issue.pull.draft = draft;
  issue.updatedAt = world.now();
  await publishIssue(world, issue, draft ? 'converted_to_draft' : 'ready_for_review', by.account);
}

/** Marks it merged; whoever calls has moved the base branch. */
export async function markMerged(world: World, issue: PullIssue, by: Account, sha: string): Promise<void> {
  issue.pull.merged = { at: world.now(), by, sha };
  await closeIssue(world, issue, { account: by });
}

export function notMergeable(message: string): Problem {
  return new Problem('NOT_ALLOWED', message);
}
