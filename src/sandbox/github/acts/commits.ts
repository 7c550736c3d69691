import type { Commit, Signature } from '../git/objects.ts';
import { changeTree, entryAt, type TreeChange } from '../git/trees.ts';
import type { Account, Repository } from '../state/model.ts';
import type { World } from '../world.ts';
import type { By } from './access.ts';
import { notFound, Problem, unprocessable } from './problem.ts';
import { followPush } from './refs.ts';

export interface CommitInput {
  readonly branch: string;
  readonly expectedHead: string;
  readonly message: { readonly headline: string; readonly body?: string | null | undefined };
  readonly additions: readonly { readonly path: string; readonly contents: Buffer }[];
  readonly deletions: readonly { readonly path: string }[];
}

const webFlow = (time: number): Signature => ({ name: 'GitHub', email: 'noreply@github.com', time });

export const signatureOf = (account: Account, time: number): Signature => ({
  name: account.name ?? account.login,
  email: account.email,
  time,
});

/** `createCommitOnBranch`: one commit on the branch's head, signed by GitHub. */
export async function commitOnBranch(
  world: World,
  repository: Repository,
  by: By,
  input: CommitInput,
): Promise<Commit> {
  const { objects, refs } = repository.git;
  const name = `refs/heads/${input.branch}`;
  const head = refs.read(name);
  if (!head) throw notFound(`Branch "${input.branch}" not found`);
  if (head !== input.expectedHead) throw staleHead(input.expectedHead);
  if (input.message.headline.trim() === '') throw unprocessable('Commit message headline cannot be blank');

  const parent = await objects.commit(head);
  const changes = new Map<string, TreeChange>();
  for (const { path } of input.deletions) {
    if (!parent || !(await entryAt(objects, parent.tree, path)))
      throw unprocessable(`A path was requested for deletion which does not exist as of commit oid \`${head}\``);
    changes.set(path, undefined);
  }
  for (const { path, contents } of input.additions) {
    checkPath(path);
    const existing = parent && (await entryAt(objects, parent.tree, path));
    const mode = existing?.mode === '100755' ? existing.mode : '100644';
    changes.set(path, { mode, oid: objects.write('blob', contents) });
  }
  const tree = await changeTree(objects, parent?.tree, changes);
  const body = input.message.body ? `\n\n${input.message.body}` : '';
  const time = world.now();
  const commit = {
    tree,
    parents: [head],
    author: signatureOf(by.account, time),
    committer: webFlow(time),
    message: `${input.message.headline}${body}`,
  };
  const oid = objects.writeCommit(commit);
  const outcome = await refs.update([{ name, before: head, after: oid }]);
  if (!outcome.ok) throw staleHead(input.expectedHead);
  repository.signed.add(oid);
  await followPush(world, repository, by.account, [{ name, before: head, after: oid }]);
  return { oid, ...commit };
}

function staleHead(expected: string): Problem {
  return new Problem('STALE_DATA', `Expected branch to point to "${expected}" but it did not.  Pull and try again.`);
}

/** Paths that git would refuse in a tree. */
export function checkPath(path: string): void {
  const parts = path.split('/');
  if (path === '' || parts.some((part) => part === '' || part === '.' || part === '..' || /^\.git$/i.test(part)))
    throw unprocessable(`tree.path contains a malformed path component`);
}

/** A commit made by GitHub's own merge button: signed, committed by GitHub. */
export function writeMergeCommit(
  world: World,
  repository: Repository,
  by: By,
  commit: { readonly tree: string; readonly parents: readonly string[]; readonly message: string },
  author?: Signature,
): string {
  const time = world.now();
  const oid = repository.git.objects.writeCommit({
    ...commit,
    author: author ?? signatureOf(by.account, time),
    committer: webFlow(time),
  });
  repository.signed.add(oid);
  return oid;
}
