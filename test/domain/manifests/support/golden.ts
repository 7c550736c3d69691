import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import type { FileContent } from '../../../../src/domain/cluster/spec.ts';

const root = resolve(import.meta.dirname, '../../../golden');

/** The files of a golden tree, by path. `UPDATE_GOLDEN=1` writes it first, to be looked at in the diff. */
export function golden(
  name: string,
  rendered: readonly FileContent[],
  area: 'manifests' | 'bootstrap' = 'manifests',
): Readonly<Record<string, string>> {
  const folder = join(root, area, name);
  if (process.env.UPDATE_GOLDEN === '1') {
    rmSync(folder, { recursive: true, force: true });
    for (const { path, content } of rendered) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), content);
    }
  }
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true, encoding: 'utf8' });
  return Object.fromEntries(
    entries
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name))
      .map((path) => [path.slice(folder.length + 1), readFileSync(path, 'utf8')]),
  );
}
