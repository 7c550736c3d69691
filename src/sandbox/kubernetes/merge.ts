import type { StructuralSchema } from '../../schemas/read.ts';
import type { FieldSet } from './field-set.ts';
import { keyElement, setElement, shapeOf } from './object-schema.ts';

/** The live value with an applied configuration laid over it; what the configuration does not name stays. */
export const overlay = (live: unknown, applied: unknown, schema: StructuralSchema | undefined): unknown => {
  const shape = shapeOf(schema, applied);
  if (shape.kind === 'leaf' || live === undefined || live === null || typeof live !== 'object') return applied;
  if (Array.isArray(live) !== Array.isArray(applied)) return applied;
  if (shape.kind === 'map') {
    const result: Record<string, unknown> = { ...(live as Record<string, unknown>) };
    for (const [name, value] of Object.entries(applied as Record<string, unknown>)) {
      result[name] = overlay(result[name], value, shape.child(name));
    }
    return result;
  }
  const items = live as readonly unknown[];
  const wanted = applied as readonly unknown[];
  if (shape.kind === 'list-set') {
    const known = new Set(items.map(setElement));
    return [...items, ...wanted.filter((item) => !known.has(setElement(item)))];
  }
  const element = (item: unknown): string => keyElement(item, shape.keys, shape.items);
  const byKey = new Map(wanted.map((item) => [element(item), item]));
  const known = new Set(items.map(element));
  return [
    ...items.map((item) => {
      const over = byKey.get(element(item));
      return over === undefined ? item : overlay(item, over, shape.items);
    }),
    ...wanted.filter((item) => !known.has(element(item))),
  ];
};

/** Takes the fields of `gone` away, except what `kept` still holds something in; unnamed fields below go with them. */
export const pruned = (
  value: unknown,
  schema: StructuralSchema | undefined,
  gone: FieldSet,
  kept: FieldSet,
): unknown => {
  const shape = shapeOf(schema, value);
  if (shape.kind === 'leaf' || gone.children.size === 0) return value;
  const child = (element: string, inner: unknown, innerSchema: StructuralSchema | undefined): unknown => {
    const goneChild = gone.children.get(element);
    if (goneChild === undefined) return inner;
    const keptChild = kept.children.get(element);
    return keptChild === undefined ? undefined : pruned(inner, innerSchema, goneChild, keptChild);
  };
  if (shape.kind === 'map') {
    return Object.fromEntries(
      Object.entries(value as Record<string, unknown>)
        .map(([name, inner]) => [name, child(`f:${name}`, inner, shape.child(name))] as const)
        .filter(([, inner]) => inner !== undefined),
    );
  }
  return (value as readonly unknown[])
    .map((item) =>
      shape.kind === 'list-set'
        ? child(setElement(item), item, undefined)
        : child(keyElement(item, shape.keys, shape.items), item, shape.items),
    )
    .filter((item) => item !== undefined);
};
