import type { JsonObject } from '../../manifests/manifest.ts';

/** A provider as the management cluster runs it. */
export interface ManagedProvider {
  /** As clusterctl and the Cluster API operator call it. */
  readonly name: string;
  readonly version: string;
  /** Namespace of its manager. */
  readonly namespace: string;
  /** Release that holds its components, for one that clusterctl does not know. */
  readonly url?: string;
  /** What it needs to be told while it is installed; secret, so that it stands in the environment only. */
  readonly variables: readonly Variable[];
  /** What its manifests switch off where nothing is said, and this project needs; or the other way round. */
  readonly features: readonly Feature[];
  /** A Secret that its manager reads the variables from; its manifests do not bring it. Otherwise they take the variables. */
  readonly managerSecret?: string;
  /** Its machines get their addresses from the in-cluster IPAM provider. */
  readonly ipam?: true;
  /** Manifests that have to be there before, by address, and a CRD of theirs. */
  readonly before?: { readonly what: string; readonly url: string; readonly crds: readonly string[] };
  /** Files of the host that the node of a kind cluster needs. */
  readonly mounts?: readonly string[];
  /** Who the provider is in its cloud, for the clusters of one namespace; nobody where left out. */
  readonly identity?: (namespace: string) => Identity;
  /** Settings that a person fills in before the first command: lines of `.github/clusterops.yml` below the provider's key. */
  readonly settings: (namespace: string) => readonly string[];
  /** A command that makes a cluster, once the settings are filled in. */
  readonly firstCommand: string;
}

export interface Variable {
  readonly name: string;
  /** How a person gets it: one line. */
  readonly how: string;
}

export interface Feature {
  /** Name of the feature gate. */
  readonly gate: string;
  /** Variable by which the provider's manifests take it. */
  readonly variable: string;
  readonly value: boolean;
  /** One line. */
  readonly why: string;
}

export interface Identity {
  /** What a reader must know, in lines without the comment sign. */
  readonly about: readonly string[];
  readonly objects: readonly {
    readonly manifest: JsonObject;
    readonly comments?: Readonly<Record<string, string>>;
  }[];
  /** Secrets that a person makes: they never stand in Git. */
  readonly secrets: readonly NeededSecret[];
}

export interface NeededSecret {
  readonly namespace: string;
  readonly name: string;
  readonly what: string;
  /** The command that makes it, in lines. */
  readonly command: readonly string[];
  /** Needed for some clusters only: which. */
  readonly onlyFor?: string;
}
