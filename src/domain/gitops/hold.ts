import type { ObjectRef } from '../cluster/spec.ts';

/** How a GitOps engine stands to a Cluster that its repository no longer has. */
export type Hold =
  /** Whoever deletes the Cluster now deletes it for good: the engine has seen that Git lacks it, or does not follow it. */
  | { readonly state: 'free' }
  /** The engine deletes it itself, in background and nothing else beside, once this patch says that it may. */
  | { readonly state: 'asks'; readonly object: ObjectRef; readonly patch: Readonly<Record<string, unknown>> }
  /** This object makes the Cluster again whatever Git has: it has to be gone first, and takes nothing along once it is patched. */
  | {
      readonly state: 'made again';
      readonly object: ObjectRef;
      readonly uid: string;
      readonly patch: Readonly<Record<string, unknown>>;
    }
  /** The engine would make the Cluster again: it has not seen the merge, or cannot compare. */
  | { readonly state: 'unaware'; readonly because: string };

export interface HeldCluster {
  readonly repoUrl: string;
  /** The same for each engine: one may have it under another address. */
  readonly repoUrls: readonly string[];
  readonly folder: string;
  readonly namespace: string;
  readonly name: string;
  /** Milliseconds since the epoch. */
  readonly now: number;
}
