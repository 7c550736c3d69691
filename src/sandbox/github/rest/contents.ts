import { randomBytes } from 'node:crypto';
import { authorize, needs } from '../acts/access.ts';
import { notFound, unprocessable } from '../acts/problem.ts';
import { ancestors, commitsBetween, mergeBase } from '../git/history.ts';
import type { Commit } from '../git/objects.ts';
import { directoryMode, linkMode, submoduleMode, type TreeEntry } from '../git/objects.ts';
import { resolveRevision } from '../git/revision.ts';
import { entryAt } from '../git/trees.ts';
import { type Call, linkHeader, ok, page, pageOf, type Reply, type Route, repositoryOf } from '../http/call.ts';
import { commitJson, fullCommitJson } from '../json/commit.ts';
import { diffJson } from '../json/pull.ts';
import type { Repository } from '../state/model.ts';
import { type Json, repositoryApiUrl, repositoryWebUrl } from '../world.ts';
import { base64Lines, raw, requireCommits, wantsRaw } from './git.ts';

function readable(call: Call): Repository {
  const repository = repositoryOf(call);
  authorize(call.actor, repository, needs.readContents);
  return repository;
}

async function commitAt(repository: Repository, revision: string): Promise<Commit | undefined> {
  const oid = await resolveRevision(repository.git, revision, repository.defaultBranch);
  return oid === undefined ? undefined : repository.git.objects.commit(oid);
}

async function getContents(call: Call): Promise<Reply> {
  const repository = readable(call);
  const ref = call.query.get('ref') ?? repository.defaultBranch;
  const commit = await commitAt(repository, ref);
  if (!commit)
    throw notFound(call.query.has('ref') ? `No commit found for the ref ${ref}` : 'This repository is empty.');
  const path = (call.params.path ?? '').replace(/^\/+|\/+$/g, '');
  const entry = await entryAt(repository.git.objects, commit.tree, path);
  if (!entry) throw notFound();
  if (entry.mode === directoryMode) {
    const children = await repository.git.objects.tree(entry.oid);
    const prefix = path === '' ? '' : `${path}/`;
    return ok(await Promise.all(children.map((child) => itemJson(call, repository, ref, prefix + child.name, child))));
  }
  const bytes = (await repository.git.objects.read(entry.oid))?.bytes ?? Buffer.alloc(0);
  if (wantsRaw(call)) return raw(bytes);
  // Above a megabyte the content is left out; only the raw media type still brings it.
  const small = bytes.length <= call.world.limits.contents;
  const item = await itemJson(call, repository, ref, path, entry);
  return ok({ ...item, content: small ? base64Lines(bytes) : '', encoding: small ? 'base64' : 'none' });
}

async function itemJson(
  call: Call,
  repository: Repository,
  ref: string,
  path: string,
  entry: TreeEntry,
): Promise<Json> {
  const api = repositoryApiUrl(call.world, repository);
  const web = repositoryWebUrl(call.world, repository);
  const place = path.split('/').map(encodeURIComponent).join('/');
  const folder = entry.mode === directoryMode;
  const type = folder
    ? 'dir'
    : entry.mode === linkMode
      ? 'symlink'
      : entry.mode === submoduleMode
        ? 'submodule'
        : 'file';
  const url = `${api}/contents/${place}?ref=${encodeURIComponent(ref)}`;
  const gitUrl = `${api}/git/${folder ? 'trees' : 'blobs'}/${entry.oid}`;
  const html = `${web}/${folder ? 'tree' : 'blob'}/${ref}/${place}`;
  const bytes = folder ? undefined : (await repository.git.objects.read(entry.oid))?.bytes;
  return {
    name: path.split('/').at(-1) ?? '',
    path,
    sha: entry.oid,
    size: bytes?.length ?? 0,
    url,
    html_url: html,
    git_url: gitUrl,
    download_url: folder ? null : `${web}/raw/${ref}/${place}`,
    type,
    _links: { self: url, git: gitUrl, html },
  };
}

