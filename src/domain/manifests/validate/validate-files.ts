import type { FileContent } from '../../cluster/spec.ts';
import type { Finding } from '../../finding.ts';
import type { SourceDocument } from '../source/read-documents.ts';
import { checkFleet } from './check-fleet.ts';
import { checkFolder } from './check-folder.ts';
import { checkTopologies, classesIn } from './check-topology.ts';
import { type FolderBuild, foldersOf, groupOf } from './folder.ts';
import type { SchemaSource } from './schema.ts';

export interface ValidateOptions {
  readonly schemas: SchemaSource;
  /** The clusters folder: what stands in one folder below it is checked together. Absent: each folder on its own. */
  readonly folder?: string;
  /** What building came to, by the folder that is checked; one that is built and is not here was not built. */
  readonly builds?: ReadonlyMap<string, FolderBuild>;
  /** Files that are not judged: the rest of the fleet, and the cluster classes. */
  readonly beside?: readonly FileContent[];
}

/** At most this many findings are returned; the last then says that there were more. */
const mostFindings = 500;

/**
 * Everything that can be found wrong with manifests without a cluster, sorted by file and line. CEL rules and webhooks are not
 * checked. Files that are neither YAML nor JSON are passed over.
 */
export function validateFiles(files: readonly FileContent[], options: ValidateOptions): readonly Finding[] {
  const steps = validateInSteps(files, options);
  for (let step = steps.next(); ; step = steps.next()) if (step.done === true) return step.value;
}

/** The same, pausing after each folder, so that whoever runs it can do something else in between. */
export function* validateInSteps(
  files: readonly FileContent[],
  { schemas, folder, builds, beside = [] }: ValidateOptions,
): Generator<undefined, readonly Finding[]> {
  const documents: SourceDocument[] = [];
  const findings: Finding[] = [];
  for (const each of foldersOf(files, folder)) {
    const checked = checkFolder(each, schemas, builds?.get(each.path));
    documents.push(...checked.documents);
    findings.push(...checked.findings);
    yield;
  }
  findings.push(...checkTopologies(documents, classesIn([...files, ...beside])), ...checkFleet(documents, beside));
  const sorted = withoutRepetition([...findings, ...repeatedObjects(documents)]).sort(byPlace);
  if (sorted.length <= mostFindings) return sorted;
  const more = sorted.length - mostFindings + 1;
  return [...sorted.slice(0, mostFindings - 1), tooMany(more)];
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

/** What is wrong at a line that many objects are built from is said once, with how many it concerns. */
function withoutRepetition(findings: readonly Finding[]): Finding[] {
  const groups = Map.groupBy(findings, ({ code, place, message }) =>
    place === undefined ? undefined : [code, place.path, place.line, place.column, aboutField(message)].join('\u0000'),
  );
  return [...groups].flatMap(([key, group]) => {
    const [first] = group;
    if (key === undefined || first === undefined || group.length < 2) return group;
    const messages = new Set(group.map(({ message }) => message));
    const more = messages.size - 1;
    return more === 0 ? [first] : [{ ...first, message: `${first.message} So it is with ${more} more.` }];
  });
}

/** A message without the object in front. */
function aboutField(message: string): string {
  return message.replace(/^[A-Za-z]+ \S+: /, '');
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
