import type { Wave } from '../fleet/waves.ts';
import type { EngineChoice } from '../gitops/engine.ts';
import type { Person, RepositoryRef } from '../repository.ts';
import type { GivenTurn } from '../schedule/turn.ts';
import type { ClusterSpec, ObjectRef, TemplateUse, WorkerPool } from './spec.ts';

/** A pool; `open` where the files say no number of machines, which then is 0 here and none of Git's. */
export type RequestedPool = WorkerPool & { readonly open?: true };

/** How many machines a pool has by files that may say no number. */
export const sizeOf = (replicas: number | undefined): Pick<RequestedPool, 'replicas' | 'open'> =>
  replicas === undefined ? { replicas: 0, open: true } : { replicas };

/** What a request remembers of a cluster: as the command asked for it, or as the files of the repository say it. */
export type RequestedSpec = Pick<ClusterSpec, 'name' | 'namespace' | 'controlPlane' | 'packaging' | 'ttlSeconds'> &
  Partial<Pick<ClusterSpec, 'cni' | 'addons' | 'capi' | 'endpoint'>> & {
    readonly pools: readonly RequestedPool[];
    readonly provider: string;
    readonly flavor: string;
    readonly region: string;
    /** Empty where the files do not say it. */
    readonly kubernetesVersion: string;
    /** The workers that there may come to be where an autoscaler decides; absent: as many as the pools have. */
    readonly mostWorkers?: number;
    readonly template?: TemplateUse;
  };

/** A cluster as a request remembers it. */
export interface RequestedCluster {
  readonly spec: RequestedSpec;
  readonly folder: string;
  readonly objects: readonly ObjectRef[];
}

/** A cluster that a request deletes, as its files and the management cluster tell of it. */
export interface DoomedCluster {
  readonly spec: Pick<ClusterSpec, 'name' | 'namespace'> &
    Partial<Pick<RequestedSpec, 'provider' | 'region' | 'kubernetesVersion'>>;
  readonly folder: string;
  /** What goes with it, machines and what belongs to them left out: the Cluster first. */
  readonly objects: readonly ObjectRef[];
}

/** Which engine applies it, where the objects of each stand, and from which address it reads the repository. */
export interface RequestedEngine {
  /** Absent in requests of before Flux could be chosen: whichever is there. */
  readonly kind?: EngineChoice;
  /** Argo CD's namespace. */
  readonly namespace: string;
  readonly previewProject: string;
  readonly repoUrl: string;
  readonly flux?: FluxPlace;
}

/** Where Flux's objects stand, as whom it applies previews, and how it reads the repository. */
export interface FluxPlace {
  readonly namespace: string;
  readonly serviceAccount: string;
  /** Name of the Secret for a private repository. */
  readonly secret?: string;
  /** The Git host's way of credentials, as a GitRepository's `provider` has it. */
  readonly provider?: 'generic' | 'github' | 'azure';
  readonly repoUrl: string;
}

/** One asked-for change, from a comment to its end. Rebuilt from the pull request's signed marker when the database is lost. */
export interface RequestBase {
  /** Ten characters of base32: a digest of repository id, source node id and command index. */
  readonly id: string;
  readonly repository: RepositoryRef;
  readonly issue: number;
  readonly issueNodeId: string;
  /** Node id of the comment or issue that asked. */
  readonly source: { readonly nodeId: string; readonly index: number };
  readonly asker: Person;
  /** Set where no person asked, but a schedule of the configuration. */
  readonly schedule?: GivenTurn;
  /** The commands as typed, one a line. */
  readonly commands: readonly string[];
  readonly branch: string;
  readonly base: string;
  readonly delivery: 'merge' | 'preview';
  readonly engine: RequestedEngine;
  /** The management cluster that it is for, where the server had several when it began. */
  readonly managementCluster?: string;
  /** Whether the configuration calls the checks required. */
  readonly checksRequired: boolean;
}

/** More clusters would make a pull request that nobody can review, and that its own text cannot name. */
export const mostInOnePull = 100;

/** Commands that change the files of a cluster that stands. */
export type EditKind =
  | 'scale-cluster'
  | 'extend-cluster'
  | 'upgrade-cluster'
  | 'hibernate-cluster'
  | 'wake-cluster'
  | 'add-pool'
  | 'remove-pool'
  | 'remove-templates';

/** A request after which its clusters stand, as its files say them. */
export interface ChangeRequest extends RequestBase {
  readonly kind: 'create-cluster' | EditKind;
  readonly clusters: readonly RequestedCluster[];
  /** The command that is given for the asker once this is merged and Ready on the merge commit: the next pull request of a train. */
  readonly next?: string;
  /** Which wave of its command it is, where the command has several. */
  readonly wave?: Wave;
  /** What no engine takes away; absent: nothing is known. */
  readonly leftBehind?: LeftBehind;
}

/** Templates that machines came from before a change, and pools that there were, as they are called in the management cluster. */
export interface LeftBehind {
  /** Those that its merge takes out of Git, and no engine takes away: they are deleted once nothing refers to them. */
  readonly takenOut: readonly ObjectRef[];
  /** Those that stay in Git unused, until they are taken out by a change of their own. */
  readonly kept: readonly ObjectRef[];
}

export interface DeleteRequest extends RequestBase {
  readonly kind: 'delete-cluster';
  readonly clusters: readonly DoomedCluster[];
  /** People took the folders out of Git themselves, and nobody asked for a deletion: it is followed, and never carried out. */
  readonly byHand?: true;
}

export type Request = ChangeRequest | DeleteRequest;

/** What every request knows of its clusters. */
export type AnyCluster = RequestedCluster | DoomedCluster;

/** A cluster as people write it: namespace and name. */
export const clusterName = ({ spec }: { readonly spec: Pick<ClusterSpec, 'name' | 'namespace'> }): string =>
  `${spec.namespace}/${spec.name}`;
