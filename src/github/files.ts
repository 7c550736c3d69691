import { z } from 'zod';
import type { FileContent } from '../domain/cluster/spec.ts';
import { foldersAbove } from '../domain/manifests/builds/resolve-path.ts';
import type { RepositoryRef } from '../domain/repository.ts';
import type { Tree } from '../ports/github.ts';
import { readArchive } from './archive.ts';
import type { Client, ClientOf } from './client.ts';
import { decode } from './decode.ts';
import { entriesAt, readBlobs, treeAt } from './documents/tree.ts';
import { blobOid } from './git-oid.ts';
import { readGitTree, type TreeEntry } from './git-tree.ts';
import { createLru } from './lru.ts';
import type { GraphqlError } from './reply.ts';

/** Larger files are listed, not read. */
const largestFile = 1024 * 1024;
/** Characters of contents that are kept: a fleet of thousands of clusters, so that a second look at it asks for nothing. */
const charactersKept = 32 * 1024 * 1024;
/** Entries of listed trees that are kept. */
const entriesKept = 100_000;
/** Blobs asked for in one request, by number and by bytes. */
const blobsPerRequest = 100;
const bytesPerRequest = 2 * 1024 * 1024;
/** What takes more is read as one archive. */
const mostRequests = 5;

const folderShape = z.object({
  repository: z
    .object({
      commit: z.object({ oid: z.string() }).nullish(),
      folder: z.object({ __typename: z.string(), oid: z.string() }).nullish(),
    })
    .catchall(z.object({ __typename: z.string() }).nullish()),
});
const entriesShape = z.object({
  repository: z.object({
    folder: z.object({ entries: z.array(z.object({ name: z.string(), mode: z.number() })).nullish() }).nullish(),
  }),
});
const symlinkMode = 0o120000;
const blobShape = z
  .object({ text: z.string().nullish(), isBinary: z.boolean().nullish(), isTruncated: z.boolean().nullish() })
  .nullish();
const rawShape = z.object({ content: z.string(), encoding: z.string() });
const notFound = (error: GraphqlError) => error.type === 'NOT_FOUND';

type Content = { readonly text: string } | { readonly why: string };

/**
 * Text files by git's own ids: one request for the folder, one for its list, one a hundred files, or for all of many; lists and
 * contents are kept by id.
 */
export function createFiles(clientOf: ClientOf): Pick<Tree, 'files' | 'filesOf'> {
  const kept = createLru<Content>(charactersKept, weightOf);
  const lists = createLru<readonly TreeEntry[]>(entriesKept, (list) => 1 + list.length);

  const listOf = async (repository: RepositoryRef, oid: string): Promise<readonly TreeEntry[]> => {
    const key = `${repository.id}/${oid}`;
    const known = lists.get(key);
    if (known !== undefined) return known;
    const read = await readGitTree(clientOf(repository), repository, oid);
    lists.set(key, read);
    return read;
  };

  const filesOf: Tree['filesOf'] = async (repository, tree, folder, only = () => true, commit) => {
    const client = clientOf(repository);
    const entries = (await listOf(repository, tree)).filter(({ path }) => only(within(folder, path)));
    const unread = entries.flatMap((entry) => {
      const why = unreadable(entry);
      return why === undefined ? [] : [{ path: within(folder, entry.path), why }];
    });
    const readable = entries.filter((entry) => unreadable(entry) === undefined);
    const contents = new Map<string, Content>();
    const wanted = new Map<string, TreeEntry>();
    for (const entry of readable) {
      const known = kept.get(`${repository.id}/${entry.oid}`);
      if (known === undefined) wanted.set(entry.oid, entry);
      else contents.set(entry.oid, known);
    }
    const keep = (oid: string, content: Content): void => {
      contents.set(oid, content);
      kept.set(`${repository.id}/${oid}`, content);
      wanted.delete(oid);
    };
    if (commit !== undefined && chunks([...wanted.values()]).length > mostRequests) {
      const archived = await readArchive(client, repository, commit, [...wanted.values()]);
      for (const [oid, bytes] of archived) keep(oid, contentOf(oid, Buffer.from(bytes)));
    }
    for (const chunk of chunks([...wanted.values()])) {
      for (const [oid, content] of await readChunk(client, repository, chunk)) keep(oid, content);
    }
    const files: FileContent[] = [];
    for (const entry of readable) {
      const content = contents.get(entry.oid) ?? { why: 'it could not be read' };
      if ('text' in content) files.push({ path: within(folder, entry.path), content: content.text });
      else unread.push({ path: within(folder, entry.path), why: content.why });
    }
    return { files, unread };
  };

  return {
    filesOf,
    async files(repository, sha, folder, only = () => true) {
      const client = clientOf(repository);
      const { tree, blob } = await objectAt(client, repository, sha, folder);
      if (tree !== undefined) return filesOf(repository, tree, folder, only, sha);
      if (blob === undefined || !only(blob) || !(await isLink(client, repository, sha, blob)))
        return { files: [], unread: [] };
      return { files: [], unread: [{ path: blob, why: 'it is a symbolic link' }] };
    },
  };
}

