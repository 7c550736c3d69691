import type { ObjectStore } from './object-store.ts';
import { directoryMode, type TreeEntry } from './objects.ts';

export interface FileEntry {
  readonly path: string;
  readonly mode: string;
  readonly oid: string;
}

/** The entry at a path such as `clusters/dev`; the root is `''`. */
export async function entryAt(store: ObjectStore, root: string, path: string): Promise<TreeEntry | undefined> {
  let entry: TreeEntry = { mode: directoryMode, name: '', oid: root };
  for (const name of path.split('/').filter((part) => part !== '')) {
    if (entry.mode !== directoryMode) return undefined;
    const next = (await store.tree(entry.oid)).find((each) => each.name === name);
    if (!next) return undefined;
    entry = next;
  }
  return entry;
}

/** Everything below a tree, files and folders, in git's order. */
export async function walkTree(store: ObjectStore, root: string, prefix = ''): Promise<FileEntry[]> {
  const found: FileEntry[] = [];
  for (const entry of await store.tree(root)) {
    const path = prefix + entry.name;
    found.push({ path, mode: entry.mode, oid: entry.oid });
    if (entry.mode === directoryMode) found.push(...(await walkTree(store, entry.oid, `${path}/`)));
  }
  return found;
}

export async function filesOf(store: ObjectStore, root: string): Promise<Map<string, FileEntry>> {
  const all = await walkTree(store, root);
  return new Map(all.filter(({ mode }) => mode !== directoryMode).map((entry) => [entry.path, entry]));
}

/** What to put at a path; `undefined` removes it. */
export type TreeChange = { readonly mode: string; readonly oid: string } | undefined;

/** A new root tree with the changes applied; folders that become empty go. */
export async function changeTree(
  store: ObjectStore,
  root: string | undefined,
  changes: ReadonlyMap<string, TreeChange>,
): Promise<string> {
  const entries = new Map((root ? await store.tree(root) : []).map((entry) => [entry.name, entry]));
  const nested = new Map<string, Map<string, TreeChange>>();
  for (const [path, change] of changes) {
    const slash = path.indexOf('/');
    if (slash < 0) {
      if (change) entries.set(path, { name: path, ...change });
      else entries.delete(path);
      continue;
    }
    const name = path.slice(0, slash);
    const inside = nested.get(name) ?? new Map<string, TreeChange>();
    inside.set(path.slice(slash + 1), change);
    nested.set(name, inside);
  }
  for (const [name, inside] of nested) {
    const existing = entries.get(name);
    const below = existing?.mode === directoryMode ? existing.oid : undefined;
    const oid = await changeTree(store, below, inside);
    if ((await store.tree(oid)).length > 0) entries.set(name, { mode: directoryMode, name, oid });
    else entries.delete(name);
  }
  return store.writeTree([...entries.values()]);
}
