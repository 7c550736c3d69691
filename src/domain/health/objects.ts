/** A condition of either contract; `severity` only appears on the v1beta1 one. */
export interface Condition {
  readonly type: string;
  readonly status: 'True' | 'False' | 'Unknown';
  readonly reason: string;
  readonly message: string;
  /** Milliseconds since the epoch; absent when the object says nothing or nonsense. */
  readonly since?: number;
  readonly observedGeneration?: number;
  readonly severity?: string;
}

export interface Reference {
  readonly group: string;
  readonly kind: string;
  readonly name: string;
}

export interface ReplicaCounts {
  readonly desired?: number;
  readonly replicas?: number;
  readonly ready?: number;
  readonly available?: number;
  readonly upToDate?: number;
}

/** A Cluster API (or provider, or add-on) object with only the fields that readiness and the describe tree read. */
export interface ObservedObject {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
  readonly uid: string;
  readonly generation: number;
  readonly observedGeneration?: number;
  readonly createdAt: number;
  readonly deletingSince?: number;
  readonly finalizers: readonly string[];
  readonly owners: readonly (Reference & { readonly uid: string; readonly controller: boolean })[];
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  /** v1beta2-style conditions (from `status.conditions`, or `status.v1beta2.conditions` of an older version). */
  readonly conditions: readonly Condition[];
  /** v1beta1-style conditions, from `status.deprecated.v1beta1.conditions` or the top level of an older contract. */
  readonly legacyConditions: readonly Condition[];
  readonly phase?: string;
  /** `status.ready` of the v1beta1 contract. */
  readonly ready?: boolean;
  readonly paused: boolean;
  readonly replicas: ReplicaCounts;
  /** Wanted Kubernetes version (`spec.version`, `spec.template.spec.version`, `spec.topology.version`). */
  readonly wantedVersion?: string;
  /** Versions seen running. */
  readonly versions: readonly { readonly version: string; readonly replicas: number }[];
  readonly infrastructure?: Reference;
  readonly controlPlane?: Reference;
  readonly bootstrap?: Reference;
  readonly topologyClass?: string;
  /** Counters of a Cluster's own status. */
  readonly counters?: { readonly controlPlane: ReplicaCounts; readonly workers: ReplicaCounts };
  readonly initialization: Readonly<Record<string, boolean>>;
  /** `status.externalManagedControlPlane`: its nodes are not in the cluster, so it may have no machines to count. */
  readonly externallyManaged?: boolean;
  readonly nodeName?: string;
  readonly providerId?: string;
  readonly failure?: { readonly reason: string; readonly message: string };
  /** What a ClusterResourceSetBinding says of each set: whether each of its resources is in the cluster. */
  readonly bindings?: readonly ResourceSetBinding[];
}

export interface ResourceSetBinding {
  readonly set: string;
  readonly resources: readonly { readonly kind: string; readonly name: string; readonly applied: boolean }[];
}

/** A warning that a controller raised about an object: a Kubernetes event. */
export interface ObservedWarning {
  readonly group: string;
  readonly kind: string;
  readonly name: string;
  readonly reason: string;
  readonly message: string;
  /** When it was raised first and last, in milliseconds since the epoch. */
  readonly firstSeen: number;
  readonly lastSeen: number;
}

/** Everything seen of one workload cluster. */
export interface ClusterObjects {
  readonly cluster: ObservedObject;
  /** All others that belong to it: by label, owner or reference. */
  readonly members: readonly ObservedObject[];
  /** Warnings about it and its members, the latest first. */
  readonly warnings: readonly ObservedWarning[];
}
