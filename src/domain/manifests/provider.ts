import type { Configuration } from '../access/configuration.ts';
import type { ClusterSpec, ObjectRef, ProviderId } from '../cluster/spec.ts';
import type { Finding } from '../finding.ts';
import type { Part } from './manifest.ts';

/** What one infrastructure provider knows: its regions, machine types and manifests. */
export interface Provider {
  readonly id: ProviderId;
  /** Variants that can be rendered, the default first. */
  readonly flavors: readonly string[];
  /** Variants that exist but are not built. */
  readonly plannedFlavors: readonly string[];
  /** Regions to suggest from. */
  readonly regions: (configuration: Configuration) => readonly string[];
  /** Whether a bare region means this provider. */
  readonly claims: (region: string, configuration: Configuration) => boolean;
  /** Whether a region can be used when the provider was named: what cannot is an error, what is merely unknown a warning. */
  readonly checkRegion: (region: string, configuration: Configuration) => readonly Finding[];
  readonly defaultFlavor: (configuration: Configuration) => string;
  /** The machine types: the asked ones, else the configured; an unusable one is a finding. */
  readonly machineTypes: (
    asked: { readonly controlPlane: string | undefined; readonly worker: string | undefined },
    configuration: Configuration,
    flavor: string,
  ) => { readonly controlPlane: string; readonly worker: string; readonly findings: readonly Finding[] };
  /** Whether the machines become Ready without a CNI. */
  readonly worksWithoutCni: (flavor: string) => boolean;
  /** The objects that `parts` must make, no more and no fewer. */
  readonly expects: (spec: ClusterSpec) => readonly Pick<ObjectRef, 'group' | 'kind'>[];
  readonly parts: (spec: ClusterSpec, configuration: Configuration) => readonly Part[];
  readonly prerequisites: (spec: ClusterSpec, configuration: Configuration) => readonly string[];
}
