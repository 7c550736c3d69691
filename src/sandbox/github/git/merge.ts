import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ObjectStore } from './object-store.ts';
import { isBinary } from './objects.ts';
import { runGit } from './process.ts';
import { changeTree, filesOf, type TreeChange } from './trees.ts';

/**
 * Three-way merge of trees, file by file; texts that both sides changed go through `git merge-file`.
 * Resolves the tree, or the paths in conflict. Renames are not followed.
 */
export async function mergeTrees(
  store: ObjectStore,
  trees: { readonly base: string; readonly ours: string; readonly theirs: string },
): Promise<{ readonly tree: string } | { readonly conflicts: readonly string[] }> {
  const [base, ours, theirs] = await Promise.all([
    filesOf(store, trees.base),
    filesOf(store, trees.ours),
    filesOf(store, trees.theirs),
  ]);
  const changes = new Map<string, TreeChange>();
  const conflicts: string[] = [];
  const same = (a?: { oid: string; mode: string }, b?: { oid: string; mode: string }) =>
    a?.oid === b?.oid && a?.mode === b?.mode;

  for (const path of new Set([...base.keys(), ...theirs.keys()])) {
    const [was, our, their] = [base.get(path), ours.get(path), theirs.get(path)];
    if (same(was, their) || same(our, their)) continue;
    if (same(was, our)) {
      changes.set(path, their && { mode: their.mode, oid: their.oid });
      continue;
    }
    const oid = was && our && their ? await mergeFile(store, [our.oid, was.oid, their.oid]) : undefined;
    if (oid === undefined) conflicts.push(path);
    else changes.set(path, { mode: our?.mode ?? '100644', oid });
  }
  if (conflicts.length > 0) return { conflicts };
  return { tree: await changeTree(store, trees.ours, changes) };
}

async function mergeFile(
  store: ObjectStore,
  oids: readonly [ours: string, base: string, theirs: string],
): Promise<string | undefined> {
  const texts = await Promise.all(oids.map(async (oid) => (await store.read(oid))?.bytes ?? Buffer.alloc(0)));
  if (texts.some(isBinary)) return undefined;
  const folder = await mkdtemp(join(tmpdir(), 'merge-'));
  try {
    const names = ['ours', 'base', 'theirs'];
    await Promise.all(names.map((name, index) => writeFile(join(folder, name), texts[index] ?? '')));
    const merged = await runGit(folder, ['merge-file', '-p', '-q', ...names]);
    return merged.code === 0 ? store.write('blob', merged.stdout) : undefined;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
