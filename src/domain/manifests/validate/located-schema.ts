import { type Located, toJson } from '../source/located.ts';
import type { StructuralSchema } from './schema.ts';

/** A schema as a file has it: the same JSON without its places. */
export function toSchema(node: Located | undefined): StructuralSchema {
  const value = node === undefined ? {} : toJson(node);
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as StructuralSchema) : {};
}
