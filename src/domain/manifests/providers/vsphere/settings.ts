/** `providers.vsphere` of the configuration. */
export interface VSphereSettings {
  /** Host name of vCenter; needed. */
  readonly server?: string;
  readonly thumbprint?: string;
  readonly identity: { readonly kind: 'VSphereClusterIdentity' | 'Secret'; readonly name: string };
  /** Secret of type addons.cluster.x-k8s.io/resource-set that holds the settings of the cloud controller. */
  readonly cloudConfig: string;
  /** Virtual machine template that holds Kubernetes; needed. */
  readonly template?: string;
  readonly datastore?: string;
  readonly folder?: string;
  readonly resourcePool?: string;
  /** Network of the machines; needed. It hands out addresses by DHCP. */
  readonly network?: string;
  readonly sshPublicKey?: string;
  readonly controlPlaneMachineType: string;
  readonly machineType: string;
  /** Datacenters. */
  readonly regions?: readonly string[];
}

export const vsphereDefaults: VSphereSettings = {
  identity: { kind: 'VSphereClusterIdentity', name: 'default' },
  cloudConfig: 'vsphere-cloud-controller-config',
  controlPlaneMachineType: '2cpu-8gb-40gb',
  machineType: '4cpu-16gb-60gb',
};
