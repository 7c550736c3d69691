import { authorize, needs } from '../acts/access.ts';
import { commitOnBranch } from '../acts/commits.ts';
import { notFound, Problem, unprocessable } from '../acts/problem.ts';
import { moveRefs } from '../acts/refs.ts';
import { isAncestor } from '../git/history.ts';
import { zeroOid } from '../git/objects.ts';
import type { Repository } from '../state/model.ts';
import { repositoryByName } from '../state/store.ts';
import { commitView, refView } from './git-view.ts';
import { nodeOf } from './nodes.ts';
import { type Context, graphqlProblem } from './view.ts';

interface Input<Fields> {
  readonly input: Fields;
}

interface CommitFields {
  readonly branch: {
    readonly id?: string | null;
    readonly repositoryNameWithOwner?: string | null;
    readonly branchName?: string | null;
  };
  readonly expectedHeadOid: string;
  readonly message: { readonly headline: string; readonly body?: string | null };
  readonly fileChanges?: {
    readonly additions?: readonly { readonly path: string; readonly contents: string }[] | null;
    readonly deletions?: readonly { readonly path: string }[] | null;
  } | null;
}

interface RefUpdateFields {
  readonly name: string;
  readonly beforeOid?: string | null;
  readonly afterOid: string;
  readonly force?: boolean | null;
}

async function requireCommit(repository: Repository, oid: string): Promise<void> {
  if (!(await repository.git.objects.commit(oid))) throw unprocessable('Object does not exist');
}

/** Which branch a commit is for: by the ref's node id, or by names. */
async function branchOf(context: Context, branch: CommitFields['branch']) {
  if (branch.id) {
    const { repository, name } = await nodeOf(context, branch.id, 'ref');
    return { repository, branch: name.replace(/^refs\/heads\//, '') };
  }
  const [owner = '', name = ''] = (branch.repositoryNameWithOwner ?? '').split('/');
  const repository = repositoryByName(context.world.store, owner, name);
  if (!repository || !branch.branchName)
    throw graphqlProblem('NOT_FOUND', `Could not resolve to a Repository with the name '${owner}/${name}'.`);
  return { repository, branch: branch.branchName.replace(/^refs\/heads\//, '') };
}

async function updateRefs(context: Context, repository: Repository, updates: readonly RefUpdateFields[]) {
  const by = authorize(context.actor, repository, needs.writeContents);
  const { refs, objects } = repository.git;
  for (const { name, afterOid, beforeOid, force } of updates) {
    if (!/^refs\/(heads|tags)\/.+/.test(name)) throw unprocessable(`Ref name must be fully qualified: ${name}`);
    const current = refs.read(name);
    if (beforeOid != null && beforeOid !== (current ?? zeroOid))
      throw new Problem('STALE_DATA', `Expected ${name} to point to "${beforeOid}" but it did not.`);
    if (afterOid === zeroOid) {
      if (name === `refs/heads/${repository.defaultBranch}`) throw unprocessable('Cannot delete the default branch');
      if (current === undefined) throw unprocessable(`Reference does not exist: ${name}`);
      continue;
    }
    await requireCommit(repository, afterOid);
    if (current && !force && !(await isAncestor(objects, current, afterOid)))
      throw unprocessable(`Update is not a fast forward: ${name}`);
  }
  const moves = updates.map(({ name, beforeOid, afterOid }) => ({
    name,
    after: afterOid,
    ...(beforeOid == null ? {} : { before: beforeOid }),
  }));
  await moveRefs(context.world, repository, by, moves);
}

export function gitMutations(context: Context) {
  const { world, actor } = context;
  return {
    createRef: async ({ input }: Input<{ repositoryId: string; name: string; oid: string }>) => {
      const { repository } = await nodeOf(context, input.repositoryId, 'repository');
      const by = authorize(actor, repository, needs.writeContents);
      const { name, oid } = input;
      if (!/^refs\/(heads|tags)\/.+/.test(name)) throw unprocessable(`${name} is not a valid ref name.`);
      await requireCommit(repository, oid);
      if (repository.git.refs.read(name))
        throw unprocessable(`A ref named "${name}" already exists in the repository.`);
      await moveRefs(world, repository, by, [{ name, before: zeroOid, after: oid }]);
      return { ref: refView(context, repository, name, oid) };
    },
    updateRef: async ({ input }: Input<{ refId: string; oid: string; force?: boolean | null }>) => {
      const { repository, name } = await nodeOf(context, input.refId, 'ref');
      await updateRefs(context, repository, [{ name, afterOid: input.oid, force: input.force ?? false }]);
      return { ref: refView(context, repository, name, input.oid) };
    },
    deleteRef: async ({ input }: Input<{ refId: string }>) => {
      const { repository, name } = await nodeOf(context, input.refId, 'ref');
      await updateRefs(context, repository, [{ name, afterOid: zeroOid }]);
      return {};
    },
    updateRefs: async ({ input }: Input<{ repositoryId: string; refUpdates: readonly RefUpdateFields[] }>) => {
      const { repository } = await nodeOf(context, input.repositoryId, 'repository');
      await updateRefs(context, repository, input.refUpdates);
      return {};
    },
    createCommitOnBranch: async ({ input }: Input<CommitFields>) => {
      const { repository, branch } = await branchOf(context, input.branch);
      const by = authorize(actor, repository, needs.writeContents);
      if (!repository.git.refs.read(`refs/heads/${branch}`)) throw notFound(`Branch "${branch}" not found.`);
      const commit = await commitOnBranch(world, repository, by, {
        branch,
        expectedHead: input.expectedHeadOid,
        message: input.message,
        additions: (input.fileChanges?.additions ?? []).map(({ path, contents }) => ({
          path,
          contents: Buffer.from(contents, 'base64'),
        })),
        deletions: input.fileChanges?.deletions ?? [],
      });
      return {
        commit: commitView(context, repository, commit),
        ref: refView(context, repository, `refs/heads/${branch}`, commit.oid),
      };
    },
  };
}
