import { mergeState } from '../state/mergeability.ts';
import type { PullIssue, Repository } from '../state/model.ts';
import { issuesOf } from '../state/store.ts';
import type { World } from '../world.ts';
import type { By } from './access.ts';
import { isPull, publishIssue } from './issues.ts';
import { type MergeInput, mergePull } from './merge.ts';
import { Problem, unprocessable } from './problem.ts';

/** Has a pull request merged as soon as what its base requires is met. GitHub takes it only while something is still to be met. */
export async function enableAutoMerge(world: World, issue: PullIssue, by: By, input: MergeInput): Promise<void> {
  const { pull, repository } = issue;
  if (!repository.autoMerge) throw refused('Auto merge is not allowed for this repository');
  if (issue.state === 'closed') throw refused('Pull request is closed');
  if (input.expectedHead !== undefined && input.expectedHead !== pull.head.sha)
    throw new Problem('UNPROCESSABLE', 'Head branch was modified. Review and try the merge again.');
  if ((await mergeState(world.store, issue)) === 'clean') throw refused('Pull request is in clean status');
  pull.autoMerge = { input, by, at: world.now() };
  issue.updatedAt = world.now();
  await publishIssue(world, issue, 'auto_merge_enabled', by.account);
}

/** Merges the pull requests of a head for which that was asked, if nothing stands in their way any more. */
export async function mergeWaiting(world: World, repository: Repository, headSha: string): Promise<void> {
  for (const issue of issuesOf(world.store, repository).values()) {
    if (!isPull(issue) || issue.state === 'closed' || issue.pull.head.sha !== headSha) continue;
    const { autoMerge } = issue.pull;
    if (autoMerge === undefined || (await mergeState(world.store, issue)) !== 'clean') continue;
    const { expectedHead: _, ...input } = autoMerge.input;
    await mergePull(world, issue, autoMerge.by, input);
  }
}

const refused = (why: string): Problem => unprocessable(`Pull request ${why}`);
