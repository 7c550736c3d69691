/** An Argo CD Application with only the fields that Sync reads. */
export interface ObservedApplication {
  readonly namespace: string;
  readonly name: string;
  readonly uid: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  readonly finalizers: readonly string[];
  readonly deletingSince?: number;
  readonly project: string;
  readonly sources: readonly { readonly repoUrl: string; readonly path?: string; readonly targetRevision: string }[];
  readonly destinationNamespace: string;
  /** The address of the other cluster that it applies to; absent for the one that Argo CD is in. */
  readonly remote?: string;
  readonly automated: boolean;
  readonly sync: { readonly status: string; readonly revisions: readonly string[] };
  readonly health: { readonly status: string; readonly since?: number };
  readonly operation?: {
    readonly phase: string;
    readonly message: string;
    readonly retryCount: number;
    readonly revisions: readonly string[];
    readonly startedAt?: number;
    readonly finishedAt?: number;
    readonly results: readonly {
      readonly kind: string;
      readonly namespace: string;
      readonly name: string;
      readonly status: string;
      readonly message: string;
    }[];
  };
  readonly conditions: readonly { readonly type: string; readonly message: string }[];
  readonly resources: readonly {
    readonly group: string;
    readonly kind: string;
    readonly namespace: string;
    readonly name: string;
    readonly status: string;
    readonly requiresPruning: boolean;
  }[];
  readonly reconciledAt?: number;
}
