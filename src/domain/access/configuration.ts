import type { AddonChoice, CapiVersion, Cni, Packaging, ProviderId } from '../cluster/spec.ts';
import type { Finding, Place } from '../finding.ts';
import type { EngineChoice } from '../gitops/engine.ts';
import type { ProviderSettings } from '../manifests/providers/settings.ts';
import type { Permission } from '../repository.ts';
import type { Schedule } from '../schedule/schedule.ts';
import type { Environment, Policy } from './policy.ts';

/** `.github/clusterops.yml`, decoded and with every default filled in. */
export interface Configuration {
  readonly clusters: { readonly folder: string; readonly namespace: string };
  readonly defaults: {
    readonly kubernetesVersion: string;
    readonly controlPlane: number;
    readonly workers: number;
    readonly packaging: Packaging;
    readonly cni: Exclude<Cni, 'managed'>;
    readonly ttlSeconds?: number;
  };
  /** Order in which providers claim a region that several know. */
  readonly providers: ProviderSettings & { readonly order: readonly ProviderId[] };
  /** `auto`: what the management cluster serves, the newest where none is connected. */
  readonly capi: { readonly apiVersion: CapiVersion | 'auto' };
  readonly network: { readonly pods: string; readonly services: string };
  readonly addons: { readonly installer: AddonChoice };
  readonly kustomize: { readonly bases: string };
  readonly helm: HelmSettings;
  readonly clusterClass: { readonly folder: string; readonly name?: string };
  /** When set, no other region is allowed; wins over every provider's table. */
  readonly regions?: readonly string[];
  /** clusterctl templates of the repository, by the name that commands give. */
  readonly templates: Readonly<Record<string, TemplateSettings>>;
  readonly delivery: 'merge' | 'preview';
  readonly engine: EngineChoice;
  readonly argocd: {
    readonly namespace: string;
    readonly project: string;
    readonly previewProject: string;
    readonly repoUrl?: string;
  };
  readonly flux: {
    readonly namespace: string;
    readonly serviceAccount: string;
    /** The GitRepository that charts of clusters are made from; in the namespace of Flux unless it says another. */
    readonly source: { readonly name: string; readonly namespace?: string };
    /** Where Helm keeps its Secrets. */
    readonly storageNamespace: string;
    readonly secret?: string;
    readonly provider?: 'generic' | 'github' | 'azure';
    readonly repoUrl?: string;
  };
  readonly checks: { readonly required: boolean };
  readonly access: { readonly permission: Permission; readonly allowBots: readonly string[] };
  readonly limits: { readonly workers: number; readonly controlPlane: number; readonly clustersPerComment: number };
  readonly deletion: DeletionSettings;
  readonly policy: Policy;
  /** By name; a cluster is in the first that it fits. */
  readonly environments: Readonly<Record<string, Environment>>;
  readonly lifetime: LifetimeSettings;
  /** When which clusters sleep; a cluster belongs to the first that selects it. */
  readonly schedule: readonly Schedule[];
  readonly fleet: FleetSettings;
  readonly labels: readonly string[];
}

/** What a deletion needs beside its pull request. */
export interface DeletionSettings {
  /** Names of clusters that are not deleted; `*` stands for any characters. */
  readonly protected: readonly string[];
  /** How long a code is valid. */
  readonly confirmWithinSeconds: number;
  /** Whether somebody else than who asked must confirm. */
  readonly secondPerson: boolean;
}

/** How a command with a selector goes over its clusters. */
export interface FleetSettings {
  /** Clusters of each wave; the last size holds for all that are left. None: all are one wave. */
  readonly waves: readonly number[];
}

/** How long clusters may live. */
export interface LifetimeSettings {
  /** The longest; absent: any, and clusters without an end. */
  readonly mostSeconds?: number;
  /** How long before the end it is warned of. */
  readonly warnBeforeSeconds: number;
}

/** A clusterctl template, and the values that its clusters share. */
export interface TemplateSettings {
  readonly path: string;
  /** The provider of what it makes, be it one that there are no manifests of here; found by the region when left out. */
  readonly provider?: string;
  readonly variables: Readonly<Record<string, string>>;
}

/** Where the chart comes from that `packaging=helm` writes values for. */
export interface HelmSettings {
  /** A folder of the repository, an `oci://` address, or the name of a chart in `repository`. */
  readonly chart: string;
  /** Address of a chart repository; absent for a folder or an `oci://` address. */
  readonly repository?: string;
  /** Version of the chart; needed for everything but a folder. */
  readonly version?: string;
}

/** What a configuration builds on, and was not given. */
export interface LackedBase {
  /** A repository of the same organisation, by its name. */
  readonly repository: string;
  /** Where it is named. */
  readonly place: Place;
}

/** Unreadable is not absent: an unreadable or invalid configuration denies every writing command. */
export type ConfigurationRead =
  | { readonly state: 'absent' }
  | { readonly state: 'read'; readonly configuration: Configuration; readonly builtOn?: readonly string[] }
  | {
      readonly state: 'invalid';
      readonly findings: readonly Finding[];
      readonly lacks?: LackedBase;
      /** `owner/name` of the repositories that it builds on, read or not. */
      readonly builtOn?: readonly string[];
    };
