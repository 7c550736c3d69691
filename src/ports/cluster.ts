import type { AddonInstaller, ObjectRef } from '../domain/cluster/spec.ts';
import type { TopologyClass } from '../domain/cluster/upgrade-path.ts';
import type { Engine, ObservedGitOps } from '../domain/gitops/engine.ts';
import type { ClusterObjects, ObservedObject, Reference } from '../domain/health/objects.ts';
import type { Rehearsed } from '../domain/manifests/rehearsal/rehearsed.ts';
import type { RepositoryRef } from '../domain/repository.ts';

export type WatchState =
  /** No management cluster is configured. */
  | { readonly state: 'absent' }
  /**
   * Configured, but not every needed list is complete or fresh. Nothing may be concluded from what is missing. `asOf`: until when the
   * picture was kept, in milliseconds since the epoch; absent when it never was whole.
   */
  | { readonly state: 'blind'; readonly because: string; readonly since: number; readonly asOf?: number }
  /** Everything was listed, and is watched. */
  | { readonly state: 'live'; readonly behind?: undefined; readonly asOf?: undefined }
  /** Everything was listed. `behind` names what is not watched at this moment: it is known as it was at `asOf`, a minute or two ago. */
  | { readonly state: 'live'; readonly behind: string; readonly asOf: number };

/** A cluster whose objects changed, or an object of a GitOps engine that did. */
export interface Changed {
  readonly namespace: string;
  /** The workload cluster's name, when the change concerns one. */
  readonly cluster?: string;
  /** An Application, or an object of Flux, when the change concerns one. */
  readonly engineObject?: { readonly kind: string; readonly name: string };
}

/** The watched picture of the management cluster. Reads are local and cost nothing. */
export interface ClusterView {
  state(): WatchState;
  cluster(namespace: string, name: string): ClusterObjects | undefined;
  clusters(namespace?: string): readonly ObservedObject[];
  /** The objects of a namespace that refer to a template, or say that they were made from it. Complete only while the state is live. */
  referrers(namespace: string, template: Reference): readonly ObservedObject[];
  gitops(): ObservedGitOps;
  /** Seconds since the oldest of the watches last heard from the server. */
  lagSeconds(): number;
  onChange(listener: (changed: Changed) => void): () => void;
}

export interface LiveObject {
  readonly uid: string;
  readonly resourceVersion: string;
  readonly deleting: boolean;
  /** Whether it goes with another object: it has an owner. */
  readonly dependent: boolean;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  readonly finalizers: readonly string[];
}

/** A fresh read of one object: `gone` only when the API server says 404 for it while its kind is served. */
export type ObjectRead =
  | { readonly state: 'present'; readonly object: LiveObject }
  | { readonly state: 'gone' }
  /** `forbidden`: the credentials have no right to it, which somebody has to grant. */
  | { readonly state: 'unknown'; readonly because: string; readonly forbidden?: true };

/** Acts on the management cluster. Every verb is safe to repeat. */
export interface ClusterActs {
  read(ref: ObjectRef): Promise<ObjectRead>;
  /** What a ClusterClass lists; undefined where there is none of that name, or it cannot be read. */
  topologyClass(namespace: string, name: string): Promise<Omit<TopologyClass, 'name'> | undefined>;
  /** Server-side apply under the field manager `clusterops`, strict field validation; returns the UID. */
  put(manifest: Readonly<Record<string, unknown>>): Promise<{ readonly uid: string }>;
  /** JSON merge patch. */
  patch(ref: ObjectRef, patch: Readonly<Record<string, unknown>>): Promise<'patched' | 'gone'>;
  /** Deletes in background, only the object with this UID. Another UID under the name is left alone. */
  remove(ref: ObjectRef, uid: string): Promise<'removing' | 'gone' | 'another object'>;
}

export interface ObjectToRehearse {
  readonly manifest: Readonly<Record<string, unknown>>;
  /** Where an object goes that names no namespace, if its kind has one. */
  readonly namespace: string;
}

/**
 * Asks the API server to apply each object, admission included, without doing it; under an identity that can do no more than
 * that. Answers in the order of the objects, within a bounded time, and never throws.
 */
export type Rehearse = (objects: readonly ObjectToRehearse[]) => Promise<readonly Rehearsed[]>;

export interface ServedApis {
  /** The versions of `cluster.x-k8s.io`, best first; empty where Cluster API is not installed. */
  readonly capi: readonly string[];
  readonly engines: readonly Engine[];
  /** What installs add-ons into clusters, of those of Cluster API. */
  readonly addons: readonly AddonInstaller[];
}

export interface ManagementCluster {
  readonly view: ClusterView;
  /**
   * What the API server serves; while the cluster is out of sight what it did last, undefined where it never was seen. Answers
   * within seconds, and never throws.
   */
  servedApis(): Promise<ServedApis | undefined>;
  /** Absent when no cluster is configured. */
  readonly acts?: ClusterActs;
  /** Absent when no cluster is configured, or no identity for it. */
  readonly rehearse?: Rehearse;
  /** Whether the API server has a kind in this very version; undefined where it does not say. Never throws. */
  readonly serves?: (kind: Pick<ObjectRef, 'group' | 'version' | 'kind'>) => Promise<boolean | undefined>;
}

/** A management cluster as one repository may use it. */
export interface AssignedCluster extends ManagementCluster {
  /** Its name, where this server has several. */
  readonly name?: string;
  /** What jobs that await its sight name; absent where there is nothing to see. */
  readonly place?: string;
  /** The namespaces in which the repository may have clusters; empty: any. */
  readonly namespaces: readonly string[];
}

export interface ManagementClusters {
  /**
   * The management cluster that the server's settings give a repository; one without anything to see where they give none. A request
   * that began in another one finds this out of sight, so that nothing is concluded from what is not there.
   */
  of(asked: { readonly repository: RepositoryRef; readonly managementCluster?: string }): AssignedCluster;
}
