import { didYouMean } from '../../text/suggest.ts';
import { at, isNull, type Located, type LocatedMap } from '../source/located.ts';
import type { Report } from './schema.ts';

const fields: readonly string[] = [
  'name',
  'generateName',
  'namespace',
  'labels',
  'annotations',
  'finalizers',
  'ownerReferences',
  'creationTimestamp',
  'uid',
  'resourceVersion',
  'generation',
  'managedFields',
  'selfLink',
  'deletionTimestamp',
  'deletionGracePeriodSeconds',
];

const subdomain = /^[a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?$/;
const labelValue = /^([A-Za-z0-9]([A-Za-z0-9_.-]{0,61}[A-Za-z0-9])?)?$/;
const qualifiedName = /^([a-z0-9][-a-z0-9.]{0,252}\/)?[A-Za-z0-9]([A-Za-z0-9_.-]{0,61}[A-Za-z0-9])?$/;
const mostAnnotations = 256 * 1024;

/** Checks what all objects have: apiVersion, kind, a name, labels and annotations of the right form. */
export function checkMetadata(root: LocatedMap, report: Report): void {
  const metadata = at(root, 'metadata');
  if (metadata === undefined || isNull(metadata)) {
    report({
      code: 'manifest/field-missing',
      at: root.at,
      message: 'metadata is missing.',
      cure: 'Add metadata.name.',
    });
    return;
  }
  if (metadata.kind !== 'map') {
    report(invalid(metadata.at, 'metadata must be a mapping.'));
    return;
  }
  for (const [key, { keyAt }] of metadata.entries) {
    if (fields.includes(key)) continue;
    const meant = didYouMean(key, fields);
    const cure = meant === undefined ? 'Remove the field, or correct its place.' : `Did you mean "${meant}"?`;
    report({ code: 'manifest/field-unknown', at: keyAt, message: `metadata has no field "${key}".`, cure });
  }
  checkName(metadata, report);
  checkTexts(at(metadata, 'labels'), 'label', report);
  checkTexts(at(metadata, 'annotations'), 'annotation', report);
}

function checkName(metadata: LocatedMap, report: Report): void {
  const name = at(metadata, 'name');
  if (name === undefined || isNull(name)) {
    const message = 'metadata.name is missing.';
    report({ code: 'manifest/field-missing', at: metadata.at, message, cure: 'Add metadata.name.' });
  } else if (name.kind !== 'scalar' || typeof name.value !== 'string') {
    report(invalid(name.at, 'metadata.name must be a string.', 'Put quotes around it.'));
  } else if (!subdomain.test(name.value) && !name.value.includes(':')) {
    report(
      invalid(name.at, `metadata.name "${name.value.slice(0, 80)}" is not lower-case letters, digits, "-" and ".".`),
    );
  }
  const namespace = at(metadata, 'namespace');
  if (
    namespace?.kind === 'scalar' &&
    typeof namespace.value === 'string' &&
    !/^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/.test(namespace.value)
  ) {
    report(invalid(namespace.at, `metadata.namespace "${namespace.value.slice(0, 80)}" is not a DNS label.`));
  }
}

function checkTexts(node: Located | undefined, what: 'label' | 'annotation', report: Report): void {
  if (node === undefined || isNull(node)) return;
  if (node.kind !== 'map') {
    report(invalid(node.at, `metadata.${what}s must be a mapping.`));
    return;
  }
  let size = 0;
  for (const [key, { keyAt, value }] of node.entries) {
    if (!qualifiedName.test(key))
      report(invalid(keyAt, `The ${what} "${key.slice(0, 80)}" has a name of the wrong form.`));
    if (value.kind !== 'scalar' || typeof value.value !== 'string') {
      if (isNull(value)) continue;
      const source = value.kind === 'scalar' ? value.source : undefined;
      const cure = source === undefined ? 'Write a string.' : `Write "${source}" in quotes.`;
      report(invalid(value.at, `The ${what} ${key} must be a string.`, cure));
    } else {
      size += key.length + value.value.length;
      if (what === 'label' && !labelValue.test(value.value)) {
        const message = `The label ${key} has a value that labels cannot have: "${value.value.slice(0, 80)}".`;
        report(invalid(value.at, message, 'Use at most 63 letters, digits, "-", "_" and ".".'));
      }
    }
  }
  if (size > mostAnnotations) report(invalid(node.at, `metadata.${what}s are larger than 256 KiB.`));
}

function invalid(offset: number, message: string, cure = 'Correct the value.'): Parameters<Report>[0] {
  return { code: 'manifest/value-invalid', at: offset, message, cure };
}
