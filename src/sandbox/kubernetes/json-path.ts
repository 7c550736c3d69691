import { isTree } from './object.ts';

type Step = { readonly field: string } | { readonly index: number } | { readonly where: string; readonly is: string };

const token = /^(?:\.((?:\\.|[^.[\\])+)|\['((?:\\.|[^'\\])+)'\]|\[(\d+)\]|\[\?\(@\.(\w+)==["']([^"']*)["']\)\])/;

const unescaped = (text: string): string => text.replaceAll(/\\(.)/g, '$1');

const steps = (path: string): readonly Step[] => {
  const match = token.exec(path);
  if (match === null) return [];
  const [whole, plain, quoted, index, where, is = ''] = match;
  const step: Step =
    index !== undefined
      ? { index: Number(index) }
      : where !== undefined
        ? { where, is }
        : { field: unescaped(plain ?? quoted ?? '') };
  return [step, ...steps(path.slice(whole.length))];
};

const parsed = new Map<string, readonly Step[]>();

/** The first value that a printer column's JSONPath finds; knows fields, indices and one equality filter. */
export const readPath = (value: unknown, path: string): unknown => {
  let known = parsed.get(path);
  if (known === undefined) {
    known = steps(path);
    parsed.set(path, known);
  }
  return known.reduce<unknown>((inner, step) => {
    if ('field' in step) return isTree(inner) ? inner[step.field] : undefined;
    if (!Array.isArray(inner)) return undefined;
    if ('index' in step) return inner[step.index] as unknown;
    return inner.find((item) => isTree(item) && String(item[step.where]) === step.is) as unknown;
  }, value);
};
