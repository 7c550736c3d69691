import type { Json, JsonObject } from '../../manifest.ts';

/**
 * The JSON merge patch (RFC 7386) that makes `to` out of `from`. References to other objects are given whole, so that a
 * reader sees what is referred to; `kept` names fields, by path, that are given even where both agree.
 */
export function mergePatch(from: JsonObject, to: JsonObject, kept: ReadonlySet<string> = new Set()): JsonObject {
  return patch(from, to, '', kept) ?? {};
}

function patch(from: JsonObject, to: JsonObject, path: string, kept: ReadonlySet<string>): JsonObject | undefined {
  const changes: Record<string, Json> = {};
  for (const [key, value] of Object.entries(to)) {
    if (value === undefined) continue;
    const here = path === '' ? key : `${path}/${key}`;
    const before = from[key];
    if (isObject(value) && isObject(before) && !isReference(value)) {
      const inner = patch(before, value, here, kept);
      if (inner !== undefined) changes[key] = inner;
    } else if (kept.has(here) || !equal(before, value)) changes[key] = value;
  }
  for (const [key, value] of Object.entries(from)) {
    if (value !== undefined && to[key] === undefined) changes[key] = null;
  }
  return Object.keys(changes).length === 0 ? undefined : changes;
}

function isReference(value: JsonObject): boolean {
  return typeof value.kind === 'string' && typeof value.name === 'string';
}

function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function equal(left: Json | undefined, right: Json): boolean {
  if (left === right) return true;
  if (Array.isArray(left) && Array.isArray(right)) {
    return left.length === right.length && left.every((each, index) => equal(each, right[index] ?? null));
  }
  if (!isObject(left) || !isObject(right)) return false;
  const keys = new Set([...Object.keys(left), ...Object.keys(right)]);
  return [...keys].every((key) => {
    const [one, other] = [left[key], right[key]];
    return other === undefined ? one === undefined : equal(one, other);
  });
}
