import type { StructuralSchema } from '../../schemas/read.ts';
import { isTree } from './object.ts';
import { isOpen } from './typed.ts';

/** Drops what the schema does not know and nulls that it does not allow, fills in defaults; `unknown` gets the dropped paths. */
export const shaped = (value: unknown, schema: StructuralSchema | undefined, unknown: string[], path = ''): unknown => {
  if (schema === undefined) return value;
  if (Array.isArray(value)) {
    return value.map((item: unknown, index) => shaped(item, schema.items, unknown, `${path}[${index}]`));
  }
  if (!isTree(value)) return value;
  const result: Record<string, unknown> = {};
  for (const [name, inner] of Object.entries(value)) {
    const here = path === '' ? name : `${path}.${name}`;
    const known =
      schema.properties?.[name] ??
      (typeof schema.additionalProperties === 'object' ? schema.additionalProperties : undefined) ??
      (schema['x-kubernetes-embedded-resource'] && embedded.has(name) ? {} : undefined);
    if (known === undefined) {
      if (isOpen(schema)) result[name] = inner;
      else unknown.push(here);
    } else if (inner !== null || known.nullable === true || known.type === undefined) {
      result[name] = shaped(inner, known, unknown, here);
    }
  }
  for (const [name, known] of Object.entries(schema.properties ?? {})) {
    if (result[name] === undefined && known.default !== undefined) {
      result[name] = shaped(structuredClone(known.default), known, unknown, name);
    }
  }
  return result;
};

const embedded: ReadonlySet<string> = new Set(['apiVersion', 'kind', 'metadata']);
