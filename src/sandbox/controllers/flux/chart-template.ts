import { asTree, at, isTree, type Tree } from '../../kubernetes/object.ts';

/** What keeps a chart from being packed or rendered, in the words of source-controller and Helm. */
export class ChartError extends Error {
  override readonly name = 'ChartError';
}

/** What stands between braces, with the space that `-` takes away at either side. */
const action = /(?:\s*\{\{-|\{\{)\s*(.*?)\s*(?:-\}\}\s*|\}\})/s;

type Piece =
  | string
  | { readonly path: string; readonly quoted: boolean }
  | { readonly range: string; readonly of: readonly Piece[] };

/**
 * Renders a template as Helm does, as far as the sandbox plays it: values by their path (`.Values.a`, in a range `.a` or `$.Values.a`),
 * `| quote`, text in quotes, and `range` over a list. Anything else is refused.
 */
export function renderTemplate(path: string, text: string, values: Tree): string {
  const tokens = text.split(action);
  let next = 0;
  const pieces = (inner: boolean): readonly Piece[] => {
    const found: Piece[] = [];
    for (;;) {
      found.push(tokens[next++] ?? '');
      const said = tokens[next++];
      if (said === undefined || said === 'end') {
        if (inner !== (said === 'end')) throw new ChartError(`parse error at (${path}): unexpected ${said ?? 'EOF'}`);
        return found;
      }
      const [, range] = /^range (\S+)$/.exec(said) ?? [];
      const [, value, quote] = /^(\$?\.\S+)( \| quote)?$/.exec(said) ?? [];
      if (/^"[^"]*"$/.test(said)) found.push(JSON.parse(said));
      else if (range !== undefined) found.push({ range, of: pieces(true) });
      else if (value !== undefined) found.push({ path: value, quoted: quote !== undefined });
      else throw new ChartError(`parse error at (${path}): the sandbox does not play "${said}"`);
    }
  };
  const root: Tree = { Values: values };
  const look = (dot: unknown, at_: string): unknown => {
    const from = at_.startsWith('$') ? root : dot;
    return at(
      from,
      ...at_
        .replace(/^\$?\./, '')
        .split('.')
        .filter((step) => step !== ''),
    );
  };
  const write = (all: readonly Piece[], dot: unknown): string =>
    all
      .map((piece) => {
        if (typeof piece === 'string') return piece;
        if ('range' in piece) {
          const items = look(dot, piece.range);
          return (Array.isArray(items) ? items : []).map((item) => write(piece.of, item)).join('');
        }
        const value = look(dot, piece.path);
        return piece.quoted ? JSON.stringify(String(value ?? '')) : String(value ?? '');
      })
      .join('');
  return write(pieces(false), root);
}

/** Values over defaults, mappings into mappings; a list takes the place of one. */
export function withDefaults(defaults: unknown, values: unknown): Tree {
  const [under, over] = [asTree(defaults), asTree(values)];
  return Object.fromEntries(
    [...new Set([...Object.keys(under), ...Object.keys(over)])].map((key) => {
      const value = Object.hasOwn(over, key) ? over[key] : under[key];
      return [key, isTree(value) && isTree(under[key]) ? withDefaults(under[key], value) : value];
    }),
  );
}
