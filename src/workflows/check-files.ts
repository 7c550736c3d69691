import type { FileContent } from '../domain/cluster/spec.ts';
import { type Finding, fault } from '../domain/finding.ts';
import { builtDocuments } from '../domain/manifests/builds/built-documents.ts';
import { explainFailure } from '../domain/manifests/builds/explain-failure.ts';
import {
  type Build,
  buildsIn,
  notBuiltFinding,
  outermost,
  traceBuild,
} from '../domain/manifests/builds/plan-builds.ts';
import type { Recipe } from '../domain/manifests/builds/recipe.ts';
import { isWithin } from '../domain/manifests/builds/resolve-path.ts';
import { type ReadFolder, sourceTree } from '../domain/manifests/builds/source-tree.ts';
import type { SourceDocument } from '../domain/manifests/source/read-documents.ts';
import { type FolderBuild, foldersOf, isManifestFile } from '../domain/manifests/validate/folder.ts';
import type { SchemaSource } from '../domain/manifests/validate/schema.ts';
import type { Survey } from '../domain/manifests/validate/survey.ts';
import { type Validated, validateInSteps } from '../domain/manifests/validate/validate-files.ts';
import type { Builders, Built } from '../ports/builders.ts';

interface Needs {
  readonly schemas: SchemaSource;
  readonly builders: Builders;
}

export interface FilesToCheck {
  /** What is judged. */
  readonly files: readonly FileContent[];
  /** What was read, the judged files among it. */
  readonly read: readonly ReadFolder[];
  /** Whether a path belongs to what is judged; absent: all that was read does. */
  readonly judges?: (path: string) => boolean;
  /** Reads a further folder in full, one that builds need. */
  readonly readFolder: (folder: string) => Promise<ReadFolder>;
  /** The clusters folder; absent: each folder on its own. */
  readonly clustersFolder?: string;
  /** Where cluster classes are: read when a cluster has a topology. */
  readonly classesFolder?: string;
  /** What is known already of clusters that are not among the read. */
  readonly fleet?: Survey;
  /** Classes that are taken away with this change. */
  readonly removedClasses?: readonly SourceDocument[];
  /** The files whose objects are returned, built ones by the file that says so; absent: none. */
  readonly keeps?: (path: string) => boolean;
  /** Why nothing may be built; absent: builds may run. */
  readonly unbuilt?: { readonly why: string; readonly cure: string };
}

/** Everything that can be found wrong with files without a cluster, builds included, and the objects in them. */
export type CheckFiles = (files: FilesToCheck) => Promise<Validated>;

/** Reading stops after so many further folders: bases refer to bases, but not without end. */
const mostFolders = 50;

export function createCheckFiles({ schemas, builders }: Needs): CheckFiles {
  return async (input) => {
    const { files, clustersFolder, classesFolder, removedClasses, fleet } = input;
    const builds = await buildFolders(builders, input);
    const steps = validateInSteps(files, {
      schemas,
      builds,
      beside: await besides(input),
      unread: input.read.flatMap(({ unread }) => unread.map(({ path }) => path)),
      ...(clustersFolder === undefined ? {} : { folder: clustersFolder }),
      ...(classesFolder === undefined ? {} : { classesFolder }),
      ...(removedClasses === undefined ? {} : { removedClasses }),
      ...(fleet === undefined ? {} : { fleet }),
      ...(input.keeps === undefined ? {} : { keeps: input.keeps }),
    });
    for (let step = steps.next(); ; step = steps.next()) {
      if (step.done === true) {
        const { findings, objects } = step.value;
        return { findings: [...findings, ...unreadFindings(input)], objects };
      }
      // Other commands go on in between.
      await new Promise((resolve) => setImmediate(resolve));
    }
  };
}

/** The rest of the clusters folder, as far as it was read, and the cluster classes that a topology may be of. */
async function besides(input: FilesToCheck): Promise<readonly FileContent[]> {
  const { files, read, clustersFolder, classesFolder, readFolder } = input;
  const judged = new Set(files.map(({ path }) => path));
  const fleet = read
    .flatMap((part) => part.files)
    .filter(({ path }) => !judged.has(path) && isWithin(clustersFolder ?? '', path));
  const hasClass = classesFolder !== undefined && files.some(({ content }) => /^ {2}topology:/m.test(content));
  if (!hasClass) return fleet;
  const classes = read.find(({ folder }) => folder === classesFolder) ?? (await readFolder(classesFolder));
  return [...fleet, ...classes.files.filter(({ path }) => !judged.has(path))];
}

