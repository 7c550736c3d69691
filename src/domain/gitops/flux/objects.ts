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

interface FluxReference {
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
}

/** A Flux Kustomization with only the fields that Sync reads. */
export interface ObservedKustomization extends FluxObject {
  readonly source: FluxReference;
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

/** One release that Helm made, as its controller remembers it. */
export interface HelmSnapshot {
  /** The chart's own version, with the first digits of the commit that it was built from as build metadata. */
  readonly chartVersion: string;
  /** `deployed`, `superseded`, `failed` and others, as Helm says. */
  readonly status: string;
  readonly version: number;
}

/** A Flux HelmRelease with only the fields that Sync reads. */
export interface ObservedHelmRelease extends FluxObject {
  /** What its chart is made from; absent where it takes a chart that another object made. */
  readonly chart?: {
    readonly source: FluxReference;
    /** As written: a folder of the repository, for a source of Git. */
    readonly path: string;
    /** Whether each commit makes a chart of its own, and not only one of another version. */
    readonly byRevision: boolean;
  };
  /** `namespace/name` of the HelmChart that its controller made. */
  readonly chartObject?: string;
  readonly targetNamespace?: string;
  /** Whether it applies to another cluster, by `kubeConfig`. */
  readonly remote: boolean;
  readonly attemptedRevision?: string;
  readonly attemptedGeneration?: number;
  /** The newest first. */
  readonly history: readonly HelmSnapshot[];
  /** What it applied: `<namespace>_<name>_<group>_<kind>`. Empty, too, where its controller keeps none. */
  readonly inventory: ReadonlySet<string>;
}

/** A Flux HelmChart with only the fields that Sync reads. */
export interface ObservedHelmChart extends FluxObject {
  /** The version of the chart that it has ready. */
  readonly version?: string;
  /** The revision of the source that it looked at last. */
  readonly sourceRevision?: string;
}

/** The source that a Kustomization, or the chart of a HelmRelease, names; undefined when it is not there. */
export const sourceAt = (
  sources: readonly ObservedSource[],
  reference: FluxReference | undefined,
): ObservedSource | undefined =>
  sources.find(
    ({ kind, namespace, name }) =>
      kind === reference?.kind && namespace === reference.namespace && name === reference.name,
  );

export const conditionOf = ({ conditions }: FluxObject, type: string): FluxCondition | undefined =>
  conditions.find((condition) => condition.type === type);
