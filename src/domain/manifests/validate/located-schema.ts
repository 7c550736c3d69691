import type { Located } from '../source/located.ts';
import type { StructuralSchema } from './schema.ts';

/** A schema as a file has it: the same JSON without its places. */
export function toSchema(node: Located | undefined): StructuralSchema {
  const value = node === undefined ? {} : toJson(node);
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as StructuralSchema) : {};
}

function toJson(node: Located): unknown {
  if (node.kind === 'scalar') return node.value;
  if (node.kind === 'list') return node.items.map(toJson);
  return Object.fromEntries([...node.entries].map(([key, { value }]) => [key, toJson(value)]));
}
