import type { FileContent } from '../../cluster/spec.ts';
import type { Finding } from '../../finding.ts';
import { readDocuments, type SourceDocument } from '../source/read-documents.ts';
import { checkClusters } from './check-cluster.ts';
import { checkDocument } from './check-document.ts';
import { checkReferences } from './check-references.ts';
import { type Folder, foldersOf, groupOf, isManifestFile } from './folder.ts';
import type { SchemaSource } from './schema.ts';

export interface ValidateOptions {
  readonly schemas: SchemaSource;
  /** The clusters folder: what stands in one folder below it is checked together. Absent: each folder on its own. */
  readonly folder?: string;
}

/** At most this many findings are returned; the last then says that there were more. */
const mostFindings = 500;

/**
 * Everything that can be found wrong with manifests without a cluster, sorted by file and line. CEL rules, webhooks and what
 * a build (kustomize, Helm) makes are not checked, and the latter is said. Files that are neither YAML nor JSON are passed over.
 */
export function validateFiles(files: readonly FileContent[], options: ValidateOptions): readonly Finding[] {
  const all: SourceDocument[] = [];
  const findings = foldersOf(files, options.folder).flatMap((folder) => {
    const { documents, findings: found } = validateFolder(folder, options.schemas);
    all.push(...documents);
    return found;
  });
  const sorted = [...findings, ...repeatedObjects(all)].sort(byPlace);
  if (sorted.length <= mostFindings) return sorted;
  const more = sorted.length - mostFindings + 1;
  return [...sorted.slice(0, mostFindings - 1), tooMany(more)];
}

function validateFolder(
  folder: Folder,
  schemas: SchemaSource,
): { documents: readonly SourceDocument[]; findings: readonly Finding[] } {
  const readable = folder.files.filter(
    ({ path }) => isManifestFile(path) && !(folder.built === 'helm' && /\/templates\//.test(path)),
  );
  const read = readable.map(readDocuments);
  const findings = read.flatMap((each) => each.findings);
  const documents = read.flatMap((each) => each.documents);
  if (folder.built !== undefined) {
    // Patches and values are no whole objects: only what needs no whole is checked.
    const secrets = documents
      .flatMap((each) => checkDocument(each, schemas))
      .filter(({ code }) => code === 'manifest/secret-in-git');
    return { documents: [], findings: [...findings, ...secrets, notBuilt(folder)] };
  }
  return {
    documents,
    findings: [
      ...findings,
      ...documents.flatMap((each) => checkDocument(each, schemas)),
      ...checkReferences(documents),
      ...checkClusters(documents),
    ],
  };
}

function notBuilt({ built, path, files }: Folder): Finding {
  const marker = files.find((each) => /(\/|^)(kustomization\.ya?ml|Kustomization|Chart\.yaml)$/.test(each.path));
  return {
    code: 'manifest/not-checked',
    severity: 'notice',
    message: `The folder ${path} is built with ${built}, so its objects were not checked.`,
    place: { path: marker?.path ?? path, line: 1 },
    cure: 'Do not read it as ok: look at the rendered objects.',
  };
}

function repeatedObjects(documents: readonly SourceDocument[]): readonly Finding[] {
  const first = new Map<string, SourceDocument>();
  return documents.flatMap((document) => {
    const { kind, name, namespace } = document;
    if (kind === undefined || name === undefined) return [];
    const key = [groupOf(document), kind, namespace ?? '', name].join('/');
    const before = first.get(key);
    if (before === undefined) {
      first.set(key, document);
      return [];
    }
    const { path, line } = before.place(before.root.at);
    return [
      {
        code: 'manifest/duplicate-object',
        severity: 'error',
        message: `${kind} ${name} is described in ${path}, line ${line}, too.`,
        place: document.place(document.root.at),
        cure: 'Remove one of the two.',
      } as const,
    ];
  });
}

function tooMany(more: number): Finding {
  return {
    code: 'manifest/too-large',
    severity: 'error',
    message: `There are ${more} more findings.`,
    cure: 'Correct these first.',
  };
}

function byPlace(left: Finding, right: Finding): number {
  const [a, b] = [left.place?.path ?? '', right.place?.path ?? ''];
  if (a !== b) return a < b ? -1 : 1;
  return (left.place?.line ?? 0) - (right.place?.line ?? 0) || (left.place?.column ?? 0) - (right.place?.column ?? 0);
}
