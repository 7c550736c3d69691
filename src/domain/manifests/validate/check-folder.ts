import type { Finding } from '../../finding.ts';
import { saysBuild } from '../builds/built-from.ts';
import { readDocuments } from '../source/read-documents.ts';
import { checkClusters } from './check-cluster.ts';
import { checkDocument, secretInGit } from './check-document.ts';
import { checkReferences } from './check-references.ts';
import { type Folder, type FolderBuild, isManifestFile } from './folder.ts';
import type { SchemaSource } from './schema.ts';

/** What is wrong with one folder on its own, and the objects that it holds or builds. `unread`: it has files that nobody could read. */
export function checkFolder(
  folder: Folder,
  schemas: SchemaSource,
  build: FolderBuild | undefined,
  unread: boolean,
): FolderBuild {
  const read = folder.files.filter((file) => isReadable(file.path, folder)).map(readDocuments);
  const findings = read.flatMap((each) => each.findings);
  const written = read.flatMap((each) => each.documents);
  if (folder.built === undefined) {
    const found = checkObjects(written, schemas);
    // What is missing may well stand in the file that could not be read: that is said already.
    const isPartial = unread || findings.some(({ code }) => losesObjects.test(code));
    return { documents: written, findings: [...findings, ...(isPartial ? found.filter(saysPresent) : found)] };
  }
  // Patches and values are no whole objects: only what needs no whole is checked in the files.
  const secrets = written.flatMap((each) => secretInGit(each) ?? []);
  if (build === undefined) return { documents: [], findings: [...findings, ...secrets, notBuilt(folder)] };
  return {
    documents: build.documents,
    findings: [...findings, ...secrets, ...build.findings, ...checkObjects(build.documents, schemas)],
  };
}

/** Findings of a file whose objects are then not known. */
const losesObjects = /^manifest\/(syntax|alias-bomb|too-large)$/;

/** Whether a finding does not rest on something that is not there. */
function saysPresent({ code }: Finding): boolean {
  return code !== 'manifest/reference-broken' && code !== 'manifest/cni-missing';
}

function isReadable(path: string, { built }: Folder): boolean {
  return isManifestFile(path) && !(built === 'helm' && /\/templates\//.test(path));
}

function checkObjects(documents: FolderBuild['documents'], schemas: SchemaSource): readonly Finding[] {
  return [
    ...documents.flatMap((each) => checkDocument(each, schemas)),
    ...checkReferences(documents),
    ...checkClusters(documents),
  ];
}

function notBuilt({ built, path, files }: Folder): Finding {
  const marker = files.find((each) => saysBuild(each.path));
  return {
    code: 'manifest/not-checked',
    severity: 'warning',
    message: `The folder ${path} is built with ${built}, so its objects were not checked.`,
    place: { path: marker?.path ?? path, line: 1 },
    cure: 'Do not read it as ok: look at the rendered objects.',
  };
}
