import type { StructuralSchema } from '../../schemas/read.ts';
import { same } from './object.ts';
import { keyElement, setElement, shapeOf } from './object-schema.ts';

/** A set of field paths as a tree. `member`: the path up to here is itself in the set (`.` in FieldsV1). */
export interface FieldSet {
  member: boolean;
  readonly children: Map<string, FieldSet>;
}

export const emptySet = (): FieldSet => ({ member: false, children: new Map() });

export const isEmptySet = (set: FieldSet): boolean => !set.member && set.children.size === 0;

const childOf = (set: FieldSet, element: string): FieldSet => {
  let child = set.children.get(element);
  if (child === undefined) {
    child = emptySet();
    set.children.set(element, child);
  }
  return child;
};

/** Reads `fieldsV1`; an empty object is a member without children. */
export const fromFieldsV1 = (json: unknown): FieldSet => {
  const set = emptySet();
  for (const [element, inner] of Object.entries((json ?? {}) as Record<string, unknown>)) {
    if (element === '.') {
      set.member = true;
      continue;
    }
    const child = fromFieldsV1(inner);
    if (isEmptySet(child)) child.member = true;
    set.children.set(element, child);
  }
  return set;
};

export const toFieldsV1 = (set: FieldSet): Record<string, unknown> => {
  const result: Record<string, unknown> = {};
  if (set.member && set.children.size > 0) result['.'] = {};
  for (const element of [...set.children.keys()].sort()) result[element] = toFieldsV1(childOf(set, element));
  return result;
};

export const union = (a: FieldSet, b: FieldSet): FieldSet => {
  const result: FieldSet = { member: a.member || b.member, children: new Map(a.children) };
  for (const [element, child] of b.children) {
    const mine = result.children.get(element);
    result.children.set(element, mine === undefined ? child : union(mine, child));
  }
  return result;
};

/** Members of `a` that are not members of `b`. */
export const difference = (a: FieldSet, b: FieldSet): FieldSet => {
  const result: FieldSet = { member: a.member && !b.member, children: new Map() };
  for (const [element, child] of a.children) {
    const other = b.children.get(element);
    const rest = other === undefined ? child : difference(child, other);
    if (!isEmptySet(rest)) result.children.set(element, rest);
  }
  return result;
};

export const intersection = (a: FieldSet, b: FieldSet): FieldSet => {
  const result: FieldSet = { member: a.member && b.member, children: new Map() };
  for (const [element, child] of a.children) {
    const other = b.children.get(element);
    const shared = other === undefined ? emptySet() : intersection(child, other);
    if (!isEmptySet(shared)) result.children.set(element, shared);
  }
  return result;
};

/** `a` without everything at or below a member of `b`: what is left to an owner when fields went away. */
const withoutSubtrees = (a: FieldSet, b: FieldSet): FieldSet => {
  const result: FieldSet = { member: a.member, children: new Map() };
  for (const [element, child] of a.children) {
    const other = b.children.get(element);
    if (other?.member) continue;
    const rest = other === undefined ? child : withoutSubtrees(child, other);
    if (!isEmptySet(rest)) result.children.set(element, rest);
  }
  return result;
};

export const only = (set: FieldSet, element: string): FieldSet => {
  const child = set.children.get(element);
  return { member: false, children: child === undefined ? new Map() : new Map([[element, child]]) };
};

export const without = (set: FieldSet, paths: readonly (readonly string[])[]): FieldSet =>
  paths.reduce((rest, path) => {
    const gone = emptySet();
    path.reduce((node, element) => childOf(node, element), gone).member = true;
    return withoutSubtrees(rest, gone);
  }, set);

/** Every member as a dotted path, as conflicts name them: `.spec.pools[name="a"].size`. */
export const members = (set: FieldSet, prefix = ''): readonly string[] => [
  ...(set.member ? [prefix] : []),
  ...[...set.children].flatMap(([element, child]) => members(child, prefix + elementText(element))),
];

