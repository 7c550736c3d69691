import type { FileContent } from '../../cluster/spec.ts';
import { at, textAt } from '../source/located.ts';
import { readDocuments, type SourceDocument } from '../source/read-documents.ts';
import { classReferences } from './check-references.ts';
import { classOf, hasTopology, isClass } from './check-topology.ts';
import { groupOf, isManifestFile, splitVersion } from './folder.ts';

/** What a change of files does to cluster classes. */
export interface ClassChange {
  /** The classes, as they are to be, that are changed or refer to a template that is. */
  readonly touched: readonly SourceDocument[];
  /** Those that were there and are no more. */
  readonly removed: readonly SourceDocument[];
}

/** `before` are the changed files as they were, as far as that is known; `after` are all files of classes, as they are to be. */
export function classChange(
  before: readonly FileContent[],
  after: readonly FileContent[],
  changed: ReadonlySet<string>,
): ClassChange {
  const [old, documents] = [before, after].map(documentsOf) as [SourceDocument[], SourceDocument[]];
  const classes = documents.filter(isClass);
  const parts = [...old, ...documents.filter(({ path }) => changed.has(path))];
  return {
    touched: classes.filter((each) => changed.has(each.path) || parts.some((part) => refersTo(each, part))),
    removed: old.filter((each) => isClass(each) && !classes.some((other) => isSame(each, other))),
  };
}

/**
 * Whether a file holds a cluster of one of the classes, or has its name where a cluster may get its class from: in a patch, in
 * the values or in a template of a chart. What is looked at in vain costs a moment; what is not looked at may break.
 */
export function usesClass({ path, content }: FileContent, classes: readonly SourceDocument[]): boolean {
  if (!isManifestFile(path) && !path.endsWith('.tpl')) return false;
  if (!classes.some(({ name = '' }) => content.includes(name))) return false;
  const { documents, findings } = readDocuments({ path, content });
  if (documents.some((each) => hasTopology(each) && classOf(each, classes) !== undefined)) return true;
  const isWhole =
    findings.length === 0 && documents.every(({ kind }) => kind !== undefined && kind !== 'Kustomization');
  return !isWhole && classes.some(({ name = '' }) => says(content, name));
}

/** Whether a text has a name as a word of its own. */
function says(text: string, name: string): boolean {
  const escaped = name.replace(/[.]/g, '\\.');
  return new RegExp(`(^|[^\\w.-])${escaped}($|[^\\w.-])`, 'm').test(text);
}

function documentsOf(files: readonly FileContent[]): SourceDocument[] {
  return files.filter(({ path }) => isManifestFile(path)).flatMap((file) => readDocuments(file).documents);
}

function isSame(one: SourceDocument, other: SourceDocument): boolean {
  return one.name === other.name && (one.namespace ?? other.namespace) === (other.namespace ?? one.namespace);
}

function refersTo({ root }: SourceDocument, template: SourceDocument): boolean {
  return classReferences(root).some(({ keys }) => {
    const reference = at(root, ...keys);
    return (
      textAt(reference, 'kind') === template.kind &&
      textAt(reference, 'name') === template.name &&
      splitVersion(textAt(reference, 'apiVersion'))[0] === groupOf(template)
    );
  });
}
