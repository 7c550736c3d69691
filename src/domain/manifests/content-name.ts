import { createHash } from 'node:crypto';
import type { Json } from './manifest.ts';

/**
 * A name that changes exactly when the content does: `<stem>-<8 hex digits>`. Machine and bootstrap templates are immutable
 * to Cluster API, so a changed one needs a new name. The order of keys is not content.
 */
export function contentName(stem: string, content: Json): string {
  return `${stem}-${createHash('sha256').update(canonical(content)).digest('hex').slice(0, 8)}`;
}

function canonical(value: Json): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  if (isList(value)) return `[${value.map(canonical).join(',')}]`;
  const entries = Object.entries(value).flatMap(([key, each]) =>
    each === undefined ? [] : [`${JSON.stringify(key)}:${canonical(each)}`],
  );
  return `{${entries.sort().join(',')}}`;
}

function isList(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}
