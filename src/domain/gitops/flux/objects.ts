export interface FluxCondition {
  readonly type: string;
  readonly status: string;
  readonly reason: string;
  readonly message: string;
  /** Milliseconds since the epoch. */
  readonly since?: number;
}

interface FluxObject {
  readonly namespace: string;
  readonly name: string;
  readonly uid: string;
  readonly generation: number;
  readonly deletingSince?: number;
  readonly suspended: boolean;
  /** Kustomizations take a generation over only when they were reconciled with success. */
  readonly observedGeneration?: number;
  readonly conditions: readonly FluxCondition[];
}

/** A Flux GitRepository or OCIRepository with only the fields that Sync reads. */
export interface ObservedSource extends FluxObject {
  readonly kind: 'GitRepository' | 'OCIRepository';
  readonly url: string;
  /** What it follows; Flux takes the branch `master` when it says nothing. */
  readonly ref: {
    readonly branch?: string;
    readonly tag?: string;
    readonly semver?: string;
    readonly name?: string;
    readonly commit?: string;
  };
  readonly artifact?: {
    readonly revision: string;
    /** Where the content of an OCI artifact was made from, as `flux push artifact` notes it. */
    readonly origin?: { readonly url: string; readonly revision: string };
  };
}

/** A Flux Kustomization with only the fields that Sync reads. */
export interface ObservedKustomization extends FluxObject {
  readonly source: { readonly kind: string; readonly namespace: string; readonly name: string };
  /** As written; empty for the root. */
  readonly path: string;
  readonly targetNamespace?: string;
  /** Whether it applies to another cluster, by `kubeConfig`. */
  readonly remote: boolean;
  readonly wait: boolean;
  readonly appliedRevision?: string;
  /** The Git revision that an applied OCI artifact was made from. */
  readonly appliedOrigin?: string;
  readonly attemptedRevision?: string;
  /** What it applied: `<namespace>_<name>_<group>_<kind>`. */
  readonly inventory: ReadonlySet<string>;
}

export const conditionOf = ({ conditions }: FluxObject, type: string): FluxCondition | undefined =>
  conditions.find((condition) => condition.type === type);
