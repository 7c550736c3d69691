import type { Commit, Signature } from '../git/objects.ts';
import type { Account, Repository } from '../state/model.ts';
import { encodeNodeId } from '../state/node-id.ts';
import { iso, type Json, repositoryApiUrl, repositoryWebUrl, type World } from '../world.ts';
import { userJson } from './account.ts';
import { diffJson } from './pull.ts';

/** The account that an address in a commit belongs to. */
export function accountByEmail(world: World, email: string): Account | undefined {
  for (const account of world.store.accounts.values())
    if (account.email.toLowerCase() === email.toLowerCase()) return account;
  return undefined;
}

const signatureJson = (signature: Signature): Json => ({
  name: signature.name,
  email: signature.email,
  date: iso(signature.time),
});

const optionalUser = (world: World, email: string) => {
  const account = accountByEmail(world, email);
  return account ? userJson(world, account) : null;
};

function verificationJson(repository: Repository, commit: Commit): Json {
  return repository.signed.has(commit.oid)
    ? {
        verified: true,
        reason: 'valid',
        signature: '-----BEGIN PGP SIGNATURE-----\n\n-----END PGP SIGNATURE-----\n',
        payload: `tree ${commit.tree}\n`,
        verified_at: iso(commit.committer.time),
      }
    : { verified: false, reason: 'unsigned', signature: null, payload: null, verified_at: null };
}

/** `git-commit`: the git database's view. */
export function gitCommitJson(world: World, repository: Repository, commit: Commit): Json {
  const api = repositoryApiUrl(world, repository);
  const web = repositoryWebUrl(world, repository);
  return {
    sha: commit.oid,
    node_id: encodeNodeId('C', repository.id, commit.oid),
    url: `${api}/git/commits/${commit.oid}`,
    html_url: `${web}/commit/${commit.oid}`,
    author: signatureJson(commit.author),
    committer: signatureJson(commit.committer),
    tree: { url: `${api}/git/trees/${commit.tree}`, sha: commit.tree },
    message: commit.message,
    parents: commit.parents.map((sha) => ({
      url: `${api}/git/commits/${sha}`,
      sha,
      html_url: `${web}/commit/${sha}`,
    })),
    verification: verificationJson(repository, commit),
  };
}

/** `commit`: a repository's view, as in lists and comparisons. */
export function commitJson(world: World, repository: Repository, commit: Commit): Json {
  const api = repositoryApiUrl(world, repository);
  const web = repositoryWebUrl(world, repository);
  const url = `${api}/commits/${commit.oid}`;
  return {
    sha: commit.oid,
    node_id: encodeNodeId('C', repository.id, commit.oid),
    commit: {
      author: signatureJson(commit.author),
      committer: signatureJson(commit.committer),
      message: commit.message,
      tree: { sha: commit.tree, url: `${api}/git/trees/${commit.tree}` },
      url: `${api}/git/commits/${commit.oid}`,
      comment_count: 0,
      verification: verificationJson(repository, commit),
    },
    url,
    html_url: `${web}/commit/${commit.oid}`,
    comments_url: `${url}/comments`,
    author: optionalUser(world, commit.author.email),
    committer: optionalUser(world, commit.committer.email),
    parents: commit.parents.map((sha) => ({
      sha,
      url: `${api}/commits/${sha}`,
      html_url: `${web}/commit/${sha}`,
    })),
  };
}

/** `commit` with what it changed against its first parent. */
export async function fullCommitJson(world: World, repository: Repository, commit: Commit): Promise<Json> {
  const before = commit.parents[0] ?? repository.git.objects.writeTree([]);
  const files = await repository.git.diff(before, commit.oid);
  const additions = files.reduce((sum, file) => sum + file.additions, 0);
  const deletions = files.reduce((sum, file) => sum + file.deletions, 0);
  return {
    ...commitJson(world, repository, commit),
    stats: { total: additions + deletions, additions, deletions },
    files: files.map((file) => diffJson(world, repository, commit.oid, file)),
  };
}

/** The commit of webhook payloads: `head_commit`, and each of a push's `commits`. */
export async function hookCommitJson(world: World, repository: Repository, commit: Commit): Promise<Json> {
  const before = commit.parents[0] ?? repository.git.objects.writeTree([]);
  const files = await repository.git.diff(before, commit.oid);
  const paths = (status: string) => files.filter((file) => file.status === status).map((file) => file.path);
  const signer = (signature: Signature) => {
    const username = accountByEmail(world, signature.email)?.login;
    return { name: signature.name, email: signature.email, ...(username ? { username } : {}) };
  };
  return {
    id: commit.oid,
    tree_id: commit.tree,
    distinct: true,
    message: commit.message,
    timestamp: iso(commit.committer.time),
    url: `${repositoryWebUrl(world, repository)}/commit/${commit.oid}`,
    author: signer(commit.author),
    committer: signer(commit.committer),
    added: paths('added'),
    removed: paths('removed'),
    modified: files.filter(({ status }) => status !== 'added' && status !== 'removed').map(({ path }) => path),
  };
}

/** `simple-commit`: a check suite's head. */
export function simpleCommitJson(commit: Commit): Json {
  return {
    id: commit.oid,
    tree_id: commit.tree,
    message: commit.message,
    timestamp: iso(commit.committer.time),
    author: { name: commit.author.name, email: commit.author.email },
    committer: { name: commit.committer.name, email: commit.committer.email },
  };
}
