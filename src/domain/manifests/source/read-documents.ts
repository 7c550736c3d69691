import { Composer, type Document, LineCounter, Parser } from 'yaml';
import type { FileContent } from '../../cluster/spec.ts';
import type { Finding, Place } from '../../finding.ts';
import { utf8Length } from '../../text/characters.ts';
import { locate, type Trouble } from './locate.ts';
import { isNull, itemsAt, type Located, textAt } from './located.ts';

/** One YAML document of a file. */
export interface SourceDocument {
  readonly path: string;
  readonly root: Located;
  /** Line and column of an offset in the file. */
  readonly place: (offset: number) => Place;
  readonly apiVersion: string | undefined;
  readonly kind: string | undefined;
  readonly name: string | undefined;
  readonly namespace: string | undefined;
}

export interface ReadFile {
  readonly documents: readonly SourceDocument[];
  readonly findings: readonly Finding[];
}

/** No larger file is read. */
export const largestFile = 1024 * 1024;
const mostFindings = 20;
const mostDocuments = 1_000;
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
const control = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/;

/**
 * The documents of a YAML (or JSON) file, empty ones left out, the objects of a `List` one by one. A byte order mark and CRLF line ends are taken as they are.
 * A document with an error is not returned; its findings say where it is wrong.
 */
export const readDocuments = (file: FileContent): ReadFile => readParsed(file, () => {});

/** The same, and `parsed` is given each document as the library has it. */
export function readParsed(file: FileContent, parsed: (document: Document.Parsed) => void): ReadFile {
  const { path, content } = file;
  if (content.length > largestFile || utf8Length(content) > largestFile) {
    return {
      documents: [],
      findings: [finding('manifest/too-large', 'The file is larger than 1 MiB.', { path, line: 1 }, 'Split it.')],
    };
  }
  const lines = new LineCounter();
  const place = (offset: number): Place => {
    const { line, col } = lines.linePos(offset);
    return { path, line: Math.max(1, line), column: Math.max(1, col) };
  };
  const findings: Finding[] = [];
  const report = (trouble: Trouble): void => {
    if (findings.length < mostFindings) findings.push(finding(trouble.code, trouble.message, place(trouble.at)));
  };
  const strange = control.exec(content);
  if (strange !== null) {
    return {
      documents: [],
      findings: [finding('manifest/syntax', 'It holds a control character.', lineOf(path, content, strange.index))],
    };
  }
  const documents: SourceDocument[] = [];
  for (const document of parse(content, lines)) {
    if (documents.length >= mostDocuments) {
      const message = `The file holds more than ${mostDocuments} documents.`;
      findings.push(finding('manifest/too-large', message, { path, line: 1 }, 'Split it.'));
      break;
    }
    // What follows the first error of a document is mostly its consequence.
    const [error] = document.errors;
    if (error !== undefined) report({ code: 'manifest/syntax', at: error.pos[0], message: sentence(error.message) });
    if (error !== undefined || document.contents === null) continue;
    parsed(document);
    const { root, troubles } = locate(document.contents);
    troubles.forEach(report);
    if (root === undefined || isNull(root)) continue;
    documents.push(...describe(path, root, place));
  }
  return { documents, findings };
}

/** A document, or the objects of a `List`, each as a document of its own. */
function describe(path: string, root: Located, place: SourceDocument['place']): readonly SourceDocument[] {
  const apiVersion = textAt(root, 'apiVersion');
  const kind = textAt(root, 'kind');
  if (kind === 'List' && apiVersion === 'v1') {
    return itemsAt(root, 'items').flatMap((item) => describe(path, item, place));
  }
  const name = textAt(root, 'metadata', 'name');
  return [{ path, root, place, apiVersion, kind, name, namespace: textAt(root, 'metadata', 'namespace') }];
}

/** Parses document by document, giving up on text that is mostly errors: the parser would collect every one of them. */
function* parse(content: string, lines: LineCounter): Generator<Document.Parsed> {
  function* tokens() {
    let errors = 0;
    for (const token of new Parser(lines.addNewLine).parse(content)) {
      yield token;
      if (token.type === 'error') errors += 1;
      if (errors > mostFindings) return;
    }
  }
  const composer = new Composer({ prettyErrors: false, uniqueKeys: false, logLevel: 'error' });
  yield* composer.compose(tokens(), true, content.length) as Iterable<Document.Parsed>;
}

function lineOf(path: string, content: string, offset: number): Place {
  const before = content.slice(0, offset).split('\n');
  return { path, line: before.length, column: (before.at(-1)?.length ?? 0) + 1 };
}

function sentence(message: string): string {
  if (message.includes('call stack')) return 'It is nested too deeply to be read.';
  const line = message.split('\n')[0] ?? message;
  return line.endsWith('.') ? line : `${line}.`;
}

function finding(
  code: Finding['code'],
  message: string,
  place: Place,
  cure = cures[code] ?? 'Correct the line.',
): Finding {
  return { code, severity: 'error', message, place, cure };
}

const cures: Partial<Record<Finding['code'], string>> = {
  'manifest/syntax': 'Correct the YAML at this place.',
  'manifest/duplicate-key': 'Remove one of the two.',
  'manifest/alias-bomb': 'Write the values out.',
};
