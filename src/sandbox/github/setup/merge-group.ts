import { writeMergeCommit } from '../acts/commits.ts';
import { isPull } from '../acts/issues.ts';
import { notFound } from '../acts/problem.ts';
import { notMergeable } from '../acts/pulls.ts';
import { moveRefs } from '../acts/refs.ts';
import { mergeBase } from '../git/history.ts';
import { mergeTrees } from '../git/merge.ts';
import { zeroOid } from '../git/objects.ts';
import { simpleCommitJson } from '../json/commit.ts';
import type { Issue } from '../state/model.ts';
import type { World } from '../world.ts';

/** Puts a pull request into the merge queue: a temporary branch with the merge, and `merge_group` about it. */
export async function requestMergeGroup(world: World, issue: Issue): Promise<string> {
  if (!isPull(issue)) throw notFound('not a pull request');
  const { repository, pull, number } = issue;
  const { objects, refs } = repository.git;
  const base = refs.read(`refs/heads/${pull.base.ref}`);
  if (!base) throw notMergeable('Base branch was deleted');
  const from = (await mergeBase(objects, base, pull.head.sha)) ?? base;
  const tree = async (oid: string) => (await objects.commit(oid))?.tree ?? oid;
  const merged = await mergeTrees(objects, {
    base: await tree(from),
    ours: await tree(base),
    theirs: await tree(pull.head.sha),
  });
  if ('conflicts' in merged) throw notMergeable('Pull Request is not mergeable');
  const by = { account: issue.author };
  const head = writeMergeCommit(world, repository, by, {
    tree: merged.tree,
    parents: [base, pull.head.sha],
    message: `Merge pull request #${number} from ${repository.owner.login}/${pull.head.ref}\n\n${issue.title}`,
  });
  const name = `refs/heads/gh-readonly-queue/${pull.base.ref}/pr-${number}-${base}`;
  await moveRefs(world, repository, by, [{ name, before: zeroOid, after: head }]);
  const commit = await objects.commit(head);
  world.publish({
    event: 'merge_group',
    action: 'checks_requested',
    sender: issue.author,
    repository,
    payload: {
      merge_group: {
        head_sha: head,
        head_ref: name,
        base_sha: base,
        base_ref: `refs/heads/${pull.base.ref}`,
        head_commit: commit ? simpleCommitJson(commit) : null,
      },
    },
  });
  return head;
}