const elementText = (element: string): string => {
  const rest = element.slice(2);
  if (element.startsWith('f:')) return `.${rest}`;
  if (element.startsWith('v:')) return `[=${rest}]`;
  const keys = Object.entries(JSON.parse(rest) as Record<string, unknown>);
  return `[${keys.map(([key, value]) => `${key}=${JSON.stringify(value)}`).join(',')}]`;
};

/** `containers`: whether maps that hold declared fields are members too, as when they came into being by an update. */
const collect = (into: FieldSet, value: unknown, schema: StructuralSchema | undefined, containers: boolean): void => {
  const shape = shapeOf(schema, value);
  if (shape.kind === 'leaf' || containers) into.member = true;
  if (shape.kind === 'leaf') return;
  if (shape.kind === 'map') {
    for (const [name, inner] of Object.entries(value as Record<string, unknown>)) {
      const child = childOf(into, `f:${name}`);
      collect(child, inner, shape.child(name), containers);
      const empty = inner === null || (typeof inner === 'object' && Object.keys(inner as object).length === 0);
      if (empty || !shape.declares(name)) child.member = true;
    }
    return;
  }
  for (const item of value as readonly unknown[]) {
    if (shape.kind === 'list-set') {
      childOf(into, setElement(item)).member = true;
    } else {
      const child = childOf(into, keyElement(item, shape.keys, shape.items));
      collect(child, item, shape.items, containers);
      child.member = true;
    }
  }
};

/** The fields that a configuration handed to apply claims. */
export const fieldsOf = (value: unknown, schema: StructuralSchema | undefined): FieldSet => {
  const set = emptySet();
  collect(set, value, schema, false);
  return set;
};

export interface Comparison {
  readonly changed: FieldSet;
  readonly removed: FieldSet;
}

const elementsOf = (
  value: unknown,
  schema: StructuralSchema | undefined,
): ReadonlyMap<string, { readonly value: unknown; readonly schema: StructuralSchema | undefined }> | undefined => {
  const shape = shapeOf(schema, value);
  if (shape.kind === 'leaf') return undefined;
  if (shape.kind === 'map') {
    return new Map(
      Object.entries(value as Record<string, unknown>).map(([name, inner]) => [
        `f:${name}`,
        { value: inner, schema: shape.child(name) },
      ]),
    );
  }
  const items = value as readonly unknown[];
  return shape.kind === 'list-set'
    ? new Map(items.map((item) => [setElement(item), { value: item, schema: undefined }]))
    : new Map(items.map((item) => [keyElement(item, shape.keys, shape.items), { value: item, schema: shape.items }]));
};

const compareInto = (
  before: unknown,
  after: unknown,
  schema: StructuralSchema | undefined,
  changed: FieldSet,
  removed: FieldSet,
): void => {
  if (same(before, after)) return;
  if (before === undefined) {
    collect(changed, after, schema, true);
    return;
  }
  if (after === undefined) {
    collect(removed, before, schema, true);
    return;
  }
  const left = elementsOf(before, schema);
  const right = elementsOf(after, schema);
  if (left === undefined || right === undefined) {
    changed.member = true;
    return;
  }
  for (const element of new Set([...left.keys(), ...right.keys()])) {
    const part = right.get(element) ?? left.get(element);
    const changedChild = changed.children.get(element) ?? emptySet();
    const removedChild = removed.children.get(element) ?? emptySet();
    compareInto(left.get(element)?.value, right.get(element)?.value, part?.schema, changedChild, removedChild);
    if (!isEmptySet(changedChild)) changed.children.set(element, changedChild);
    if (!isEmptySet(removedChild)) removed.children.set(element, removedChild);
  }
};

/** Which fields an update added or changed, and which it took away. */
export const compare = (before: unknown, after: unknown, schema: StructuralSchema | undefined): Comparison => {
  const changed = emptySet();
  const removed = emptySet();
  compareInto(before, after, schema, changed, removed);
  return { changed, removed };
};
