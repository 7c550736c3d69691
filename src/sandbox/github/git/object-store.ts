import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { deflateSync, inflateSync } from 'node:zlib';
import {
  type Commit,
  decodeCommit,
  decodeTree,
  encodeCommit,
  encodeTree,
  frame,
  type GitObject,
  type ObjectType,
  type TreeEntry,
  unframe,
} from './objects.ts';
import { openObjectReader } from './process.ts';

/** Objects of one bare repository. They never change, so small ones are kept in memory. */
export interface ObjectStore {
  read(oid: string): Promise<GitObject | undefined>;
  write(type: ObjectType, bytes: Buffer): string;
  commit(oid: string): Promise<Commit | undefined>;
  /** Entries of a tree; none for an unknown oid. */
  tree(oid: string): Promise<readonly TreeEntry[]>;
  writeTree(entries: readonly TreeEntry[]): string;
  writeCommit(commit: Omit<Commit, 'oid'>): string;
  close(): void;
}

const cachedObjects = 20_000;
const cachedBytes = 256 * 1024;

export function openObjectStore(folder: string): ObjectStore {
  const packed = openObjectReader(folder);
  const cache = new Map<string, GitObject>();
  const commits = new Map<string, Commit>();
  const trees = new Map<string, readonly TreeEntry[]>();
  let writes = 0;

  const placeOf = (oid: string) => join(folder, 'objects', oid.slice(0, 2), oid.slice(2));
  const remember = (oid: string, object: GitObject) => {
    if (object.bytes.length > cachedBytes) return;
    if (cache.size >= cachedObjects) cache.clear();
    cache.set(oid, object);
  };
  const readLoose = (oid: string): GitObject | undefined => {
    try {
      return unframe(inflateSync(readFileSync(placeOf(oid))));
    } catch {
      return undefined; // in a pack, or nowhere
    }
  };

  const read = async (oid: string): Promise<GitObject | undefined> => {
    if (!/^[0-9a-f]{40}$/.test(oid)) return undefined;
    const known = cache.get(oid);
    if (known) return known;
    const object = readLoose(oid) ?? (await packed.read(oid));
    if (object) remember(oid, object);
    return object;
  };
  const write = (type: ObjectType, bytes: Buffer): string => {
    const { oid, framed } = frame(type, bytes);
    if (cache.has(oid)) return oid;
    const place = placeOf(oid);
    mkdirSync(dirname(place), { recursive: true });
    const temporary = `${place}.${process.pid}.${writes++}`;
    writeFileSync(temporary, deflateSync(framed, { level: 1 }), { mode: 0o444 });
    renameSync(temporary, place);
    remember(oid, { type, bytes });
    return oid;
  };

  return {
    read,
    write,
    async commit(oid) {
      const known = commits.get(oid);
      if (known) return known;
      const object = await read(oid);
      if (object?.type !== 'commit') return undefined;
      const commit = decodeCommit(oid, object.bytes);
      commits.set(oid, commit);
      return commit;
    },
    async tree(oid) {
      const known = trees.get(oid);
      if (known) return known;
      const object = await read(oid);
      if (object?.type !== 'tree') return [];
      const entries = decodeTree(object.bytes);
      trees.set(oid, entries);
      return entries;
    },
    writeTree: (entries) => write('tree', encodeTree(entries)),
    writeCommit: (commit) => write('commit', encodeCommit(commit)),
    close: () => packed.close(),
  };
}
