import { poolName } from '../cluster/rows.ts';
import type { Place } from '../finding.ts';
import { valuesKey } from '../manifests/packaging/helm/values.ts';
import { at, integerAt, itemsAt, type Located, type LocatedMap, textAt } from '../manifests/source/located.ts';
import type { SourceDocument } from '../manifests/source/read-documents.ts';

/** Something in the files of a cluster that says how many machines there are. */
export interface Scalable {
  readonly role: 'control plane' | 'worker';
  /** The pool's short name; of the control plane, nothing. */
  readonly pool?: string;
  readonly document: SourceDocument;
  /** The mapping that holds `replicas`. */
  readonly holder: LocatedMap;
  readonly replicas?: number;
  /** Where annotations go that the autoscaler reads; absent where the packaging has no such place. */
  readonly metadata?: { readonly holder: LocatedMap; readonly keys: readonly string[] };
  /** Bounds that the provider's own service keeps the pool in. */
  readonly bounds?: {
    readonly path: string;
    readonly holder: LocatedMap;
    readonly min?: number;
    readonly max?: number;
    /** It keeps none that are to be had here: GKE's autoscaler says the number itself, and the provider tells Cluster API of none. */
    readonly unkept?: true;
  };
  /** Where it is said that the service's own autoscaler decides the number, whatever `replicas` says. */
  readonly selfScaled?: Place;
}

/**
 * All scalables of the cluster, in writing order, whatever packaging its folder has: values of a chart, a topology, whole objects,
 * or the patches of an overlay.
 */
export function scalablesOf(name: string, documents: readonly SourceDocument[]): readonly Scalable[] {
  return documents.flatMap((document) => {
    const { root, kind, path } = document;
    const values = at(root, valuesKey);
    if (path.endsWith('/values.yaml') && textAt(values, 'name') === name) return ofValues(document, values);
    if (kind === 'Cluster' && document.name === name) return ofTopology(document, at(root, 'spec', 'topology'));
    return ofObject(name, document, documents);
  });
}

function ofValues(document: SourceDocument, values: Located | undefined): readonly Scalable[] {
  const controlPlane = at(values, 'controlPlane');
  return [
    ...(integerAt(controlPlane, 'replicas') === undefined ? [] : scalable(document, 'control plane', controlPlane)),
    ...itemsAt(values, 'pools').flatMap((pool) =>
      scalable(document, 'worker', pool, textAt(pool, 'name')).map((each) => ({
        ...each,
        metadata: { holder: each.holder, keys: [] },
      })),
    ),
  ];
}

function ofTopology(document: SourceDocument, topology: Located | undefined): readonly Scalable[] {
  const pools = ['machineDeployments', 'machinePools'].flatMap((list) => itemsAt(topology, 'workers', list));
  return [
    ...scalable(document, 'control plane', at(topology, 'controlPlane')),
    ...pools.flatMap((pool) =>
      scalable(document, 'worker', pool, textAt(pool, 'name')).map((each) => ({
        ...each,
        metadata: { holder: each.holder, keys: ['metadata'] },
      })),
    ),
  ];
}

const machineGroups: ReadonlySet<string> = new Set(['MachineDeployment', 'MachinePool']);

function ofObject(name: string, document: SourceDocument, documents: readonly SourceDocument[]): readonly Scalable[] {
  const { root, kind = '', apiVersion = '' } = document;
  const spec = at(root, 'spec');
  if (/^controlplane\.cluster\.x-k8s\.io\//.test(apiVersion) && integerAt(spec, 'replicas') !== undefined) {
    return scalable(document, 'control plane', spec);
  }
  if (!machineGroups.has(kind) || !/^cluster\.x-k8s\.io\//.test(apiVersion)) return [];
  if (textAt(spec, 'clusterName') !== name) return [];
  const pool = document.name === undefined ? undefined : poolName(name, document.name);
  const bounds = boundsOf(spec, documents);
  const selfScaled = selfScaledAt(infrastructureOf(spec, documents));
  return scalable(document, 'worker', spec, pool).map((each) => ({
    ...each,
    ...(root.kind === 'map' ? { metadata: { holder: root, keys: ['metadata'] } } : {}),
    ...(bounds === undefined ? {} : { bounds }),
    ...(selfScaled === undefined ? {} : { selfScaled }),
  }));
}

/** GKE scales a pool unless it is told not to; the provider then looks at no number of Git's. */
function selfScaledAt(pool: SourceDocument | undefined): Place | undefined {
  if (pool?.kind !== 'GCPManagedMachinePool') return undefined;
  const scaling = at(pool.root, 'spec', 'scaling');
  const enabled = at(scaling, 'enableAutoscaling');
  return enabled?.kind === 'scalar' && enabled.value === false ? undefined : pool.place((scaling ?? pool.root).at);
}

function boundsOf(spec: Located | undefined, documents: readonly SourceDocument[]): Scalable['bounds'] {
  const pool = infrastructureOf(spec, documents);
  const holder = at(pool?.root, 'spec', 'scaling');
  if (pool === undefined || holder?.kind !== 'map') return undefined;
  const [min, max] = [integerAt(holder, 'minSize'), integerAt(holder, 'maxSize')];
  return {
    ...{ path: pool.path, holder },
    ...(min === undefined ? {} : { min }),
    ...(max === undefined ? {} : { max }),
    ...(pool.kind === 'GCPManagedMachinePool' ? { unkept: true } : {}),
  };
}

/** The provider's object or template of which the machines of a pool are. */
export function infrastructureOf(
  spec: Located | undefined,
  documents: readonly SourceDocument[],
): SourceDocument | undefined {
  const reference = at(spec, 'template', 'spec', 'infrastructureRef');
  return documents.find(({ kind, name }) => kind === textAt(reference, 'kind') && name === textAt(reference, 'name'));
}

function scalable(
  document: SourceDocument,
  role: Scalable['role'],
  holder: Located | undefined,
  pool?: string,
): readonly Scalable[] {
  if (holder?.kind !== 'map') return [];
  const replicas = integerAt(holder, 'replicas');
  return [
    {
      role,
      document,
      holder,
      ...(pool === undefined ? {} : { pool }),
      ...(replicas === undefined ? {} : { replicas }),
    },
  ];
}
