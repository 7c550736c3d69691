import { isAncestor, mergeBase } from '../git/history.ts';
import { mergeTrees } from '../git/merge.ts';
import type { GitRepository } from '../git/repository.ts';
import type { PullIssue } from './model.ts';
import { runsOf, type Store } from './store.ts';

const known = new WeakMap<GitRepository, Map<string, Promise<'clean' | 'dirty'>>>();

/** Whether the head merges into the base as both are now. Merged and closed pull requests are `unknown`, as at GitHub. */
export async function mergeability(issue: PullIssue): Promise<'clean' | 'dirty' | 'unknown'> {
  const { pull, repository } = issue;
  if (issue.state === 'closed') return 'unknown';
  const base = repository.git.refs.read(`refs/heads/${pull.base.ref}`);
  if (!base) return 'unknown';
  const answers = known.get(repository.git) ?? new Map<string, Promise<'clean' | 'dirty'>>();
  known.set(repository.git, answers);
  const key = `${base} ${pull.head.sha}`;
  const answer = answers.get(key) ?? tryMerge(issue, base);
  answers.set(key, answer);
  return answer;
}

/** Checks that the base branch requires and that are not green on the head. */
export function missingChecks(store: Store, issue: PullIssue): string[] {
  const { repository, pull } = issue;
  const runs = runsOf(store, repository, pull.head.sha);
  const required = repository.protections.get(pull.base.ref)?.requiredChecks ?? [];
  return required.filter((name) => {
    const latest = runs.filter((run) => run.name === name).at(-1);
    return !['success', 'neutral', 'skipped'].includes(latest?.conclusion ?? '');
  });
}

/** GitHub's word for what stands between an open pull request and its merge. */
export async function mergeState(
  store: Store,
  issue: PullIssue,
): Promise<'clean' | 'dirty' | 'unknown' | 'draft' | 'blocked'> {
  const merge = await mergeability(issue);
  if (merge !== 'clean') return merge;
  if (issue.pull.draft) return 'draft';
  return missingChecks(store, issue).length > 0 ? 'blocked' : 'clean';
}

async function tryMerge(issue: PullIssue, base: string): Promise<'clean' | 'dirty'> {
  const { objects } = issue.repository.git;
  const head = issue.pull.head.sha;
  if (await isAncestor(objects, base, head)) return 'clean';
  const from = await mergeBase(objects, base, head);
  const tree = async (oid: string | undefined) => (oid ? ((await objects.commit(oid))?.tree ?? '') : '');
  const trees = { base: await tree(from), ours: await tree(base), theirs: await tree(head) };
  return 'tree' in (await mergeTrees(objects, trees)) ? 'clean' : 'dirty';
}
