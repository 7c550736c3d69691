import { authorize, needs } from '../acts/access.ts';
import { notFound, Problem, unprocessable } from '../acts/problem.ts';
import { moveRefs } from '../acts/refs.ts';
import { isAncestor } from '../git/history.ts';
import { directoryMode, isBinary, submoduleMode, zeroOid } from '../git/objects.ts';
import { resolveRevision } from '../git/revision.ts';
import { walkTree } from '../git/trees.ts';
import { type Call, created, field, nothing, ok, page, type Reply, type Route, repositoryOf } from '../http/call.ts';
import { gitCommitJson } from '../json/commit.ts';
import type { Repository } from '../state/model.ts';
import { encodeNodeId } from '../state/node-id.ts';
import { type Json, repositoryApiUrl, type World } from '../world.ts';

function readable(call: Call): Repository {
  const repository = repositoryOf(call);
  authorize(call.actor, repository, needs.readContents);
  requireCommits(repository);
  return repository;
}

/** The git database of a repository without any commit answers 409. */
export function requireCommits(repository: Repository): void {
  if (repository.git.refs.list('refs/heads/').length === 0) throw new Problem('CONFLICT', 'Git Repository is empty.');
}

function refJson(world: World, repository: Repository, ref: { readonly name: string; readonly oid: string }): Json {
  const api = repositoryApiUrl(world, repository);
  return {
    ref: ref.name,
    node_id: encodeNodeId('REF', repository.id, ref.name),
    url: `${api}/git/${ref.name}`,
    object: { sha: ref.oid, type: 'commit', url: `${api}/git/commits/${ref.oid}` },
  };
}

function getRef(call: Call): Reply {
  const repository = readable(call);
  const name = `refs/${call.params.ref}`;
  const oid = repository.git.refs.read(name);
  if (!oid) throw notFound();
  return ok(refJson(call.world, repository, { name, oid }));
}

function matchingRefs(call: Call): Reply {
  const repository = readable(call);
  const found = repository.git.refs.list(`refs/${call.params.ref}`);
  return ok(found.map((ref) => refJson(call.world, repository, ref)));
}

async function createRef(call: Call): Promise<Reply> {
  const repository = repositoryOf(call);
  const by = authorize(call.actor, repository, needs.writeContents);
  requireCommits(repository);
  const name = field.text(call, 'ref');
  const oid = field.text(call, 'sha');
  if (!/^refs\/[^/]+\/.+/.test(name))
    throw unprocessable(`Reference name must start with 'refs/' and contain at least two slashes`);
  if (!(await repository.git.objects.commit(oid))) throw unprocessable('Object does not exist');
  if (repository.git.refs.read(name)) throw unprocessable('Reference already exists');
  await moveRefs(call.world, repository, by, [{ name, before: zeroOid, after: oid }]);
  return created(refJson(call.world, repository, { name, oid }));
}

async function updateRef(call: Call): Promise<Reply> {
  const repository = repositoryOf(call);
  const by = authorize(call.actor, repository, needs.writeContents);
  const name = `refs/${call.params.ref}`;
  const before = repository.git.refs.read(name);
  const oid = field.text(call, 'sha');
  if (!before) throw unprocessable('Reference does not exist');
  if (!(await repository.git.objects.commit(oid))) throw unprocessable('Object does not exist');
  const force = field.optionalFlag(call, 'force') ?? false;
  if (!force && !(await isAncestor(repository.git.objects, before, oid)))
    throw unprocessable('Update is not a fast forward');
  await moveRefs(call.world, repository, by, [{ name, before, after: oid }]);
  return ok(refJson(call.world, repository, { name, oid }));
}

async function deleteRef(call: Call): Promise<Reply> {
  const repository = repositoryOf(call);
  const by = authorize(call.actor, repository, needs.writeContents);
  const name = `refs/${call.params.ref}`;
  if (!repository.git.refs.read(name)) throw unprocessable('Reference does not exist');
  if (name === `refs/heads/${repository.defaultBranch}`) throw unprocessable('Cannot delete the default branch');
  await moveRefs(call.world, repository, by, [{ name, after: zeroOid }]);
  return nothing;
}

