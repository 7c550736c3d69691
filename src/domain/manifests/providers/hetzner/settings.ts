/** `providers.hetzner` of the configuration. */
export interface HetznerSettings {
  /** Secret of the management cluster that holds the token, in the namespace of the clusters. */
  readonly secret: { readonly name: string; readonly key: string };
  /** Image with Kubernetes: the value of the label `caph-image-name` of a snapshot; needed. */
  readonly image?: string;
  readonly sshKeys: readonly string[];
  readonly controlPlaneMachineType: string;
  readonly machineType: string;
  readonly regions?: readonly string[];
}

export const hetznerDefaults: HetznerSettings = {
  secret: { name: 'hetzner', key: 'hcloud' },
  sshKeys: [],
  controlPlaneMachineType: 'cpx31',
  machineType: 'cpx31',
};
