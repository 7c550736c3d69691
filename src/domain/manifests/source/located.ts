/** A YAML value with the offset at which it stands in its file. */
export type Located = LocatedMap | LocatedList | LocatedScalar;

export interface LocatedMap {
  readonly kind: 'map';
  readonly at: number;
  readonly entries: ReadonlyMap<string, LocatedEntry>;
}

export interface LocatedEntry {
  /** Where the key stands. */
  readonly keyAt: number;
  readonly value: Located;
}

export interface LocatedList {
  readonly kind: 'list';
  readonly at: number;
  readonly items: readonly Located[];
}

export interface LocatedScalar {
  readonly kind: 'scalar';
  readonly at: number;
  /** As the API server reads it, which follows YAML 1.1 in booleans: an unquoted `on` is true. */
  readonly value: string | number | bigint | boolean | null;
  /** As written, when it was written without quotes. */
  readonly source?: string;
}

/** The value below `keys`, or undefined where something on the way is missing or of another form. */
export function at(node: Located | undefined, ...keys: readonly (string | number)[]): Located | undefined {
  let current = node;
  for (const key of keys) {
    if (current?.kind === 'map' && typeof key === 'string') current = current.entries.get(key)?.value;
    else if (current?.kind === 'list' && typeof key === 'number') current = current.items[key];
    else return undefined;
  }
  return current;
}

/** The string below `keys`; undefined when it is none or empty. */
export function textAt(node: Located | undefined, ...keys: readonly (string | number)[]): string | undefined {
  const value = scalarOf(at(node, ...keys));
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** The whole number below `keys`. */
export function integerAt(node: Located | undefined, ...keys: readonly (string | number)[]): number | undefined {
  const value = scalarOf(at(node, ...keys));
  return typeof value === 'number' && Number.isSafeInteger(value) ? value : undefined;
}

/** The strings of the mapping below `keys`; entries of other types are left out. */
export function textsAt(
  node: Located | undefined,
  ...keys: readonly (string | number)[]
): Readonly<Record<string, string>> {
  const map = at(node, ...keys);
  if (map?.kind !== 'map') return {};
  return Object.fromEntries(
    [...map.entries].flatMap(([key, entry]) => {
      const value = scalarOf(entry.value);
      return typeof value === 'string' ? [[key, value]] : [];
    }),
  );
}

/** The items of the list below `keys`; none when there is no list. */
export function itemsAt(node: Located | undefined, ...keys: readonly (string | number)[]): readonly Located[] {
  const list = at(node, ...keys);
  return list?.kind === 'list' ? list.items : [];
}

export function isNull(node: Located): boolean {
  return node.kind === 'scalar' && node.value === null;
}

function scalarOf(node: Located | undefined): LocatedScalar['value'] | undefined {
  return node?.kind === 'scalar' ? node.value : undefined;
}

/** The value without its places. */
export function toJson(node: Located): unknown {
  if (node.kind === 'scalar') return node.value;
  if (node.kind === 'list') return node.items.map(toJson);
  return Object.fromEntries([...node.entries].map(([key, { value }]) => [key, toJson(value)]));
}
