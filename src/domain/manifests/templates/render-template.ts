import type { FileContent, ObjectRef, TemplateSpec, TemplateUse } from '../../cluster/spec.ts';
import { type Finding, fault, type Outcome, type Place } from '../../finding.ts';
import { readDocuments, type SourceDocument } from '../source/read-documents.ts';
import { splitVersion } from '../validate/folder.ts';
import { checkDoubled, checkReferences, checkVariables } from './check-variables.ts';
import { isMarked, markObjects } from './mark.ts';
import { checkObjects, checkProvider, sharedObjects } from './objects.ts';
import type { TemplateFault } from './parse.ts';
import { linesOf, originOf } from './places.ts';
import { brokenPromise, checkPromise, isAsked, promisedPieces } from './promise.ts';
import { readTemplate } from './read-template.ts';
import { secretsToFill } from './secrets.ts';
import { type Piece, substitute, type Value } from './substitute.ts';
import { clusterVariables } from './variables.ts';

export interface RenderedTemplate {
  readonly file: FileContent;
  readonly objects: readonly ObjectRef[];
}

type PlaceOf = (offset: number) => Place;

/**
 * A cluster made from a clusterctl template of the repository, with the meaning of `clusterctl generate cluster --from`. The
 * objects are held to what the template promises by itself: a value of the command stands where the template uses it, and changes
 * nothing beside. Places in findings are those of the template.
 */
export function renderTemplate(
  spec: TemplateSpec,
  source: string | undefined,
  folder: string,
): Outcome<RenderedTemplate> {
  const { template: use } = spec;
  if (source === undefined) return refuse([fault('template/missing', `There is no file "${use.path}".`)]);
  const lines = linesOf(use.path, source);
  const read = readTemplate(source);
  if (!read.ok) return refuse([faultOf(read.fault, 'read', lines.place)]);
  const { nodes, variables, inFile } = read.template;
  const place: PlaceOf = (offset) => lines.place(inFile(offset));

  const look = lookUp(use, clusterVariables(spec, variables));
  const secrets = secretsToFill(read.template, look, (pieces) => readPieces(pieces, use.path, place).documents);
  const hasValue = (name: string): boolean => look(name) !== undefined || secrets.names.has(name);
  const wrong = [...secrets.findings, ...checkVariables(variables, use, hasValue, place)];
  if (wrong.length > 0) return refuse(wrong);
  const substituted = substitute(nodes, look);
  if (!substituted.ok) return refuse([faultOf(substituted.fault, 'rendered', place)]);

  const { pieces, empty } = substituted;
  const doubled = checkDoubled(nodes, pieces, place);
  if (doubled.length > 0) return refuse(doubled);
  const made = readPieces(pieces, use.path, place);
  const broken = promiseBroken(made, pieces, use.path, place, spec);
  if (broken.length > 0) return refuse(broken);
  const faults = [...checkObjects(made.documents, spec), ...checkProvider(made.documents, spec)];
  if (faults.length > 0) return refuse(faults);
  const marked = marksIn(made.text, use.path, spec, folder);
  if (!marked.ok) return marked;
  const notes = [...checkReferences(empty, variables, use, place), ...sharedObjects(made.documents, spec)];
  return { ...marked, notes };
}

function refuse<T>(findings: readonly Finding[]): Outcome<T> {
  return { ok: false, findings };
}

function faultOf({ code, at, problem }: TemplateFault, what: 'read' | 'rendered', place: PlaceOf): Finding {
  return fault(code, `The template cannot be ${what}: ${problem}.`, { place: place(at) });
}

/** The command wins over the configuration, and that over the cluster. Names in any case, as clusterctl takes them. */
function lookUp(
  { asked, configured }: TemplateUse,
  own: Readonly<Record<string, string>>,
): (name: string) => Value | undefined {
  return (name) => {
    const key = name.toUpperCase();
    const source = [asked, configured, own].find((values) => Object.hasOwn(values, key));
    const text = source?.[key];
    return text === undefined ? undefined : { text, asked: source === asked ? [key] : [] };
  };
}

interface Made {
  readonly text: string;
  readonly documents: readonly SourceDocument[];
  readonly findings: readonly Finding[];
}

/** The objects of a rendered text, with places in the template. */
function readPieces(pieces: readonly Piece[], path: string, place: PlaceOf): Made {
  const text = pieces.map((piece) => piece.text).join('');
  const { documents, findings } = readDocuments({ path, content: text });
  const origin = originOf(pieces);
  const rendered = linesOf(path, text);
  return {
    text,
    documents: documents.map((document) => ({ ...document, place: (offset) => place(origin(offset)) })),
    findings: findings.map((finding) => {
      const { line, column } = finding.place ?? {};
      return line === undefined ? finding : { ...finding, place: place(origin(rendered.offset(line, column ?? 1))) };
    }),
  };
}

/** What keeps the text from being the objects that the template promises. */
function promiseBroken(
  made: Made,
  pieces: readonly Piece[],
  path: string,
  place: PlaceOf,
  spec: TemplateSpec,
): readonly Finding[] {
  if (!pieces.some(isAsked)) return made.findings;
  const promised = readPieces(promisedPieces(pieces), path, place);
  if (promised.findings.length > 0 && made.findings.length > 0) return promised.findings;
  const [finding] = [...promised.findings, ...made.findings];
  if (finding !== undefined) {
    return [brokenPromise(pieces, `the template cannot be read any more: ${finding.message}`, finding.place)];
  }
  return checkPromise(promised, made.documents, pieces, spec);
}

function marksIn(rendered: string, path: string, spec: TemplateSpec, folder: string): Outcome<RenderedTemplate> {
  // One kind of line ends in the file that is committed; YAML reads both alike.
  const text = rendered.replace(/^\ufeff/, '').replace(/\r\n?/g, '\n');
  const file = `${folder}/cluster.yaml`;
  const { documents: were } = readDocuments({ path, content: text });
  const content = markObjects(text, were, spec);
  const { documents, findings } = readDocuments({ path: file, content });
  if (findings.length > 0 || !isMarked(documents, were, spec)) {
    const message = 'The metadata of an object of the template is written in a way that nothing can be added to.';
    return refuse([
      fault('template/object-unexpected', message, {
        place: { path, line: 1 },
        cure: 'Write metadata, its labels and its annotations out, without merge keys.',
      }),
    ]);
  }
  return { ok: true, value: { file: { path: file, content }, objects: documents.map(refOf) }, notes: [] };
}

function refOf({ apiVersion, kind = '', name = '', namespace }: SourceDocument): ObjectRef {
  const [group, version] = splitVersion(apiVersion);
  return { group, version, kind, name, ...(namespace === undefined ? {} : { namespace }) };
}
