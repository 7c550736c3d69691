import { type RequestedCluster, type RequestedPool, sizeOf } from '../cluster/request.ts';
import type { ClusterRow } from '../cluster/rows.ts';

/** A pool that Git asks for. */
export type WantedPool = Pick<RequestedPool, 'name' | 'replicas' | 'open' | 'autoscaler' | 'kubernetesVersion'>;

/** What Git asks for, as far as readiness is measured against it. What is absent is taken from the objects themselves. */
export interface WantedCluster {
  readonly name: string;
  readonly namespace: string;
  readonly kubernetesVersion?: string;
  /** No replicas where a service runs the control plane. */
  readonly controlPlane?: { readonly replicas: number };
  readonly pools?: readonly WantedPool[];
  /** A chart makes its objects, and calls them what it likes. */
  readonly charted?: true;
  /** The objects that Git holds. */
  readonly objects?: readonly { readonly group: string; readonly kind: string; readonly name: string }[];
}

/** What a request's files ask for. A template of the repository decides for itself what it makes of a count or a version. */
export function wantedOf({ spec, objects }: RequestedCluster): WantedCluster {
  const { name, namespace, kubernetesVersion, controlPlane, pools, packaging } = spec;
  const named = { name, namespace, objects };
  if (spec.template !== undefined) return named;
  return { ...named, kubernetesVersion, controlPlane, ...poolsOf(pools, packaging === 'helm') };
}

/** What the files of the base branch ask for, as far as they tell. */
export function wantedOfRow(
  row: Pick<ClusterRow, 'name' | 'namespace' | 'kubernetesVersion' | 'controlPlane' | 'pools'> & {
    readonly path?: string;
  },
): WantedCluster {
  const { name, namespace, kubernetesVersion, controlPlane, pools } = row;
  const counted = pools?.map((pool): WantedPool => ({ ...pool, ...sizeOf(pool.replicas) }));
  return {
    name,
    namespace,
    ...(kubernetesVersion === undefined ? {} : { kubernetesVersion }),
    ...(controlPlane === undefined ? {} : { controlPlane: { replicas: controlPlane } }),
    ...(counted === undefined ? {} : poolsOf(counted, row.path?.endsWith('/values.yaml') === true)),
  };
}

function poolsOf(pools: readonly WantedPool[], charted: boolean): Pick<WantedCluster, 'pools' | 'charted'> {
  return { pools: pools.map(asWanted), ...(charted ? { charted } : {}) };
}

function asWanted({ name, replicas, open, autoscaler, kubernetesVersion }: WantedPool): WantedPool {
  return {
    name,
    replicas,
    ...(open === undefined ? {} : { open }),
    ...(autoscaler === undefined ? {} : { autoscaler }),
    ...(kubernetesVersion === undefined ? {} : { kubernetesVersion }),
  };
}
