import { join } from 'node:path';
import type { By } from '../acts/access.ts';
import { checkPath, signatureOf } from '../acts/commits.ts';
import { notFound, unprocessable } from '../acts/problem.ts';
import { moveRefs } from '../acts/refs.ts';
import { zeroOid } from '../git/objects.ts';
import { createGitRepository } from '../git/repository.ts';
import { changeTree, type TreeChange } from '../git/trees.ts';
import type { Account, Repository, Role } from '../state/model.ts';
import { encodeNodeId } from '../state/node-id.ts';
import { accountByLogin, repositoryByName } from '../state/store.ts';
import type { World } from '../world.ts';

export interface RepositoryInput {
  readonly private?: boolean;
  readonly description?: string;
  readonly defaultBranch?: string;
  /** Files of a first commit; without any, the repository is empty. */
  readonly files?: Readonly<Record<string, string>>;
  readonly collaborators?: Readonly<Record<string, Role>>;
}

export async function createRepository(
  world: World,
  owner: Account,
  name: string,
  input: RepositoryInput = {},
): Promise<Repository> {
  if (!/^[\w.-]{1,100}$/.test(name)) throw unprocessable(`"${name}" is not a repository name`);
  if (repositoryByName(world.store, owner.login, name)) throw unprocessable(`${owner.login}/${name} exists`);
  const id = world.store.id('repository');
  const at = world.now();
  const defaultBranch = input.defaultBranch ?? 'main';
  const repository: Repository = {
    id,
    nodeId: encodeNodeId('R', id),
    owner,
    name,
    private: input.private ?? false,
    description: input.description,
    archived: false,
    autoMerge: false,
    defaultBranch,
    collaborators: new Map(),
    labels: new Map(),
    git: createGitRepository(join(world.folder, owner.login, `${name}.git`), defaultBranch),
    signed: new Set(),
    nextNumber: 1,
    createdAt: at,
    pushedAt: at,
    updatedAt: at,
    protections: new Map(),
  };
  for (const [login, role] of Object.entries(input.collaborators ?? {})) {
    const account = accountByLogin(world.store, login);
    if (!account) throw notFound(`no account "${login}"`);
    repository.collaborators.set(account.id, role);
  }
  world.store.repositories.set(id, repository);
  if (input.files && Object.keys(input.files).length > 0) {
    const author = firstPerson(world, repository);
    await commitFiles(
      world,
      repository,
      { account: author },
      {
        branch: defaultBranch,
        message: 'Initial commit',
        files: input.files,
      },
    );
  }
  return repository;
}

function firstPerson(world: World, repository: Repository): Account {
  if (repository.owner.type === 'User') return repository.owner;
  const [id] = repository.collaborators.keys();
  return (id === undefined ? undefined : world.store.accounts.get(id)) ?? repository.owner;
}

/** One commit on a branch, which is made from the default branch when it is new. Not signed: as if pushed. */
export async function commitFiles(
  world: World,
  repository: Repository,
  by: By,
  change: {
    readonly branch: string;
    readonly message: string;
    readonly files: Readonly<Record<string, string | undefined>>;
  },
): Promise<string> {
  const { objects, refs } = repository.git;
  const name = `refs/heads/${change.branch}`;
  const before = refs.read(name);
  const parent = before ?? refs.read(`refs/heads/${repository.defaultBranch}`);
  const changes = new Map<string, TreeChange>();
  for (const [path, text] of Object.entries(change.files)) {
    checkPath(path);
    changes.set(
      path,
      text === undefined ? undefined : { mode: '100644', oid: objects.write('blob', Buffer.from(text)) },
    );
  }
  const root = parent ? (await objects.commit(parent))?.tree : undefined;
  const person = signatureOf(by.account, world.now());
  const after = objects.writeCommit({
    tree: await changeTree(objects, root, changes),
    parents: parent ? [parent] : [],
    author: person,
    committer: person,
    message: change.message,
  });
  await moveRefs(world, repository, by, [{ name, before: before ?? zeroOid, after }]);
  return after;
}
