import { commitsBetween, isAncestor } from '../git/history.ts';
import { zeroOid } from '../git/objects.ts';
import type { RefUpdate } from '../git/refs.ts';
import { userJson } from '../json/account.ts';
import { hookCommitJson } from '../json/commit.ts';
import { repositoryJson } from '../json/repository.ts';
import type { Account, PullIssue, Repository } from '../state/model.ts';
import { issuesOf } from '../state/store.ts';
import { repositoryWebUrl, type World } from '../world.ts';
import type { By } from './access.ts';
import { closeIssue, isPull, publishIssue } from './issues.ts';
import { Problem, unprocessable } from './problem.ts';
import { requestSuites } from './suites.ts';

export interface Moved {
  readonly name: string;
  readonly before: string | undefined;
  readonly after: string | undefined;
}

/** Moves refs together or not at all, then lets everything follow that follows from a push. */
export async function moveRefs(
  world: World,
  repository: Repository,
  by: By,
  updates: readonly RefUpdate[],
): Promise<void> {
  const { refs } = repository.git;
  const moved = updates.map(({ name, after }) => ({
    name,
    before: refs.read(name),
    after: after === zeroOid ? undefined : after,
  }));
  const outcome = await refs.update(updates);
  if (!outcome.ok) {
    if (outcome.why === 'moved') throw new Problem('STALE_DATA', 'Reference cannot be updated: it was moved.');
    throw unprocessable('Reference name is not valid.');
  }
  await followPush(world, repository, by.account, moved);
}

/** What happens at GitHub after refs moved, by API or by `git push`. */
export async function followPush(
  world: World,
  repository: Repository,
  pusher: Account,
  moved: readonly Moved[],
): Promise<void> {
  repository.pushedAt = world.now();
  for (const move of moved) {
    if (move.before === move.after) continue;
    await publishPush(world, repository, pusher, move);
    if (!move.name.startsWith('refs/heads/')) continue;
    const branch = move.name.slice('refs/heads/'.length);
    if (move.after) await requestSuites(world, repository, branch, move.before, move.after, pusher);
    await followPulls(world, repository, pusher, branch, move);
  }
}

async function followPulls(world: World, repository: Repository, pusher: Account, branch: string, move: Moved) {
  const open = [...issuesOf(world.store, repository).values()].filter(isPull).filter(({ state }) => state === 'open');
  for (const issue of open) {
    if (issue.pull.head.ref === branch) await followHead(world, issue, pusher, move);
    else if (issue.pull.base.ref === branch) await followBase(world, issue, pusher, move);
  }
}

async function followHead(world: World, issue: PullIssue, pusher: Account, move: Moved): Promise<void> {
  if (!move.after) return closeIssue(world, issue, { account: pusher });
  // Opened after the push that is told of only now.
  if (issue.pull.head.sha === move.after) return;
  const { git } = issue.repository;
  issue.pull.head.sha = move.after;
  issue.pull.base.sha = git.refs.read(`refs/heads/${issue.pull.base.ref}`) ?? issue.pull.base.sha;
  issue.updatedAt = world.now();
  await git.refs.update([{ name: `refs/pull/${issue.number}/head`, after: move.after }]);
  const more = { before: move.before ?? zeroOid, after: move.after };
  await publishIssue(world, issue, 'synchronize', pusher, more);
}

/** A push of the head's commits to the base branch merges the pull request. */
async function followBase(world: World, issue: PullIssue, pusher: Account, move: Moved): Promise<void> {
  if (!move.after) return closeIssue(world, issue, { account: pusher });
  if (!(await isAncestor(issue.repository.git.objects, issue.pull.head.sha, move.after))) return;
  issue.pull.merged = { at: world.now(), by: pusher, sha: move.after };
  await closeIssue(world, issue, { account: pusher });
}

async function publishPush(world: World, repository: Repository, pusher: Account, move: Moved): Promise<void> {
  const { objects } = repository.git;
  const { before, after } = move;
  const listed = after ? await listCommits(repository, before, after) : [];
  const commits = await Promise.all(listed.slice(-20).map((commit) => hookCommitJson(world, repository, commit)));
  const head = after ? await objects.commit(after) : undefined;
  const seconds = (time: number) => Math.floor(time / 1000);
  world.publish({
    event: 'push',
    sender: pusher,
    repository,
    payload: {
      ref: move.name,
      before: before ?? zeroOid,
      after: after ?? zeroOid,
      // A push's repository has numbers for these two, and the owner's name and address.
      repository: {
        ...repositoryJson(world, repository),
        owner: { name: repository.owner.login, email: repository.owner.email, ...userJson(world, repository.owner) },
        created_at: seconds(repository.createdAt),
        pushed_at: seconds(repository.pushedAt),
        stargazers: 0,
        master_branch: repository.defaultBranch,
      },
      pusher: { name: pusher.login, email: pusher.email },
      created: before === undefined,
      deleted: after === undefined,
      forced: before !== undefined && after !== undefined && !(await isAncestor(objects, before, after)),
      base_ref: null,
      compare: `${repositoryWebUrl(world, repository)}/compare/${(before ?? after ?? '').slice(0, 12)}...${(after ?? '').slice(0, 12)}`,
      commits,
      head_commit: head ? await hookCommitJson(world, repository, head) : null,
    },
  });
}

async function listCommits(repository: Repository, before: string | undefined, after: string) {
  const { objects, refs } = repository.git;
  const base = before ?? refs.read(`refs/heads/${repository.defaultBranch}`);
  if (!base || base === after) return [];
  return commitsBetween(objects, base, after);
}
