import type { Traced } from '../../../../../src/domain/manifests/builds/recipe.ts';
import {
  type ReadFolder,
  type SourceTree,
  sourceTree,
} from '../../../../../src/domain/manifests/builds/source-tree.ts';

/** A whole repository of these files. */
export function treeOf(files: Readonly<Record<string, string>>, unread: ReadFolder['unread'] = []): SourceTree {
  return sourceTree([
    { folder: '', files: Object.entries(files).map(([path, content]) => ({ path, content })), unread },
  ]);
}

/** Why something is not built: code, severity, path and line. */
export function seen(traced: Traced): readonly unknown[][] {
  if (traced.state !== 'refused') return [[traced.state]];
  return traced.findings.map(({ code, severity, place }) => [code, severity, place?.path, place?.line]);
}
