import type { FileContent } from '../../cluster/spec.ts';
import type { Finding } from '../../finding.ts';
import { isWithin } from '../builds/resolve-path.ts';
import { readDocuments, type SourceDocument } from '../source/read-documents.ts';
import { checkFleet } from './check-fleet.ts';
import { checkFolder } from './check-folder.ts';
import { checkTopology, hasTopology, isClass } from './check-topology.ts';
import { isZonedTemplate } from './check-topology-zones.ts';
import { type FolderBuild, foldersOf, isManifestFile } from './folder.ts';
import type { SchemaSource } from './schema.ts';
import { type Survey, surveyOf, together } from './survey.ts';
import { surveyText } from './survey-text.ts';

export interface ValidateOptions {
  readonly schemas: SchemaSource;
  /** The clusters folder: what stands in one folder below it is checked together. Absent: each folder on its own. */
  readonly folder?: string;
  /** The folder of cluster classes: what stands in it is checked together, however deep. */
  readonly classesFolder?: string;
  /** Classes that are taken away with this change. */
  readonly removedClasses?: readonly SourceDocument[];
  /** What building came to, by the folder that is checked; one that is built and is not here was not built. */
  readonly builds?: ReadonlyMap<string, FolderBuild>;
  /** Paths of files that could not be read, which is said elsewhere: what is missing may well stand in them. */
  readonly unread?: readonly string[];
  /** Files that are not judged, but that those which are may clash with or refer to: the rest of the fleet, classes. */
  readonly beside?: readonly FileContent[];
  /** What is known already of clusters beside. */
  readonly fleet?: Survey;
  /** The files whose objects are returned; absent: none, because they take far more memory than their text. */
  readonly keeps?: (path: string) => boolean;
}

/** What is wrong with files, and the objects that they hold or build as far as they were to be kept. */
export interface Validated {
  readonly findings: readonly Finding[];
  readonly objects: readonly SourceDocument[];
}

/** At most this many findings are returned; the last then says that there were more. */
const mostFindings = 500;

/**
 * Everything that can be found wrong with manifests without a cluster, sorted by file and line. CEL rules and webhooks are not
 * checked. Files that are neither YAML nor JSON are passed over.
 */
export function validateFiles(files: readonly FileContent[], options: ValidateOptions): readonly Finding[] {
  const steps = validateInSteps(files, options);
  for (let step = steps.next(); ; step = steps.next()) if (step.done === true) return step.value.findings;
}

/** The same, pausing after each folder, so that whoever runs it can do something else in between; with objects. */
export function* validateInSteps(
  files: readonly FileContent[],
  {
    schemas,
    folder,
    classesFolder,
    removedClasses = [],
    builds,
    unread = [],
    beside = [],
    fleet,
    keeps = () => false,
  }: ValidateOptions,
): Generator<undefined, Validated> {
  const findings: Finding[] = [];
  const judged: Survey[] = [];
  const objects: SourceDocument[] = [];
  const classes: SourceDocument[] = [];
  const templates: SourceDocument[] = [];
  const topologies: SourceDocument[] = [];
  const unreadClasses: Finding[] = [];
  for (const each of foldersOf(files, folder, classesFolder)) {
    const { documents, findings: found } = checkFolder(
      each,
      schemas,
      builds?.get(each.path),
      unread.some((path) => isManifestFile(path) && isWithin(each.path, path)),
    );
    findings.push(...found);
    judged.push(surveyOf(documents));
    objects.push(...documents.filter(({ path }) => keeps(path)));
    classes.push(...documents.filter(isClass));
    templates.push(...documents.filter(isZonedTemplate));
    topologies.push(...documents.filter(hasTopology));
    yield;
  }
  const surveyed: Survey[] = fleet === undefined ? [] : [fleet];
  for (const each of foldersOf(beside, folder)) {
    surveyed.push(surveyText(each));
    if (topologies.length > 0) {
      for (const file of each.files.filter(mayHoldClass)) {
        const read = readDocuments(file);
        classes.push(...read.documents.filter(isClass));
        unreadClasses.push(...read.findings);
      }
      templates.push(...each.files.flatMap(zonedTemplatesIn));
    }
    yield;
  }
  findings.push(
    ...checkFleet(together(judged), together(surveyed)),
    ...unreadClasses,
    ...topologies
      .flatMap((each) => checkTopology(each, classes, { removed: removedClasses, templates }))
      // The class may well stand in the file that could not be read.
      .filter(({ code }) => unreadClasses.length === 0 || code !== 'manifest/reference-broken'),
  );
  return { findings: kept(withoutRepetition(findings)), objects };
}

function kept(all: Finding[]): readonly Finding[] {
  if (all.length <= mostFindings) return all.sort(byPlace);
  // Of too many the gravest are kept.
  all.sort((left, right) => ranks[left.severity] - ranks[right.severity] || byPlace(left, right));
  const left = all.slice(mostFindings - 1);
  return [...all.slice(0, mostFindings - 1).sort(byPlace), tooMany(left.length, left[0]?.severity ?? 'notice')];
}

/** The cluster classes that a file describes. */
export function classesIn(file: FileContent): readonly SourceDocument[] {
  return mayHoldClass(file) ? readDocuments(file).documents.filter(isClass) : [];
}

function mayHoldClass({ path, content }: FileContent): boolean {
  return isManifestFile(path) && /kind"?: "?ClusterClass/.test(content);
}

function zonedTemplatesIn(file: FileContent): readonly SourceDocument[] {
  if (!isManifestFile(file.path) || !/kind"?: "?\w+(Cluster|ControlPlane)Template/.test(file.content)) return [];
  return readDocuments(file).documents.filter(isZonedTemplate);
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

const ranks = { error: 0, warning: 1, notice: 2 } as const;

function tooMany(more: number, severity: Finding['severity']): Finding {
  return {
    code: 'manifest/too-large',
    severity,
    message: `There are ${more} more findings.`,
    cure: 'Correct these first.',
  };
}

function byPlace(left: Finding, right: Finding): number {
  const [a, b] = [left.place?.path ?? '', right.place?.path ?? ''];
  if (a !== b) return a < b ? -1 : 1;
  return (left.place?.line ?? 0) - (right.place?.line ?? 0) || (left.place?.column ?? 0) - (right.place?.column ?? 0);
}
