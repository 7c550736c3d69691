import type { ProviderSettings } from '../manifests/providers/settings.ts';
import type { Taint } from './node-marks.ts';

export type ProviderId = keyof ProviderSettings;
export type Packaging = 'plain' | 'kustomize' | 'helm' | 'clusterclass';
/** `managed`: the pod network of the provider's own service. `none`: nothing is installed, visibly. */
export type Cni = 'cilium' | 'calico' | 'managed' | 'none';
/** Who installs add-ons into a cluster; `external`: another add-on manager that this project does not know. */
export type AddonInstaller = 'helm-chart-proxy' | 'cluster-resource-set' | 'external';
/** `auto`: whichever the management cluster serves. */
export type AddonChoice = 'auto' | AddonInstaller;
export type CapiVersion = 'v1beta2' | 'v1beta1';

export interface Bounds {
  readonly min: number;
  readonly max: number;
}

export interface WorkerPool {
  readonly name: string;
  /** Where an autoscaler decides: with how many it begins. */
  readonly replicas: number;
  readonly machineType: string;
  /** Bounds of the cluster autoscaler, which decides how many machines there are. */
  readonly autoscaler?: Bounds;
  /** Bounds that the provider's service holds the number in. */
  readonly bounds?: Bounds;
  /** Of its nodes. */
  readonly labels?: Readonly<Record<string, string>>;
  readonly taints?: readonly Taint[];
  readonly zones?: readonly string[];
  /** Machines that the provider takes away when it needs them, for less. */
  readonly spot?: true;
  /** Where it is another than the cluster's: while an upgrade has come to the control plane only. */
  readonly kubernetesVersion?: string;
}

/** The machines that pools begin with, all of them together. */
export function workersIn(pools: readonly Pick<WorkerPool, 'replicas'>[]): number {
  return pools.reduce((sum, { replicas }) => sum + replicas, 0);
}

/** A template and what it is given. */
export interface TemplateUse {
  /** Path of the template in the repository. */
  readonly path: string;
  /** Values from the configuration, written by whoever runs the clusters. */
  readonly configured: Readonly<Record<string, string>>;
  /** Values from the command: they may say nothing but words. */
  readonly asked: Readonly<Record<string, string>>;
}

/** Everything that decides what a cluster's manifests say. The same spec renders byte-identical files. */
export interface ClusterSpec {
  readonly name: string;
  readonly namespace: string;
  readonly provider: ProviderId;
  /** The provider's variant, e.g. `kubeadm` or `eks` for aws; `in-memory` or `docker` for dev. */
  readonly flavor: string;
  readonly region: string;
  /** With the leading `v`, e.g. `v1.34.3`. */
  readonly kubernetesVersion: string;
  /** No replicas and an empty machine type where the provider's service runs the control plane. */
  readonly controlPlane: { readonly replicas: number; readonly machineType: string };
  readonly pools: readonly WorkerPool[];
  readonly packaging: Packaging;
  readonly cni: Cni;
  readonly addons: AddonInstaller;
  /** Networks of pods and services, as CIDR. */
  readonly network: { readonly pods: string; readonly services: string };
  /** Address of the API server, for providers that make no load balancer. */
  readonly endpoint?: string;
  /** Lifetime in seconds, counted from the merge; absent: for ever. */
  readonly ttlSeconds?: number;
  readonly template?: never;
  readonly capi: CapiVersion;
  /** Written as annotations onto the Cluster; a name that exists under another owner is refused. */
  readonly owner: { readonly repositoryId: number; readonly request: string; readonly delivery: 'merge' | 'preview' };
}

/** What stands for the provider's variant where a template makes the objects. */
export const templateFlavor = 'template';

/** A cluster whose objects a clusterctl template of the repository makes, in place of those of a provider that is known here. */
export interface TemplateSpec extends Omit<ClusterSpec, 'provider' | 'network' | 'template'> {
  /** As Cluster API calls it: also one that there are no manifests of here. */
  readonly provider: string;
  /** Those that somebody named; the template has its own, or the usual ones hold. */
  readonly network: Partial<ClusterSpec['network']>;
  readonly template: TemplateUse;
}

/** What a command asks for. */
export type PlannedSpec = ClusterSpec | TemplateSpec;

/** A Kubernetes object by name, as the plan promises it and as clean-up proves it gone. */
export interface ObjectRef {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
  readonly namespace?: string;
  readonly name: string;
}

export interface FileContent {
  /** Relative to the repository's root, `/` separated, never absolute, never with `..`. */
  readonly path: string;
  readonly content: string;
}

/** The size of a cluster as the files of a template say it. */
export interface MadeByTemplate extends Pick<ClusterSpec, 'controlPlane' | 'pools'> {
  /** With the most that an autoscaler may make. */
  readonly mostWorkers: number;
}

/** What a spec renders to. */
export interface RenderedCluster {
  readonly folder: string;
  readonly files: readonly FileContent[];
  readonly objects: readonly ObjectRef[];
  /** How many machines the cluster asks for, by role and type. */
  readonly machines: readonly {
    readonly role: 'control plane' | 'worker';
    readonly type: string;
    readonly count: number;
  }[];
  /** What a template makes, which need not be what was asked for. */
  readonly made?: MadeByTemplate;
  /** What must exist beforehand (an identity, a key), one Markdown-free sentence each. */
  readonly prerequisites: readonly string[];
}

/** The files of all clusters, those that several share once. */
export function filesOf(rendered: readonly RenderedCluster[]): readonly FileContent[] {
  return [...new Map(rendered.flatMap((each) => each.files).map((file) => [file.path, file])).values()];
}
