import { isMap, isScalar, isSeq, type Node, parseDocument } from 'yaml';
import { isTree, type Tree } from './object.ts';
import { badRequest } from './status.ts';

export interface Decoded {
  readonly tree: Tree;
  /** Paths of keys that stand twice in one mapping. */
  readonly duplicates: readonly string[];
}

const duplicatesOf = (node: unknown, path: string): readonly string[] => {
  if (isSeq(node)) return node.items.flatMap((item, index) => duplicatesOf(item, `${path}[${index}]`));
  if (!isMap(node)) return [];
  const seen = new Set<string>();
  return node.items.flatMap((pair) => {
    const key = isScalar(pair.key) ? String(pair.key.value) : '';
    const here = path === '' ? key : `${path}.${key}`;
    const twice = seen.has(key) ? [here] : [];
    seen.add(key);
    return [...twice, ...duplicatesOf(pair.value as Node, here)];
  });
};

/** Reads a body as JSON or YAML; the last of two equal keys wins, as in Go. */
export const decodeBody = (
  text: string,
  options: { readonly yaml: boolean; readonly duplicates: boolean },
): Decoded => {
  if (!options.yaml && !options.duplicates) {
    try {
      return { tree: treeOf(JSON.parse(text) as unknown), duplicates: [] };
    } catch (error) {
      throw badRequest(
        `the object provided is unrecognized: ${error instanceof Error ? error.message : String(error)}`,
      );
    }
  }
  const document = parseDocument(text, { uniqueKeys: false, maxAliasCount: 100 } as object);
  const [problem] = document.errors;
  if (problem !== undefined) throw badRequest(`error decoding YAML: ${problem.message}`);
  return { tree: treeOf(document.toJS() as unknown), duplicates: duplicatesOf(document.contents, '') };
};

const treeOf = (value: unknown): Tree => {
  if (!isTree(value)) throw badRequest('the object provided is unrecognized (must be an object)');
  return value;
};
