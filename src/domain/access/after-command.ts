import { planClusters } from '../cluster/plan.ts';
import { clusterRows } from '../cluster/rows.ts';
import type { FileContent } from '../cluster/spec.ts';
import type { ArgumentValue } from '../command/command.ts';
import { type ChosenCluster, editCluster, rowAfter } from '../edits/edit-cluster.ts';
import { clusterEdits } from '../edits/registry.ts';
import type { Outcome } from '../finding.ts';
import type { Configuration } from './configuration.ts';
import { type Subject, subjectOfRow, subjectOfSpec } from './subject.ts';

type Arguments = Readonly<Record<string, ArgumentValue>>;

/** The clusters that a create command would make, or why it cannot make any. */
export function createdSubjects(
  given: Arguments,
  configuration: Configuration,
  issue: number,
): Outcome<readonly Subject[]> {
  const planned = planClusters({
    arguments: given,
    configuration,
    capi: 'v1beta2',
    issue,
    requestId: '',
    repositoryId: 0,
    taken: [],
    openNames: [],
  });
  if (!planned.ok) return planned;
  return { ...planned, value: planned.value.map((spec) => subjectOfSpec(spec, configuration.environments)) };
}

/**
 * A cluster of the base branch as a command leaves it; as it stands, where the command changes no files or is refused anyway. Where no
 * file tells of the cluster, only its name is known.
 */
export function changedSubject(
  name: string,
  files: readonly FileContent[],
  given: Arguments,
  configuration: Configuration,
  command: string,
): Subject {
  const row = clusterRows(files, configuration.clusters.folder).find((each) => each.name === name);
  if (row === undefined) return { name };
  const { clusters } = configuration;
  const folder =
    row.folder === undefined ? row.path.slice(0, row.path.lastIndexOf('/')) : `${clusters.folder}/${row.folder}`;
  const own = files.filter(({ path }) => path.startsWith(`${folder}/`));
  return subjectAfter({ row, folder, files: own }, given, configuration, command);
}

/** The same of a cluster that was read already. */
export function subjectAfter(
  chosen: ChosenCluster,
  given: Arguments,
  configuration: Configuration,
  command: string,
): Subject {
  const edit = clusterEdits.find(({ kind }) => kind === command);
  const edited = edit && editCluster(edit, chosen, given, configuration);
  const after = edited?.ok === true ? rowAfter(edited.value, configuration) : undefined;
  const { version, 'machine-type': worker, 'control-plane-machine-type': controlPlane } = given;
  return {
    ...subjectOfRow(after ?? chosen.row, configuration.environments),
    machineTypes: [worker, controlPlane].filter((type) => typeof type === 'string'),
    ...(typeof version === 'string' ? { kubernetesVersion: version } : {}),
  };
}
