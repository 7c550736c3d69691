/** `providers.hetzner` of the configuration. */
export interface HetznerSettings {
  /** Secret of the management cluster that holds the token, in the namespace of the clusters. */
  readonly secret: { readonly name: string; readonly key: string };
  /** Image with Kubernetes: name of a snapshot, or value of its label `caph-image-name`; needed. */
  readonly image?: string;
  readonly sshKeys: readonly string[];
  readonly controlPlaneMachineType: string;
  readonly machineType: string;
  readonly regions?: readonly string[];
}

export const hetznerDefaults: HetznerSettings = {
  // As the cloud controller and the driver of volumes expect them; the provider recommends both.
  secret: { name: 'hcloud', key: 'token' },
  sshKeys: [],
  // Dedicated processors, because etcd is slow on shared ones, and because every location has them.
  controlPlaneMachineType: 'ccx13',
  machineType: 'ccx23',
};