async function getTree(call: Call): Promise<Reply> {
  const repository = readable(call);
  const { objects } = repository.git;
  const asked = call.params.tree_sha ?? '';
  const oid = (await resolveRevision(repository.git, asked, repository.defaultBranch)) ?? asked;
  const root = (await objects.commit(oid))?.tree ?? oid;
  if ((await objects.read(root))?.type !== 'tree') throw notFound();
  const recursive = call.query.has('recursive');
  const all = recursive
    ? await walkTree(objects, root)
    : (await objects.tree(root)).map(({ name, ...entry }) => ({ path: name, ...entry }));
  const api = repositoryApiUrl(call.world, repository);
  const { treeEntries } = call.world.limits;
  const tree = await Promise.all(
    all.slice(0, treeEntries).map(async (entry) => {
      const base = { path: entry.path, mode: entry.mode.padStart(6, '0'), sha: entry.oid };
      if (entry.mode === submoduleMode) return { ...base, type: 'commit' };
      if (entry.mode === directoryMode) return { ...base, type: 'tree', url: `${api}/git/trees/${entry.oid}` };
      const size = (await objects.read(entry.oid))?.bytes.length ?? 0;
      return { ...base, type: 'blob', size, url: `${api}/git/blobs/${entry.oid}` };
    }),
  );
  return ok({ sha: root, url: `${api}/git/trees/${root}`, tree, truncated: all.length > treeEntries });
}

async function getBlob(call: Call): Promise<Reply> {
  const repository = readable(call);
  const sha = call.params.file_sha ?? '';
  const object = await repository.git.objects.read(sha);
  if (object?.type !== 'blob') throw notFound();
  if (wantsRaw(call)) return raw(object.bytes);
  return ok({
    sha,
    node_id: encodeNodeId('B', repository.id, sha),
    size: object.bytes.length,
    url: `${repositoryApiUrl(call.world, repository)}/git/blobs/${sha}`,
    content: base64Lines(object.bytes),
    encoding: 'base64',
  });
}

export const wantsRaw = (call: Call): boolean => /application\/vnd\.github(\.v3)?\.raw(\+json)?/.test(call.accept);

export const raw = (bytes: Buffer): Reply => ({
  status: 200,
  bytes,
  headers: {
    'content-type': isBinary(bytes) ? 'application/octet-stream' : 'application/vnd.github.raw+json; charset=utf-8',
  },
});

/** GitHub breaks base64 into lines of 60 characters, each ended. */
export function base64Lines(bytes: Buffer): string {
  return bytes.toString('base64').replace(/.{1,60}/g, '$&\n');
}

const git = '/repos/{owner}/{repo}/git';

export const gitRoutes: readonly Route[] = [
  { method: 'GET', template: `${git}/ref/{ref}`, handle: getRef },
  { method: 'GET', template: `${git}/matching-refs/{ref}`, handle: matchingRefs },
  { method: 'POST', template: `${git}/refs`, handle: createRef },
  { method: 'PATCH', template: `${git}/refs/{ref}`, handle: updateRef },
  { method: 'DELETE', template: `${git}/refs/{ref}`, handle: deleteRef },
  { method: 'GET', template: `${git}/trees/{tree_sha}`, handle: getTree },
  { method: 'GET', template: `${git}/blobs/{file_sha}`, handle: getBlob },
  {
    method: 'GET',
    template: `${git}/commits/{commit_sha}`,
    handle: async (call) => {
      const repository = readable(call);
      const commit = await repository.git.objects.commit(call.params.commit_sha ?? '');
      if (!commit) throw notFound();
      return ok(gitCommitJson(call.world, repository, commit));
    },
  },
  {
    method: 'GET',
    template: '/repos/{owner}/{repo}/branches',
    handle: (call) => {
      const repository = readable(call);
      const api = repositoryApiUrl(call.world, repository);
      return page(call, repository.git.refs.list('refs/heads/'), ({ name, oid }) => {
        const branch = name.slice('refs/heads/'.length);
        const commit = { sha: oid, url: `${api}/commits/${oid}` };
        return { name: branch, commit, protected: repository.protections.has(branch) };
      });
    },
  },
];
