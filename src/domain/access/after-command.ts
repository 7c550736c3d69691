import { planClusters } from '../cluster/plan.ts';
import { type ClusterRow, clusterRows } from '../cluster/rows.ts';
import type { FileContent } from '../cluster/spec.ts';
import type { ArgumentValue } from '../command/command.ts';
import { type Scalable, scalablesOf } from '../edits/scalables.ts';
import type { Outcome } from '../finding.ts';
import { readDocuments } from '../manifests/source/read-documents.ts';
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
 * A cluster of the base branch as a command would leave it. Where the command could mean more than one thing, the larger
 * counts; where no file tells of the cluster, only its name is known.
 */
export function changedSubject(
  name: string,
  files: readonly FileContent[],
  given: Arguments,
  configuration: Configuration,
  command: string,
): Subject {
  const row = clusterRows(files, configuration.clusters.folder).find((each) => each.name === name);
  return row === undefined ? { name } : subjectAfter(row, files, given, configuration, command);
}

/** The same of a cluster that was read already, by the files of its folder. */
export function subjectAfter(
  row: ClusterRow,
  files: readonly FileContent[],
  given: Arguments,
  { environments }: Configuration,
  command: string,
): Subject {
  const { name } = row;
  const is = subjectOfRow(row, environments);
  const documents = files.filter(({ path }) => /\.ya?ml$/.test(path)).flatMap((file) => readDocuments(file).documents);
  const pools = scalablesOf(name, documents).filter(({ role }) => role === 'worker');
  const number = (key: string): number | undefined => (typeof given[key] === 'number' ? given[key] : undefined);
  const text = (key: string): string | undefined => (typeof given[key] === 'string' ? given[key] : undefined);
  const asked = Math.max(number('workers') ?? 0, number('max') ?? 0);
  const says = number('workers') !== undefined || number('max') !== undefined;
  const standing = (pool: Scalable): number => pool.replicas ?? pool.bounds?.max ?? 0;
  const after = (pool: Scalable): number => {
    const isMeant = text('pool') === undefined || pool.pool === text('pool') || `${name}-${pool.pool}` === text('pool');
    if (!isMeant || !says) return standing(pool);
    return number('workers') === undefined ? Math.max(standing(pool), asked) : asked;
  };
  const sum = (counts: readonly number[]): number => counts.reduce((total, count) => total + count, 0);
  const workers =
    command === 'add-pool'
      ? (is.workers ?? 0) + asked
      : pools.length > 0
        ? sum(pools.map(command === 'scale-cluster' ? after : standing))
        : says
          ? asked
          : is.workers;
  const controlPlane = number('control-plane') ?? is.controlPlane;
  const version = text('version') ?? is.kubernetesVersion;
  const types = [text('machine-type'), text('control-plane-machine-type')].filter((type) => type !== undefined);
  return {
    ...is,
    machineTypes: types,
    ...(workers === undefined ? {} : { workers }),
    ...(controlPlane === undefined ? {} : { controlPlane }),
    ...(version === undefined ? {} : { kubernetesVersion: version }),
  };
}
