import { itemsAt, textAt } from '../manifests/source/located.ts';
import type { SourceDocument } from '../manifests/source/read-documents.ts';

/**
 * The files that an overlay patches its base with. What a patch gives another name is no longer in Git under the old one; the object of
 * that name stays, because nothing prunes templates.
 */
export function patchPaths(documents: readonly SourceDocument[]): ReadonlySet<string> {
  return new Set(
    documents
      .filter(({ path }) => path.endsWith('/kustomization.yaml'))
      .flatMap(({ path, root }) => {
        const folder = path.slice(0, path.lastIndexOf('/'));
        return itemsAt(root, 'patches').flatMap((patch) => {
          const relative = textAt(patch, 'path');
          return relative === undefined ? [] : [`${folder}/${relative.replace(/^\.\//, '')}`];
        });
      }),
  );
}
