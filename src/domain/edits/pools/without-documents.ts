import type { FileContent } from '../../cluster/spec.ts';
import type { Outcome } from '../../finding.ts';
import { toJson } from '../../manifests/source/located.ts';
import { readDocuments, type SourceDocument } from '../../manifests/source/read-documents.ts';
import { notEditable } from '../edit-file.ts';

/**
 * The file without some of its documents, by the offsets of their objects; undefined when none is left. Notes above the first object of
 * a file stay, those within a document go with it. Not ok where a document holds other objects as well.
 */
export function withoutDocuments(file: FileContent, gone: ReadonlySet<number>): Outcome<FileContent | undefined> {
  const { path, content } = file;
  const { documents } = readDocuments(file);
  const kept = documents.filter(({ root }) => !gone.has(root.at));
  if (kept.length === 0) return { ok: true, value: undefined, notes: [] };
  const starts = [0, ...[...content.matchAll(/^---(?=\s|$)/gm)].map(({ index }) => index)];
  const chunks = starts.map((from, index) => ({ from, to: starts[index + 1] ?? content.length }));
  const left = chunks.map(({ from, to }) => {
    const inside = ({ root }: SourceDocument): boolean => root.at >= from && root.at < to;
    const own = documents.filter(inside);
    if (own.length === 0 || kept.some(inside)) return content.slice(from, to);
    return documents[0] === own[0] ? notesAbove(content.slice(from, own[0]?.root.at)) : '';
  });
  const text = left.join('');
  const made = { path, content: left[0] === '' && !content.startsWith('---') ? text.replace(/^---\r?\n/, '') : text };
  const read = readDocuments(made);
  const same = JSON.stringify(read.documents.map(said)) === JSON.stringify(kept.map(said));
  if (read.findings.length === 0 && same) return { ok: true, value: made, notes: [] };
  return { ok: false, findings: [notEditable(path, 'an object of the pool stands together with others in it')] };
}

const notesAbove = (text: string): string => (text.match(/^#.*\r?\n/gm) ?? []).join('');

const said = ({ root }: SourceDocument): unknown => toJson(root);
