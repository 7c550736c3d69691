import type { Configuration } from '../domain/access/configuration.ts';
import type { FileContent, PlannedSpec } from '../domain/cluster/spec.ts';
import { type Finding, fault } from '../domain/finding.ts';
import { saysBuild } from '../domain/manifests/builds/built-from.ts';
import type { RepositoryFiles } from '../domain/manifests/packaging/packaging.ts';
import { checkRead, isNeeded, neededFiles, searchedFiles } from '../domain/manifests/render.ts';
import { isManifestFile } from '../domain/manifests/validate/folder.ts';
import { AppError } from '../errors.ts';
import type { Tree } from '../ports/github.ts';
import type { Occasion } from './handle-command.ts';
import type { Refused } from './plan-commands.ts';

/** What was read of the base branch to plan clusters. */
export interface Base {
  readonly needed: RepositoryFiles;
  /** The manifests of the other clusters. */
  readonly fleet: readonly FileContent[];
  readonly notes: readonly Finding[];
}

/** What rendering needs to see of the base branch, which is nothing for most packagings, and the clusters that are there. */
export async function readBase(
  tree: Tree,
  occasion: Occasion,
  sha: string,
  specs: readonly PlannedSpec[],
  configuration: Configuration,
): Promise<Base | Refused> {
  const { repository } = occasion.job;
  const needed = new Set(specs.flatMap((spec) => neededFiles(spec, configuration)));
  const isOfUse = (path: string): boolean => specs.some((spec) => isNeeded(path, spec, configuration));
  const [read, fleet] = await Promise.all([
    Promise.all([...needed].map((folder) => tree.files(repository, sha, folder, isOfUse))),
    readFleet(tree, occasion, configuration),
  ]);
  const left = read.flatMap((each) => each.unread);
  const faults = specs.flatMap((spec) => checkRead(spec, configuration, left));
  const unread = [...new Map(faults.map((each) => [each.message, each])).values()];
  // An address that is in use must not be given out again.
  const isSearched = specs.some((spec) => searchedFiles(spec, configuration).length > 0);
  if (fleet === undefined && isSearched) return { findings: [...unread, { ...unseenFleet, severity: 'error' }] };
  if (unread.length > 0) return { findings: unread };
  return {
    needed: new Map(read.flatMap((each) => each.files.map(({ path, content }) => [path, content]))),
    fleet: fleet ?? [],
    notes: fleet === undefined ? [unseenFleet] : [],
  };
}

/** The manifests of the clusters folder; undefined where it is too large for GitHub to list. */
async function readFleet(
  tree: Tree,
  { job, facts }: Occasion,
  { clusters }: Configuration,
): Promise<readonly FileContent[] | undefined> {
  if (facts.clustersTree === undefined || facts.clusterFolders?.length === 0) return [];
  try {
    const { baseSha, clustersTree } = facts;
    return (await tree.filesOf(job.repository, clustersTree, clusters.folder, isOfInterest, baseSha)).files;
  } catch (error) {
    if (error instanceof AppError && error.code === 'github/refused') return undefined;
    throw error;
  }
}

const isOfInterest = (path: string): boolean => isManifestFile(path) || saysBuild(path);

const unseenFleet: Finding = {
  ...fault('manifest/not-checked', 'The other clusters of the repository could not be read and compared with these.', {
    cure: 'Look yourself whether names, addresses and networks are in use already.',
  }),
  severity: 'warning',
};
