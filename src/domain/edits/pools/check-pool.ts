import type { Configuration } from '../../access/configuration.ts';
import { clusterApiSets } from '../../cluster/node-marks.ts';
import type { ClusterSpec, FileContent, WorkerPool } from '../../cluster/spec.ts';
import { type Finding, fault } from '../../finding.ts';
import { classVariablesOf } from '../../manifests/packaging/clusterclass/clusterclass.ts';
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

/** What keeps a cluster from having such a pool: its name, its machines, what the provider's limits say. */
export function checkPool(spec: ClusterSpec, pool: WorkerPool, configuration: Configuration): readonly Finding[] {
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
    ...ofOwnClass(spec, pool, configuration),
    ...(flavor?.check?.({ ...spec, pools: [...spec.pools, pool] }, configuration) ?? []),
  ];
}

/** A class of somebody's own is given no variables that it may not have: only labels that need none. */
function ofOwnClass(spec: ClusterSpec, pool: WorkerPool, configuration: Configuration): readonly Finding[] {
  if (spec.packaging !== 'clusterclass' || classVariablesOf(spec, configuration)?.nodes !== undefined) return [];
  const labels = Object.keys(pool.labels ?? {}).filter((key) => !clusterApiSets(key));
  const needed = [
    ...(labels.length > 0 ? [['workerLabels', `labels=${labels.join(', ')}`]] : []),
    ...(pool.taints === undefined ? [] : [['workerTaints', 'taints=']]),
    ...(pool.spot === undefined ? [] : [['workerSpot', 'spot']]),
  ];
  if (needed.length === 0) return [];
  const named = needed.map(([variable, argument]) => `${variable} for ${argument}`).join(', ');
  const message = `The ClusterClass would need a variable, as the examples have ${named}; which one your own has is not known.`;
  const byLabels =
    labels.length === 0
      ? ''
      : ', or use labels of node-role.kubernetes.io or node-restriction.kubernetes.io, which need none';
  const cure = `Leave that out${byLabels}, and give the variables of your class by hand.`;
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
