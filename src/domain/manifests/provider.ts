import type { Configuration } from '../access/configuration.ts';
import type { ClusterSpec, Cni, ObjectRef, ProviderId, WorkerPool } from '../cluster/spec.ts';
import type { Finding } from '../finding.ts';
import type { JsonObject, Part } from './manifest.ts';

/** Which role a machine has in a cluster, as machine types are judged for it. */
export type MachineRole = 'control plane' | 'worker';

/** What a cluster gives to its ClusterClass: values by the name of the variable, none where one is undefined. */
export interface ClassVariables {
  readonly cluster: (spec: ClusterSpec, configuration: Configuration) => JsonObject;
  /** Of a pool with this machine type. `first`: whether it is the first of its cluster. */
  readonly pool: (machineType: string, first?: boolean) => JsonObject;
  /** What a pool with labels, taints or zones of its own, or of spot machines, has besides; absent: the class makes no such pools. */
  readonly nodes?: (pool: WorkerPool) => JsonObject;
  /** Kinds that no class can make: they stand beside the Cluster. */
  readonly beside?: readonly string[];
}

/** What a further pool can have beside its name, its machine type and a number of machines. */
export interface PoolAbilities {
  /** Labels and taints of its nodes. */
  readonly marks: boolean;
  /** How many zones its machines can be told to be in. */
  readonly zones: 'none' | 'one' | 'several';
  readonly spot: boolean;
  /** Who keeps bounds: the cluster autoscaler, which then decides the number, or the provider's service, which only holds it. */
  readonly bounds: 'autoscaler' | 'service' | 'none';
}

/** A variant of a provider: who runs the control plane, which machines, which objects. */
export interface Flavor {
  readonly id: string;
  /** One phrase without a full stop, for documentation. */
  readonly summary: string;
  /** The provider's own service runs the control plane: it has neither a number of machines nor a machine type. */
  readonly managedControlPlane: boolean;
  /** Pod networks that can be had, the default first. `managed`: the provider's own; `none`: nothing runs on the machines. */
  readonly cnis: readonly [Cni, ...Cni[]];
  /** Longest name of a cluster whose objects and cloud resources the provider can still name. */
  readonly longestName: number;
  /** Fewest workers that a cluster may have. */
  readonly leastWorkers: number;
  readonly pools: PoolAbilities;
  /** Oldest and newest minor version of Kubernetes that the provider makes. */
  readonly minors: readonly [oldest: number, newest: number];
  /** The provider makes no address for the API server: the command must give one, for each cluster another. */
  readonly needsEndpoint?: true;
  /** The objects that `parts` must make, no more and no fewer. */
  readonly expects: (spec: ClusterSpec, configuration: Configuration) => readonly Pick<ObjectRef, 'group' | 'kind'>[];
  readonly parts: (spec: ClusterSpec, configuration: Configuration) => readonly Part[];
  /** What must exist beforehand, one Markdown-free sentence each. */
  readonly prerequisites: (spec: ClusterSpec, configuration: Configuration) => readonly string[];
  /** What keeps this cluster from being made: settings that are missing, networks that clash. */
  readonly check?: (spec: ClusterSpec, configuration: Configuration) => readonly Finding[];
  /** Values for a chart that only tables here tell, such as versions of add-ons by that of Kubernetes. */
  readonly derivedValues?: (spec: ClusterSpec, configuration: Configuration) => JsonObject;
  /** The variables of its ClusterClass in `examples/cluster-classes`; absent where there is none. */
  readonly classVariables?: ClassVariables;
  /** Why the provider's own kinds allow no ClusterClass, and which flavour does. */
  readonly noClass?: { readonly because: string; readonly instead: string };
}

/** What one infrastructure provider knows: its regions, machine types and manifests. */
export interface Provider {
  readonly id: ProviderId;
  /** As people call it, e.g. `Amazon Web Services`. */
  readonly title: string;
  /** The release that the manifests were written for, e.g. `Cluster API Provider AWS v2.11.1`. */
  readonly release: string;
  /** Variants, the default first. */
  readonly flavors: readonly [Flavor, ...Flavor[]];
  /** Regions to suggest from. */
  readonly regions: (configuration: Configuration) => readonly string[];
  /** Whether a bare region means this provider. */
  readonly claims: (region: string, configuration: Configuration) => boolean;
  /** Whether the configuration has what the provider cannot do without; one that is not set up is no rival for a region. */
  readonly setUp?: (configuration: Configuration) => boolean;
  /** Whether a region can be used when the provider was named: what cannot is an error, what is merely unknown a warning. */
  readonly checkRegion: (region: string, configuration: Configuration) => readonly Finding[];
  readonly defaultFlavor: (configuration: Configuration) => string;
  /** The machine types that hold where a command names none. */
  readonly machineTypes: (
    configuration: Configuration,
    flavor: string,
  ) => { readonly controlPlane: string; readonly worker: string };
  /** Machine types mean nothing here: an asked one is ignored, and that is said. */
  readonly machinesHaveNoType?: true;
  /** Whether a machine type can be used for a role. */
  readonly checkMachineType: (type: string, role: MachineRole, configuration: Configuration) => readonly Finding[];
  /** Documentation: the identity that clusters refer to, and what a reader must know; Markdown of ours. */
  readonly about: { readonly identity: string; readonly notes: readonly string[] };
  /** Why its clusters are to be used with care; shown in pull requests. */
  readonly experimental?: string;
  /** Why no cluster can be made with it now, unless the configuration overrides it. */
  readonly refusal?: (configuration: Configuration) => Finding | undefined;
}
