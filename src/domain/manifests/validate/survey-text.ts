import type { FileContent } from '../../cluster/spec.ts';
import { saysBuild } from '../builds/built-from.ts';
import { readDocuments, type SourceDocument } from '../source/read-documents.ts';
import { type Folder, isManifestFile, splitVersion } from './folder.ts';
import { type Survey, type SurveyedObject, surveyOf } from './survey.ts';

/**
 * The survey of a folder that is not checked itself, made without reading all of it: of an object without networks no more is
 * looked at than its first lines. A thousand clusters take a fraction of what reading them takes.
 */
export function surveyText(folder: Folder): Survey {
  const files = folder.files.filter(({ path }) => isManifestFile(path) && !saysBuild(path));
  const objects: SurveyedObject[] = [];
  const documents: SourceDocument[] = [];
  for (const file of files) {
    for (const chunk of chunksOf(file)) {
      const outline = outlineOf(chunk);
      if (outline !== undefined && !hasNetworks(chunk.text)) objects.push(outline);
      else if (outline !== undefined || /\bkind"?:/.test(chunk.text)) documents.push(...readChunk(chunk));
    }
  }
  const { objects: read, clusters } = surveyOf(documents);
  // What is built makes other objects than its files show; the networks in its patches are still its own.
  return { objects: folder.built === undefined ? [...objects, ...read] : [], clusters };
}

interface Chunk {
  readonly path: string;
  readonly text: string;
  /** Lines of the file before it. */
  readonly before: number;
}

/** The documents of a file as text. */
function chunksOf({ path, content }: FileContent): readonly Chunk[] {
  const chunks: Chunk[] = [];
  let before = 0;
  for (const text of content.split(/^---[^\n]*\n?/m)) {
    chunks.push({ path, text, before });
    before += text.split('\n').length;
  }
  return chunks;
}

/** Name and kind as they are mostly written: at the beginning of a line, without anchors, quotes or braces. */
function outlineOf({ path, text, before }: Chunk): SurveyedObject | undefined {
  const apiVersion = /^apiVersion: ([\w./-]+)\s*$/m.exec(text)?.[1];
  const kind = /^kind: (\w+)\s*$/m.exec(text);
  const metadata = /^metadata:[ \t]*\r?\n((?:[ \t#].*\n|\r?\n)*)/m.exec(text)?.[1] ?? '';
  const indent = /^( +)\S/m.exec(metadata)?.[1] ?? '';
  const name = new RegExp(`^${indent}name: ([\\w.-]+)\\s*$`, 'm').exec(metadata)?.[1];
  if (apiVersion === undefined || kind === null || name === undefined || indent === '') return undefined;
  const namespace = new RegExp(`^${indent}namespace: ([\\w.-]+)\\s*$`, 'm').exec(metadata)?.[1] ?? '';
  const line = before + text.slice(0, text.search(/^\w/m)).split('\n').length;
  return { group: splitVersion(apiVersion)[0], kind: kind[1] ?? '', name, namespace, place: { path, line } };
}

function hasNetworks(text: string): boolean {
  return /cidr|^kind: Cluster\s*$/im.test(text);
}

function readChunk({ path, text, before }: Chunk): readonly SourceDocument[] {
  return readDocuments({ path, content: text }).documents.map((document) => ({
    ...document,
    place: (offset) => {
      const place = document.place(offset);
      return { ...place, line: (place.line ?? 1) + before };
    },
  }));
}