/** Archives come from another address, reached by a redirect that holds a secret. */
async function getTarball(call: Call): Promise<Reply> {
  const repository = readable(call);
  requireCommits(repository);
  const ref = call.params.ref ?? repository.defaultBranch;
  const commit = await commitAt(repository, ref === '' ? repository.defaultBranch : ref);
  if (!commit) throw notFound();
  const secret = randomBytes(16).toString('hex');
  call.world.store.downloads.set(secret, { repository, oid: commit.oid });
  const location = `${call.world.site.url}/_codeload/${secret}/legacy.tar.gz`;
  return { status: 302, headers: { location } };
}

async function compare(call: Call): Promise<Reply> {
  const repository = readable(call);
  const { objects } = repository.git;
  const [baseName = '', headName = ''] = (call.params.basehead ?? '').split('...');
  const [base, head] = await Promise.all([
    commitAt(repository, baseName.replace(/^[^:]+:/, '')),
    commitAt(repository, headName.replace(/^[^:]+:/, '')),
  ]);
  const shared = base && head ? await mergeBase(objects, base.oid, head.oid) : undefined;
  const common = shared === undefined ? undefined : await objects.commit(shared);
  if (!base || !head) throw notFound();
  if (!common) throw notFound(`No common ancestor between ${baseName} and ${headName}.`);
  const ahead = await commitsBetween(objects, base.oid, head.oid);
  const behind = (await commitsBetween(objects, head.oid, base.oid)).length;
  const status = ahead.length > 0 ? (behind > 0 ? 'diverged' : 'ahead') : behind > 0 ? 'behind' : 'identical';
  const files = await repository.git.diff(common.oid, head.oid);
  const api = repositoryApiUrl(call.world, repository);
  const web = repositoryWebUrl(call.world, repository);
  const { size, number } = pageOf(call);
  const shape = (commit: Commit) => commitJson(call.world, repository, commit);
  return {
    status: 200,
    headers: linkHeader(call, ahead.length),
    json: {
      url: `${api}/compare/${baseName}...${headName}`,
      html_url: `${web}/compare/${baseName}...${headName}`,
      permalink_url: `${web}/compare/${base.oid.slice(0, 7)}...${head.oid.slice(0, 7)}`,
      diff_url: `${web}/compare/${baseName}...${headName}.diff`,
      patch_url: `${web}/compare/${baseName}...${headName}.patch`,
      base_commit: shape(base),
      merge_base_commit: shape(common),
      status,
      ahead_by: ahead.length,
      behind_by: behind,
      total_commits: ahead.length,
      commits: ahead.slice((number - 1) * size, number * size).map(shape),
      // The first page holds up to 300 files, the others none.
      files: number === 1 ? files.slice(0, 300).map((file) => diffJson(call.world, repository, head.oid, file)) : [],
    },
  };
}

async function listCommits(call: Call): Promise<Reply> {
  const repository = readable(call);
  requireCommits(repository);
  const head = await commitAt(repository, call.query.get('sha') ?? repository.defaultBranch);
  if (!head) throw notFound();
  const oids = [...(await ancestors(repository.git.objects, head.oid))];
  const commits = await Promise.all(oids.map((oid) => repository.git.objects.commit(oid)));
  const found = commits.filter((commit) => commit !== undefined);
  return page(call, found, (commit) => commitJson(call.world, repository, commit));
}

async function getCommit(call: Call): Promise<Reply> {
  const repository = readable(call);
  requireCommits(repository);
  const ref = call.params.ref ?? '';
  const commit = await commitAt(repository, ref);
  if (!commit) throw unprocessable(`No commit found for SHA: ${ref}`);
  if (/\.sha$/.test(call.accept)) return { status: 200, bytes: Buffer.from(commit.oid) };
  return ok(await fullCommitJson(call.world, repository, commit));
}

const base = '/repos/{owner}/{repo}';

export const contentRoutes: readonly Route[] = [
  { method: 'GET', template: `${base}/contents/{path}`, handle: getContents },
  { method: 'GET', template: `${base}/tarball/{ref}`, handle: getTarball },
  { method: 'GET', template: `${base}/compare/{basehead}`, handle: compare },
  { method: 'GET', template: `${base}/commits`, handle: listCommits },
  { method: 'GET', template: `${base}/commits/{ref}`, handle: getCommit },
];