/** What stands in the judged folders and could not be read, as far as manifests could be there. */
function unreadFindings({ read, judges }: FilesToCheck): readonly Finding[] {
  return read
    .flatMap(({ unread }) => unread)
    .filter(({ path, why }) => judges?.(path) !== false && (isManifestFile(path) || !/UTF-8|not text/.test(why)))
    .map(({ path, why }) => unreadFinding(path, why));
}

/** A file that was not checked, so that it is never read as right. */
export function unreadFinding(path: string, why: string): Finding {
  return {
    ...fault('manifest/not-checked', `${path} was not checked: ${why}.`, { place: { path, line: 1 } }),
    severity: 'warning',
  };
}

interface Planned {
  readonly folder: string;
  readonly build: Build;
  readonly traced: { readonly recipe: Recipe } | { readonly findings: readonly Finding[] };
}

async function buildFolders(builders: Builders, input: FilesToCheck): Promise<ReadonlyMap<string, FolderBuild>> {
  const built = foldersOf(input.files, input.clustersFolder, input.classesFolder).filter(
    (folder) => folder.built !== undefined,
  );
  if (built.length === 0) return new Map();
  const planned = await planBuilds(
    built.map(({ path }) => path),
    input,
  );
  const recipes = planned.flatMap(({ traced }) => ('recipe' in traced ? [traced.recipe] : []));
  const outcomes = new Map((await builders.build(recipes)).map((outcome, index) => [recipes[index], outcome]));
  const results = planned.map(({ folder, build, traced }) => ({
    folder,
    ...('findings' in traced
      ? { documents: [], findings: traced.findings }
      : outcomeOf(build, traced.recipe, outcomes.get(traced.recipe), isWithin(input.clustersFolder ?? '', folder))),
  }));
  const byFolder = Map.groupBy(results, ({ folder }) => folder);
  // One that is part of another build is checked with that one.
  return new Map(
    built.map(({ path }) => {
      const parts = byFolder.get(path) ?? [];
      return [
        path,
        {
          documents: parts.flatMap(({ documents }) => documents),
          findings: parts.flatMap(({ findings }) => findings),
        },
      ];
    }),
  );
}

/** Traces every build, reading the folders outside that it turns out to need, until nothing is missing. */
async function planBuilds(folders: readonly string[], input: FilesToCheck): Promise<readonly Planned[]> {
  const parts = [...input.read];
  const asked = new Set<string>();
  for (;;) {
    const tree = sourceTree(parts);
    const traces = outermost(
      tree,
      folders.flatMap((folder) => buildsIn(tree, folder).map((build) => ({ ...build, of: folder }))),
    ).map(({ of, ...build }) => ({ folder: of, build }));
    if (input.unbuilt !== undefined) {
      const { why, cure } = input.unbuilt;
      return traces.map((each) => ({ ...each, traced: { findings: [notBuiltFinding(each.build, why, cure)] } }));
    }
    const traced = traces.map((each) => ({ ...each, traced: traceBuild(tree, each.build) }));
    const wanted = new Set(
      traced
        .flatMap((each) => (each.traced.state === 'incomplete' ? each.traced.wanted : []))
        .filter((folder) => !asked.has(folder)),
    );
    if (wanted.size === 0 || asked.size + wanted.size > mostFolders) return traced.map(settled);
    for (const folder of wanted) {
      asked.add(folder);
      parts.push(await input.readFolder(folder));
    }
  }
}

function settled({
  folder,
  build,
  traced,
}: {
  folder: string;
  build: Build;
  traced: ReturnType<typeof traceBuild>;
}): Planned {
  if (traced.state !== 'incomplete') return { folder, build, traced };
  const why = `it needs more folders than are read (${traced.wanted[0]})`;
  return {
    folder,
    build,
    traced: { findings: [notBuiltFinding(build, why, 'Keep what clusters share in fewer folders.')] },
  };
}

function outcomeOf(build: Build, recipe: Recipe, outcome: Built | undefined, isCluster: boolean): FolderBuild {
  if (outcome?.state === 'built') return builtDocuments(recipe, build.marker, outcome.printed);
  if (outcome?.state === 'failed') {
    return { documents: [], findings: [explainFailure(recipe, build.marker, outcome.complaint, isCluster)] };
  }
  const { why, cure } = outcome ?? { why: 'nothing was answered', cure: 'Run the check again.' };
  return { documents: [], findings: [notBuiltFinding(build, why, cure)] };
}
