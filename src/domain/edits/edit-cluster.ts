import type { Configuration } from '../access/configuration.ts';
import { describedCluster } from '../cluster/described.ts';
import { clusterFolder } from '../cluster/names.ts';
import type { RequestedCluster } from '../cluster/request.ts';
import { type ClusterRow, clusterRows } from '../cluster/rows.ts';
import type { FileContent } from '../cluster/spec.ts';
import type { TopologyClass } from '../cluster/upgrade-path.ts';
import type { ParsedCommand } from '../command/command.ts';
import type { Outcome } from '../finding.ts';
import { readDocuments } from '../manifests/source/read-documents.ts';
import { foldersOf } from '../manifests/validate/folder.ts';
import type { ClusterEdit, Step } from './edit.ts';
import { scalablesOf } from './scalables.ts';

/** A cluster of the base branch that a command is to change. */
export interface ChosenCluster {
  readonly row: ClusterRow;
  readonly folder: string;
  /** All files of the folder. */
  readonly files: readonly FileContent[];
  /** Files of the bases that the folder is built from, where they were read. */
  readonly bases?: readonly FileContent[];
  /** Classes that stand elsewhere, in the repository or the management cluster, where they were looked for. */
  readonly classes?: readonly TopologyClass[];
}

/** Clusters that were selected, each with its folder out of what was read of the clusters folder. */
export function chosenAmong(
  rows: readonly ClusterRow[],
  read: readonly FileContent[],
  clustersFolder: string,
): readonly ChosenCluster[] {
  const own = new Map(foldersOf(read, clustersFolder).map(({ path, files }) => [path, files]));
  return rows.map((row) => {
    const folder = clusterFolder(clustersFolder, row.name);
    return { row, folder, files: own.get(folder) ?? [] };
  });
}

/** What a command makes of one cluster. */
export interface EditedCluster {
  readonly name: string;
  /** False when its files say so already. */
  readonly differs: boolean;
  readonly steps: readonly Step[];
  /** How it is taken back after the merge. Markdown. */
  readonly inverse: string;
  /** All files of the folder before. */
  readonly before: readonly FileContent[];
  /** The files that differ, and those that are new. */
  readonly after: readonly FileContent[];
  /** Paths of files that go. */
  readonly deletions: readonly string[];
  /** The same command is to follow once this is merged and the cluster is ready with it. */
  readonly continues: boolean;
  /** The old templates of its machines are to go once the last machine is replaced. */
  readonly leavesTemplates: boolean;
}

/** Carries out a command on one cluster's files; not ok when it cannot be done without changing more than it is about. */
export function editCluster(
  edit: ClusterEdit,
  { row, folder, files, bases = [], classes = [] }: ChosenCluster,
  given: ParsedCommand['arguments'],
  configuration: Configuration,
): Outcome<EditedCluster> {
  const asked = { cluster: row, folder, files, bases, classes, arguments: given, configuration };
  const outcome = edit.apply(asked);
  if (!outcome.ok) return outcome;
  const { files: after, deletions = [], steps, continues = false, leavesTemplates = false } = outcome.value;
  const differs = after.length > 0 || deletions.length > 0;
  const inverse = edit.inverse(asked, outcome.value);
  const made = { name: row.name, differs, steps, inverse, before: files, after, deletions, continues };
  return { ...outcome, value: { ...made, leavesTemplates } };
}

/** The whole folder of a cluster as an edit leaves it. */
export function folderAfter({
  before,
  after,
  deletions,
}: Pick<EditedCluster, 'before' | 'after' | 'deletions'>): readonly FileContent[] {
  const paths = new Set([...after.map(({ path }) => path), ...deletions]);
  return [...before.filter(({ path }) => !paths.has(path)), ...after];
}

/** What the files say of a cluster after an edit; undefined when none tells of it any more. */
export function rowAfter(edited: EditedCluster, { clusters }: Configuration): ClusterRow | undefined {
  return clusterRows(folderAfter(edited), clusters.folder).find(({ name }) => name === edited.name);
}

/** What a request remembers of a chosen cluster once its folder holds these files. */
export function requestedCluster(
  { row, folder }: Pick<ChosenCluster, 'row' | 'folder'>,
  files: readonly FileContent[],
  clusters: Configuration['clusters'],
): RequestedCluster {
  const found = clusterRows(files, clusters.folder).find(({ name }) => name === row.name) ?? row;
  const then = { ...found, namespace: found.namespace || clusters.namespace };
  const documents = files.filter(({ path }) => /\.ya?ml$/.test(path)).flatMap((file) => readDocuments(file).documents);
  return describedCluster(then, folder, documents, scalablesOf(row.name, documents));
}
