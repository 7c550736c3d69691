import type { Finding } from '../../finding.ts';
import { releasesFolder } from '../packaging/helm/released.ts';
import { readDocuments } from '../source/read-documents.ts';
import { isManifestFile } from '../validate/folder.ts';
import { namedFolders, saysBuild } from './built-from.ts';
import { kustomizationIn } from './kustomization.ts';
import type { BuildTool, Traced } from './recipe.ts';
import { parentOf } from './resolve-path.ts';
import type { SourceTree } from './source-tree.ts';
import { traceChart } from './trace-chart.ts';
import { traceKustomize } from './trace-kustomize.ts';

/** A folder that is built, and the file that says so. */
export interface Build {
  readonly tool: BuildTool;
  readonly folder: string;
  readonly marker: string;
}

/**
 * What is built of a cluster's folder: the folder itself when it holds a kustomization or a chart, else what lies below it and is
 * not part of another build there.
 */
export function buildsIn(tree: SourceTree, folder: string): readonly Build[] {
  const own = buildAt(tree, folder);
  if (own !== undefined) return [own, ...releasedChart(tree, own)];
  const builds = foldersBelow(tree, folder).flatMap((each) => buildAt(tree, each) ?? []);
  return outermost(tree, builds);
}

/** The builds that are not part of another one; all, where each is part of another. */
export function outermost<B extends Build>(tree: SourceTree, builds: readonly B[]): readonly B[] {
  if (builds.length < 2) return builds;
  const parts = new Set(builds.flatMap(({ folder }) => namedFolders(tree, folder)));
  const tops = builds.filter((build) => !parts.has(build.folder) && !isInChart(build, builds));
  return tops.length > 0 ? tops : builds;
}

/** What building would take, without building. */
export function traceBuild(tree: SourceTree, { tool, folder }: Build): Traced {
  return tool === 'kustomize' ? traceKustomize(tree, folder) : traceChart(tree, folder);
}

/** What could not be built, so that it is never read as right. */
export function notBuiltFinding({ folder, marker, tool }: Build, why: string, cure: string): Finding {
  return {
    code: 'manifest/not-checked',
    severity: 'warning',
    message: `${folder} is built with ${tool}, and was not: ${why}.`,
    place: { path: marker, line: 1 },
    cure,
  };
}

/** Kustomize goes before Helm where a folder has both, as in Argo CD. */
function buildAt(tree: SourceTree, folder: string): Build | undefined {
  const kustomization = kustomizationIn(folder, tree.files);
  if (kustomization !== undefined) return { tool: 'kustomize', folder, marker: kustomization };
  const chart = folder === '' ? 'Chart.yaml' : `${folder}/Chart.yaml`;
  return tree.files.has(chart) ? { tool: 'helm', folder, marker: chart } : undefined;
}

/** The chart of a folder whose kustomization has Flux release it: it is built, too. */
function releasedChart(tree: SourceTree, { tool, folder }: Build): readonly Build[] {
  const marker = `${folder}/Chart.yaml`;
  if (tool !== 'kustomize' || !tree.files.has(marker)) return [];
  const isReleased = tree.below(folder).some((path) => {
    const content = parentOf(path) === folder && isManifestFile(path) ? tree.files.get(path) : undefined;
    if (content === undefined || !/^kind:\s*["']?HelmRelease\b/m.test(content)) return false;
    return readDocuments({ path, content }).documents.some((each) => releasesFolder(each, folder));
  });
  return isReleased ? [{ tool: 'helm', folder, marker }] : [];
}

function foldersBelow(tree: SourceTree, folder: string): readonly string[] {
  const markers = tree.below(folder).filter(saysBuild);
  return [...new Set(markers.map(parentOf))];
}

function isInChart(build: Build, builds: readonly Build[]): boolean {
  return builds.some((each) => each.tool === 'helm' && build.folder.startsWith(`${each.folder}/`));
}
