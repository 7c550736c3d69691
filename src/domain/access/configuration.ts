import type { CapiVersion, Cni, Packaging, ProviderId } from '../cluster/spec.ts';
import type { Finding } from '../finding.ts';
import type { Permission } from '../repository.ts';

/** Provider settings that no command carries: identities by reference, keys by name. Values are plain strings. */
export interface AwsSettings {
  readonly sshKeyName?: string;
  readonly identity: {
    readonly kind: 'AWSClusterControllerIdentity' | 'AWSClusterRoleIdentity' | 'AWSClusterStaticIdentity';
    readonly name: string;
  };
  readonly controlPlaneMachineType: string;
  readonly machineType: string;
  readonly regions?: readonly string[];
}

export interface DevSettings {
  readonly backend: 'in-memory' | 'docker';
}

/** `.github/clusterops.yml`, decoded and with every default filled in. */
export interface Configuration {
  readonly clusters: { readonly folder: string; readonly namespace: string };
  readonly defaults: {
    readonly kubernetesVersion: string;
    readonly controlPlane: number;
    readonly workers: number;
    readonly packaging: Packaging;
    readonly cni: Cni;
    readonly ttlSeconds?: number;
  };
  /** Order in which providers claim a region that several know. */
  readonly providers: { readonly order: readonly ProviderId[]; readonly aws: AwsSettings; readonly dev: DevSettings };
  readonly capi: { readonly apiVersion: CapiVersion };
  /** When set, no other region is allowed; wins over every provider's table. */
  readonly regions?: readonly string[];
  readonly delivery: 'merge' | 'preview';
  readonly engine: 'argocd' | 'flux' | 'auto';
  readonly argocd: {
    readonly namespace: string;
    readonly project: string;
    readonly previewProject: string;
    readonly repoUrl?: string;
  };
  readonly checks: { readonly required: boolean };
  readonly access: { readonly permission: Permission; readonly allowBots: readonly string[] };
  readonly limits: { readonly workers: number; readonly controlPlane: number; readonly clustersPerComment: number };
  readonly labels: readonly string[];
}

/** Unreadable is not absent: an unreadable or invalid configuration denies every writing command. */
export type ConfigurationRead =
  | { readonly state: 'absent' }
  | { readonly state: 'read'; readonly configuration: Configuration }
  | { readonly state: 'invalid'; readonly findings: readonly Finding[] };
