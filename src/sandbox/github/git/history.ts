import type { ObjectStore } from './object-store.ts';
import type { Commit } from './objects.ts';

/** A commit and all before it, newest first by walk order. */
export async function ancestors(store: ObjectStore, from: string): Promise<Set<string>> {
  const seen = new Set<string>();
  const queue = [from];
  for (let at = 0; at < queue.length; at += 1) {
    const oid = queue[at];
    if (oid === undefined || seen.has(oid)) continue;
    const commit = await store.commit(oid);
    if (!commit) continue;
    seen.add(oid);
    queue.push(...commit.parents);
  }
  return seen;
}

export async function isAncestor(store: ObjectStore, ancestor: string, descendant: string): Promise<boolean> {
  return ancestor === descendant || (await ancestors(store, descendant)).has(ancestor);
}

/** The nearest commit that both have, by breadth-first walk from `b`. */
export async function mergeBase(store: ObjectStore, a: string, b: string): Promise<string | undefined> {
  const ofA = await ancestors(store, a);
  for (const oid of await ancestors(store, b)) if (ofA.has(oid)) return oid;
  return undefined;
}

/** Commits of `head` that `base` lacks, oldest first. */
export async function commitsBetween(store: ObjectStore, base: string, head: string): Promise<Commit[]> {
  const known = await ancestors(store, base);
  const missing: Commit[] = [];
  for (const oid of await ancestors(store, head)) {
    const commit = known.has(oid) ? undefined : await store.commit(oid);
    if (commit) missing.push(commit);
  }
  return missing.reverse();
}
