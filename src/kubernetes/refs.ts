import type { ObjectRef } from '../domain/cluster/spec.ts';
import { AppError } from '../errors.ts';
import { at, text } from './decode/json.ts';

/** What a manifest names itself. Throws `kubernetes/refused` when it does not. */
export function refOf(manifest: Readonly<Record<string, unknown>>): ObjectRef {
  const [apiVersion, kind] = [text(manifest.apiVersion), text(manifest.kind)];
  const name = text(at(manifest, 'metadata', 'name'));
  if (apiVersion === undefined || kind === undefined || name === undefined) {
    throw new AppError('kubernetes/refused', 'the manifest has no apiVersion, kind or metadata.name');
  }
  const [version = '', group = ''] = apiVersion.split('/').toReversed();
  const namespace = text(at(manifest, 'metadata', 'namespace'));
  return { group, version, kind, name, ...(namespace === undefined ? {} : { namespace }) };
}

/** `Kind.group namespace/name`. */
export const spoken = (ref: ObjectRef): string =>
  `${ref.kind}.${ref.group || 'core'} ${ref.namespace === undefined ? '' : `${ref.namespace}/`}${ref.name}`;
