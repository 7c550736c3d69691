import { valuesKey } from '../../manifests/packaging/helm/values.ts';
import { at, itemsAt, type Located, type LocatedMap, textAt } from '../../manifests/source/located.ts';
import type { SourceDocument } from '../../manifests/source/read-documents.ts';
import { type MachineReference, machineReference, referred } from '../machine-reference.ts';

/** Something in the files of a cluster that says a version of Kubernetes. */
export interface Versioned {
  readonly role: 'control plane' | 'worker';
  /** As people read it: `control plane`, `pool md-0`. */
  readonly title: string;
  readonly document: SourceDocument;
  readonly holder: LocatedMap;
  readonly key: 'version' | 'kubernetesVersion';
  /** Absent when the holder does not say it. */
  readonly version?: string;
  readonly machines?: MachineReference;
}

export interface VersionedCluster {
  readonly all: readonly Versioned[];
  /** One line says the version of all machines: there is nothing to do in two steps. */
  readonly together?: 'topology' | 'values';
  /** Of a chart: the cluster's values, in whose `pools` those without a version of their own have the cluster's. */
  readonly values?: { readonly document: SourceDocument; readonly root: LocatedMap };
  /** Values beside the version that can name it as well: variables of a class, settings of a chart. */
  readonly settings?: { readonly document: SourceDocument; readonly root: Located };
}

/** Everything that says a version of the cluster, control plane first, whatever packaging its folder has. */
export function versionedCluster(name: string, documents: readonly SourceDocument[]): VersionedCluster {
  for (const document of documents) {
    const { root, path } = document;
    const values = at(root, valuesKey);
    if (path.endsWith('/values.yaml') && textAt(values, 'name') === name) return ofValues(document, values);
  }
  const cluster = documents.find((document) => document.kind === 'Cluster' && document.name === name);
  const topology = at(cluster?.root, 'spec', 'topology');
  if (cluster !== undefined && topology !== undefined) {
    const variables = settingsOf(cluster, at(topology, 'variables'));
    return {
      all: versioned(cluster, 'control plane', 'cluster', topology, 'version'),
      together: 'topology',
      ...variables,
    };
  }
  return { all: [...controlPlaneOf(cluster, documents), ...poolsOf(name, documents)] };
}

function ofValues(document: SourceDocument, values: Located | undefined): VersionedCluster {
  const pools = itemsAt(values, 'pools').filter((pool) => textAt(pool, 'kubernetesVersion') !== undefined);
  const split = pools.length > 0;
  return {
    all: [
      ...versioned(document, 'control plane', split ? 'control plane' : 'cluster', values, 'kubernetesVersion'),
      ...pools.flatMap((pool) =>
        versioned(document, 'worker', `pool ${textAt(pool, 'name') ?? ''}`, pool, 'kubernetesVersion'),
      ),
    ],
    ...(split ? {} : { together: 'values' as const }),
    ...(values?.kind === 'map' ? { values: { document, root: values } } : {}),
    ...settingsOf(document, at(values, 'settings')),
  };
}

/** Pools of a chart's values that say no version, and have the cluster's. */
export function inheriting({ values, all: [cluster] }: VersionedCluster): readonly Versioned[] {
  if (values === undefined || cluster === undefined) return [];
  return itemsAt(values.root, 'pools')
    .filter((pool) => textAt(pool, 'kubernetesVersion') === undefined)
    .flatMap((pool) =>
      versioned(values.document, 'worker', `pool ${textAt(pool, 'name') ?? ''}`, pool, 'kubernetesVersion'),
    )
    .map((pool) => ({ ...pool, ...(cluster.version === undefined ? {} : { version: cluster.version }) }));
}

function settingsOf(document: SourceDocument, root: Located | undefined): Pick<VersionedCluster, 'settings'> {
  return root === undefined ? {} : { settings: { document, root } };
}

function controlPlaneOf(
  cluster: SourceDocument | undefined,
  documents: readonly SourceDocument[],
): readonly Versioned[] {
  const found = referred(documents, at(cluster?.root, 'spec', 'controlPlaneRef'));
  const spec = at(found?.root, 'spec');
  if (found === undefined) return [];
  return versioned(found, 'control plane', 'control plane', spec, 'version', machineReference(found, documents));
}

const machineGroups: ReadonlySet<string> = new Set(['MachineDeployment', 'MachinePool']);

function poolsOf(name: string, documents: readonly SourceDocument[]): readonly Versioned[] {
  return documents
    .filter(({ kind = '', root }) => machineGroups.has(kind) && textAt(root, 'spec', 'clusterName') === name)
    .flatMap((document) => {
      const spec = at(document.root, 'spec', 'template', 'spec');
      const own = document.name ?? '';
      const title = `pool ${own.startsWith(`${name}-`) ? own.slice(name.length + 1) : own}`;
      return versioned(document, 'worker', title, spec, 'version', machineReference(document, documents));
    });
}

function versioned(
  document: SourceDocument,
  role: Versioned['role'],
  title: string,
  holder: Located | undefined,
  key: Versioned['key'],
  machines?: MachineReference,
): readonly Versioned[] {
  if (holder?.kind !== 'map') return [];
  const version = textAt(holder, key);
  return [
    {
      role,
      title,
      document,
      holder,
      key,
      ...(version === undefined ? {} : { version }),
      ...(machines === undefined ? {} : { machines }),
    },
  ];
}
