import { at, itemsAt, type Located, textAt } from '../manifests/source/located.ts';
import { readDocuments, type SourceDocument } from '../manifests/source/read-documents.ts';

/** What an overlay says differently of one object of its base. */
interface Patch {
  readonly kind?: string;
  readonly name?: string;
  /** Of its file; absent where it stands in the kustomization itself. */
  readonly path?: string;
  readonly root: Located;
}

/** The patches of the kustomizations among the documents of a folder. */
function patchesOf(documents: readonly SourceDocument[]): readonly Patch[] {
  return documents
    .filter(({ path }) => path.endsWith('/kustomization.yaml'))
    .flatMap(({ path, root }) => {
      const folder = path.slice(0, path.lastIndexOf('/'));
      return itemsAt(root, 'patches').flatMap((item) => {
        const [relative, inline] = [textAt(item, 'path'), textAt(item, 'patch')];
        const file = `${folder}/${relative?.replace(/^\.\//, '')}`;
        const said =
          relative === undefined
            ? readDocuments({ path, content: inline ?? '' }).documents
            : documents.filter((document) => document.path === file);
        return said.map(({ kind, name, root: patch }): Patch => {
          const target = { kind: textAt(item, 'target', 'kind') ?? kind, name: textAt(item, 'target', 'name') ?? name };
          return {
            ...(target.kind === undefined ? {} : { kind: target.kind }),
            ...(target.name === undefined ? {} : { name: target.name }),
            ...(relative === undefined ? {} : { path: file }),
            root: patch,
          };
        });
      });
    });
}

/**
 * The files that an overlay patches its base with. What a patch gives another name is no longer in Git under the old one; the object of
 * that name stays, because nothing prunes templates.
 */
export function patchPaths(documents: readonly SourceDocument[]): ReadonlySet<string> {
  return new Set(patchesOf(documents).flatMap(({ path }) => path ?? []));
}

/** Whether the overlay among these documents has a value of its own at `keys` of an object of its base. */
export function isPatched(
  documents: readonly SourceDocument[],
): (object: SourceDocument, keys: readonly string[]) => boolean {
  const patches = patchesOf(documents);
  return ({ kind, name }, keys) =>
    patches
      .filter((patch) => patch.kind === kind && (patch.name ?? name) === name)
      .some(({ root }) => (root.kind === 'list' ? operatesOn(root, keys) : gives(root, keys)));
}

/** A list in a patch is there in place of the whole list of the base. */
function gives(patch: Located, keys: readonly string[]): boolean {
  let node: Located | undefined = patch;
  for (const key of keys) {
    if (node?.kind !== 'map') return node !== undefined;
    node = at(node, key);
  }
  return node !== undefined;
}

/** Operations of JSON 6902, whose paths name items of lists by number. */
function operatesOn(patch: Located, keys: readonly string[]): boolean {
  return itemsAt(patch).some((operation) => {
    const path = (textAt(operation, 'path') ?? '')
      .split('/')
      .slice(1)
      .filter((key) => !/^\d+$/.test(key));
    return path.length > 0 && path.every((key, index) => key === keys[index]);
  });
}
