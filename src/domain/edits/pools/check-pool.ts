import type { Configuration } from '../../access/configuration.ts';
import { clusterApiSets } from '../../cluster/node-marks.ts';
import type { ClusterSpec, FileContent, WorkerPool } from '../../cluster/spec.ts';
import type { TopologyClass } from '../../cluster/upgrade-path.ts';
import { type Finding, fault } from '../../finding.ts';
import { anyClassVariables, classVariablesOf } from '../../manifests/packaging/clusterclass/clusterclass.ts';
import { flavorOf, providers } from '../../manifests/registry.ts';
import type { SourceDocument } from '../../manifests/source/read-documents.ts';
import { checkFailureDomains } from '../../manifests/validate/check-failure-domains.ts';
import { folderAfter } from '../edit-cluster.ts';
import { documentsOf } from '../folder.ts';
import { versionedCluster } from '../upgrade/versioned.ts';

/** Name of the pool that every length was planned for. */
const usualName = 'md-0';
/** What stands in the place of a pool's name in objects of the control plane. */
const controlPlane = 'control-plane';

/** What keeps a cluster from having such a pool: its name, its machines, what the provider's limits and its `own` class say. */
export function checkPool(
  spec: ClusterSpec,
  pool: WorkerPool,
  configuration: Configuration,
  own?: TopologyClass,
): readonly Finding[] {
  const provider = providers[spec.provider];
  const flavor = flavorOf(spec.provider, spec.flavor);
  const { name } = spec;
  const types =
    provider.machinesHaveNoType === true ? [] : provider.checkMachineType(pool.machineType, 'worker', configuration);
  const exists = spec.pools.some((each) => each.name === pool.name || each.name === `${name}-${pool.name}`);
  const longest = (flavor?.longestName ?? 0) + usualName.length - name.length;
  return [
    ...types,
    ...(pool.name === controlPlane
      ? [
          fault(
            'cluster/name-invalid',
            `The objects of a pool "${pool.name}" would have the names of the control plane's.`,
            {
              cure: 'Choose another name for the pool.',
            },
          ),
        ]
      : []),
    ...(exists
      ? [
          fault('cluster/taken', `${name} has a pool "${pool.name}" already.`, {
            cure: `Choose another name, or use /scale-cluster ${name} pool=${pool.name}.`,
          }),
        ]
      : []),
    ...(pool.name.length > longest
      ? [
          fault(
            'cluster/name-too-long',
            `The pool "${pool.name}" has ${pool.name.length} characters; a pool of ${name} may have ${longest}, because the names of its objects begin with the cluster's.`,
            { cure: 'Choose a shorter name for the pool.' },
          ),
        ]
      : []),
    ...ofOwnClass(spec, pool, configuration, own),
    ...(flavor?.check?.({ ...spec, pools: [...spec.pools, pool] }, configuration) ?? []),
  ];
}

/** A class that is nowhere among the examples is given no variable that it is not seen to have: only labels that need none. */
function ofOwnClass(
  spec: ClusterSpec,
  pool: WorkerPool,
  configuration: Configuration,
  own: TopologyClass | undefined,
): readonly Finding[] {
  if (spec.packaging !== 'clusterclass') return [];
  const variables = classVariablesOf(spec, configuration);
  if (variables !== anyClassVariables && variables?.nodes !== undefined) return [];
  const labels = Object.keys(pool.labels ?? {}).filter((key) => !clusterApiSets(key));
  const wanted: readonly (readonly [variable: string, argument: string])[] = [
    ...(labels.length > 0 ? [['workerLabels', `labels=${labels.join(', ')}`] as const] : []),
    ...(pool.taints === undefined ? [] : [['workerTaints', 'taints='] as const]),
    ...(pool.spot === undefined ? [] : [['workerSpot', 'spot'] as const]),
  ];
  const needed = wanted.filter(([variable]) => variables === undefined || own?.variables?.includes(variable) !== true);
  if (needed.length === 0) return [];
  const named = needed.map(([variable, argument]) => `${variable} for ${argument}`).join(', ');
  const where = `${configuration.clusterClass.folder} or the management cluster`;
  const message =
    own === undefined
      ? `The topology names no class, so that its variables are not known; it would need ${named}.`
      : own.variables === undefined
        ? `The ClusterClass ${own.name} would need ${named}; it is not to be found in ${where}, so that its variables are not known.`
        : `The ClusterClass ${own.name} has no ${named}.`;
  const byLabels =
    labels.length === 0
      ? ''
      : ', or use labels of node-role.kubernetes.io or node-restriction.kubernetes.io, which need none';
  const cure = `Give the class that variable, as the kubeadm classes of examples/cluster-classes have it, and give the command again. Or leave the argument out${byLabels}.`;
  return [fault('cluster/pool-unsupported', message, { cure })];
}

/** Zones of a new pool that its cluster does not have, as far as the files say. */
export function checkZones(before: readonly FileContent[], changed: readonly FileContent[]): readonly Finding[] {
  const documents = documentsOf(folderAfter({ before, after: changed, deletions: [] }));
  return documents.ok ? checkFailureDomains(documents.value) : documents.findings;
}

/** While an upgrade has come to the control plane only, no version is right for a new pool: it may not run yet. */
export function underWay(spec: ClusterSpec, documents: readonly SourceDocument[]): readonly Finding[] {
  const behind = versionedCluster(spec.name, documents).all.find(
    ({ version }) => version !== undefined && version !== spec.kubernetesVersion,
  );
  if (behind === undefined) return [];
  const message = `${spec.name} is being upgraded: ${behind.title} has ${behind.version}, and the cluster ${spec.kubernetesVersion}.`;
  return [
    fault('cluster/upgrade-continues', message, { cure: 'Finish the upgrade first: give /upgrade-cluster again.' }),
  ];
}
