import { commitsBetween, mergeBase } from '../git/history.ts';
import { mergeTrees } from '../git/merge.ts';
import type { Commit } from '../git/objects.ts';
import { missingChecks } from '../state/mergeability.ts';
import type { PullIssue } from '../state/model.ts';
import type { World } from '../world.ts';
import type { By } from './access.ts';
import { writeMergeCommit } from './commits.ts';
import { Problem } from './problem.ts';
import { markMerged, notMergeable } from './pulls.ts';
import { followPush } from './refs.ts';

export interface MergeInput {
  readonly method: 'merge' | 'squash' | 'rebase';
  /** The head must still be this. */
  readonly expectedHead?: string | undefined;
  readonly title?: string | undefined;
  readonly message?: string | undefined;
}

/** Merges a pull request and moves its base branch. Resolves the merge commit's oid. */
export async function mergePull(world: World, issue: PullIssue, by: By, input: MergeInput): Promise<string> {
  const { pull, repository } = issue;
  const { refs } = repository.git;
  if (pull.merged || issue.state === 'closed') throw notMergeable('Pull Request is not mergeable');
  if (pull.draft) throw notMergeable('Pull Request is still a draft');
  if (input.expectedHead !== undefined && input.expectedHead !== pull.head.sha)
    throw new Problem('CONFLICT', 'Head branch was modified. Review and try the merge again.');
  requireChecks(world, issue);
  const name = `refs/heads/${pull.base.ref}`;
  const base = refs.read(name);
  if (!base) throw notMergeable('Base branch was deleted');

  const after = await writeMerge(world, issue, by, base, input);
  const outcome = await refs.update([{ name, before: base, after }]);
  if (!outcome.ok) throw notMergeable('Base branch was modified. Review and try the merge again.');
  pull.base.sha = base;
  await markMerged(world, issue, by.account, after);
  await followPush(world, repository, by.account, [{ name, before: base, after }]);
  return after;
}

function requireChecks(world: World, issue: PullIssue): void {
  const [name] = missingChecks(world.store, issue);
  if (name !== undefined) throw notMergeable(`Required status check "${name}" is expected.`);
}

async function writeMerge(world: World, issue: PullIssue, by: By, base: string, input: MergeInput): Promise<string> {
  const { repository, pull, number } = issue;
  const { objects } = repository.git;
  const from = await mergeBase(objects, base, pull.head.sha);
  if (input.method === 'rebase') return rebase(world, issue, by, base);
  const tree = await merged(issue, from, base, pull.head.sha);
  if (input.method === 'squash') {
    const title = input.title ?? `${issue.title} (#${number})`;
    const body = input.message ?? (await squashBody(issue, base));
    return writeMergeCommit(world, repository, by, { tree, parents: [base], message: join(title, body) });
  }
  const title = input.title ?? `Merge pull request #${number} from ${repository.owner.login}/${pull.head.ref}`;
  const message = join(title, input.message ?? issue.title);
  return writeMergeCommit(world, repository, by, { tree, parents: [base, pull.head.sha], message });
}

async function rebase(world: World, issue: PullIssue, by: By, base: string): Promise<string> {
  let onto = base;
  for (const commit of await ownCommits(issue, base)) {
    const tree = await merged(issue, commit.parents[0], onto, commit.oid);
    onto = writeMergeCommit(
      world,
      issue.repository,
      by,
      { tree, parents: [onto], message: commit.message },
      commit.author,
    );
  }
  return onto;
}

async function squashBody(issue: PullIssue, base: string): Promise<string> {
  const commits = await ownCommits(issue, base);
  if (commits.length === 1) return commits[0]?.message.split('\n\n').slice(1).join('\n\n') ?? '';
  return commits.map((commit) => `* ${commit.message}`).join('\n\n');
}

function ownCommits(issue: PullIssue, base: string): Promise<Commit[]> {
  return commitsBetween(issue.repository.git.objects, base, issue.pull.head.sha);
}

async function merged(issue: PullIssue, base: string | undefined, ours: string, theirs: string): Promise<string> {
  const { objects } = issue.repository.git;
  const treeOf = async (oid: string) => (await objects.commit(oid))?.tree ?? oid;
  const result = await mergeTrees(objects, {
    base: base === undefined ? objects.writeTree([]) : await treeOf(base),
    ours: await treeOf(ours),
    theirs: await treeOf(theirs),
  });
  if ('conflicts' in result) throw notMergeable('Pull Request is not mergeable');
  return result.tree;
}

const join = (title: string, body: string) => (body === '' ? title : `${title}\n\n${body}`);