/** An entry costs something though it is empty. */
function weightOf(content: Content): number {
  return 200 + ('text' in content ? content.text.length : 0);
}

function within(folder: string, path: string): string {
  return folder === '' ? path : `${folder}/${path}`;
}

function unreadable({ kind, size }: TreeEntry): string | undefined {
  if (kind === 'symlink') return 'it is a symbolic link';
  if (kind === 'submodule') return 'it is a submodule';
  return size > largestFile ? 'it is larger than 1 MiB' : undefined;
}

/** The id of a folder, or the path of the blob that stands there or where a folder above it would be. */
async function objectAt(
  client: Client,
  { owner, name }: RepositoryRef,
  sha: string,
  path: string,
): Promise<{ readonly tree?: string; readonly blob?: string }> {
  const above = foldersAbove(path);
  const expressions = Object.fromEntries(above.map((each, index) => [`above${index}`, `${sha}:${each}`]));
  const variables = { owner, name, sha, expression: `${sha}:${path}`, ...expressions };
  const { repository } = decode(folderShape, await client.query(treeAt(above.length), variables, notFound), 'folder');
  const { folder } = repository;
  if (folder?.__typename === 'Tree') return { tree: folder.oid };
  if (folder?.__typename === 'Blob') return { blob: path };
  const blob = above.find((_, index) => repository[`above${index}`]?.__typename === 'Blob');
  return blob === undefined ? {} : { blob };
}

/** Whether a blob is a symbolic link and no file: only the folder around it tells. */
async function isLink(client: Client, repository: RepositoryRef, sha: string, path: string): Promise<boolean> {
  const { owner, name } = repository;
  const expression = `${sha}:${path.slice(0, Math.max(0, path.lastIndexOf('/')))}`;
  const reply = await client.query(entriesAt, { owner, name, expression }, notFound);
  const { entries = [] } = decode(entriesShape, reply, 'entries').repository.folder ?? {};
  const own = path.slice(path.lastIndexOf('/') + 1);
  return entries?.some((each) => each.name === own && each.mode === symlinkMode) === true;
}

function chunks(entries: readonly TreeEntry[]): readonly (readonly TreeEntry[])[] {
  const all: TreeEntry[][] = [];
  let bytes = 0;
  for (const entry of entries) {
    const last = all.at(-1);
    bytes += entry.size;
    if (last === undefined || last.length >= blobsPerRequest || bytes > bytesPerRequest) {
      all.push([entry]);
      bytes = entry.size;
    } else {
      last.push(entry);
    }
  }
  return all;
}

async function readChunk(
  client: Client,
  repository: RepositoryRef,
  chunk: readonly TreeEntry[],
): Promise<readonly (readonly [string, Content])[]> {
  const variables = Object.fromEntries(chunk.map(({ oid }, index) => [`oid${index}`, oid]));
  const data = await client.query(readBlobs(chunk.length), {
    owner: repository.owner,
    name: repository.name,
    ...variables,
  });
  const read = decode(z.object({ repository: z.record(z.string(), z.unknown()) }), data, 'blobs').repository;
  const contents: (readonly [string, Content])[] = [];
  for (const [index, { oid }] of chunk.entries()) {
    const blob = decode(blobShape, read[`blob${index}`], 'blob');
    if (blob?.isBinary === true) contents.push([oid, { why: 'it is not text' }]);
    else if (blob?.text != null && blob.isTruncated !== true && blobOid(blob.text) === oid) {
      contents.push([oid, { text: blob.text }]);
    } else contents.push([oid, await readRaw(client, repository, oid)]);
  }
  return contents;
}

/** GraphQL cuts long blobs and guesses encodings: what does not hash to its own id is read again as it is. */
async function readRaw(client: Client, repository: RepositoryRef, oid: string): Promise<Content> {
  const reply = await client.rest({
    method: 'GET',
    url: '/repos/{owner}/{repo}/git/blobs/{file_sha}',
    parameters: { owner: repository.owner, repo: repository.name, file_sha: oid },
  });
  const { content, encoding } = decode(rawShape, reply.data, 'blob');
  const bytes = Buffer.from(content, encoding === 'base64' ? 'base64' : 'utf8');
  return contentOf(oid, bytes);
}

function contentOf(oid: string, bytes: Buffer): Content {
  const text = bytes.toString('utf8');
  return blobOid(text) === oid && !text.includes('\0') ? { text } : { why: 'it is not UTF-8 text' };
}
