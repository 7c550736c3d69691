import type { RequestedCluster } from '../cluster/request.ts';

/** What Git asks for, as far as readiness is measured against it. What is absent is taken from the objects themselves. */
export interface WantedCluster {
  readonly name: string;
  readonly namespace: string;
  readonly kubernetesVersion?: string;
  /** No replicas where a service runs the control plane. */
  readonly controlPlane?: { readonly replicas: number };
  readonly pools?: readonly {
    readonly name: string;
    readonly replicas: number;
    /** Absent: the cluster's. */
    readonly kubernetesVersion?: string;
  }[];
  /** The objects that Git holds. */
  readonly objects?: readonly { readonly group: string; readonly kind: string; readonly name: string }[];
}

/** What a request's files ask for. A template of the repository decides for itself what it makes of a count or a version. */
export function wantedOf({ spec, objects }: RequestedCluster): WantedCluster {
  const { name, namespace, kubernetesVersion, controlPlane, pools } = spec;
  const named = { name, namespace, objects };
  return spec.template === undefined ? { ...named, kubernetesVersion, controlPlane, pools } : named;
}
