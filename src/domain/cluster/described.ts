import { referenceTo } from '../deletion/removed-objects.ts';
import type { Scalable } from '../edits/scalables.ts';
import { versionedCluster } from '../edits/upgrade/versioned.ts';
import { labels } from '../manifests/manifest.ts';
import { releasedBy } from '../manifests/packaging/helm/released.ts';
import { textsAt } from '../manifests/source/located.ts';
import type { SourceDocument } from '../manifests/source/read-documents.ts';
import { autoscalerOf } from './autoscaler.ts';
import { type RequestedCluster, type RequestedPool, sizeOf } from './request.ts';
import type { ClusterRow } from './rows.ts';
import type { ObjectRef, Packaging } from './spec.ts';

/** A cluster as the files of its folder describe it, whoever wrote them. What they do not say is empty. */
export function describedCluster(
  row: ClusterRow,
  folder: string,
  documents: readonly SourceDocument[],
  scalables: readonly Scalable[],
): RequestedCluster {
  const cluster = documents.find(({ kind, name }) => kind === 'Cluster' && name === row.name);
  const packaging = packagingOf(row, documents);
  const pools = scalables.filter(({ role }) => role === 'worker');
  const [controlPlane] = scalables.filter(({ role }) => role === 'control plane');
  return {
    folder,
    objects:
      packaging === 'helm'
        ? releasedBy(documents, folder, row.namespace)
        : documents.filter((each) => isUsed(each, documents)).flatMap((each) => refOf(each, row.namespace)),
    spec: {
      name: row.name,
      namespace: row.namespace,
      provider: row.provider ?? '',
      flavor: textsAt(cluster?.root, 'metadata', 'labels')[labels.flavor] ?? '',
      region: row.region ?? '',
      kubernetesVersion: row.kubernetesVersion ?? '',
      controlPlane: { replicas: controlPlane?.replicas ?? 0, machineType: '' },
      pools: pools.map((each) => ({
        name: each.pool ?? '',
        ...sizeOf(each.replicas),
        machineType: '',
        ...versionOf(row, each.pool ?? '', documents),
        ...autoscaled(each),
      })),
      packaging,
      ...(row.mostWorkers === undefined ? {} : { mostWorkers: row.mostWorkers }),
      ...(row.ttlSeconds === undefined ? {} : { ttlSeconds: row.ttlSeconds }),
    },
  };
}

function autoscaled({ metadata }: Scalable): Pick<RequestedPool, 'autoscaler'> {
  const annotations = metadata === undefined ? {} : textsAt(metadata.holder, ...metadata.keys, 'annotations');
  const autoscaler = autoscalerOf(annotations);
  return autoscaler === undefined ? {} : { autoscaler };
}

/** The version of a pool, where it is another than the cluster's. */
function versionOf(
  { name, kubernetesVersion }: ClusterRow,
  pool: string,
  documents: readonly SourceDocument[],
): { readonly kubernetesVersion?: string } {
  const said = versionedCluster(name, documents).all.find(({ title }) => title === `pool ${pool}`)?.version;
  return said === undefined || said === kubernetesVersion ? {} : { kubernetesVersion: said };
}

function packagingOf({ path }: ClusterRow, documents: readonly SourceDocument[]): Packaging {
  if (path.endsWith('/values.yaml')) return 'helm';
  if (documents.some((each) => each.path.endsWith('/kustomization.yaml'))) return 'kustomize';
  const cluster = documents.find((each) => each.kind === 'Cluster' && each.path === path);
  const spec = cluster?.root.kind === 'map' ? cluster.root.entries.get('spec')?.value : undefined;
  return spec?.kind === 'map' && spec.entries.has('topology') ? 'clusterclass' : 'plain';
}

/**
 * A template that only stands there until the last machine of it is replaced is not what the files ask for: whoever still refers to it
 * in the management cluster is not yet as they say.
 */
function isUsed({ kind = '', name }: SourceDocument, documents: readonly SourceDocument[]): boolean {
  return !kind.endsWith('Template') || documents.some(({ root }) => referenceTo(root, { kind, name }) !== undefined);
}

/** Of what is an object of Cluster API: not the kustomization, nor a chart's values. */
function refOf({ apiVersion, kind, name, namespace }: SourceDocument, of: string): readonly ObjectRef[] {
  const [group, version] = apiVersion?.split('/') ?? [];
  if (group === undefined || version === undefined || kind === undefined || name === undefined) return [];
  if (group.startsWith('kustomize.config')) return [];
  return [{ group, version, kind, name, namespace: namespace ?? of }];
}
