/** What may differ from one datacenter to another. */
export interface VSpherePlace {
  /** Name of the datacenter in vCenter, where the word that commands use is not it. */
  readonly datacenter?: string;
  /** Host name of vCenter; needed. */
  readonly server?: string;
  readonly thumbprint?: string;
  /** Virtual machine template that holds Kubernetes; needed. */
  readonly template?: string;
  readonly datastore?: string;
  readonly storagePolicy?: string;
  readonly folder?: string;
  readonly resourcePool?: string;
  /** Network of the machines; needed. */
  readonly network?: string;
  /** Pool that machines get addresses from; DHCP when left out. */
  readonly addressPool?: { readonly kind: 'InClusterIPPool' | 'GlobalInClusterIPPool'; readonly name: string };
  /** Of machines with addresses from a pool; DHCP names them otherwise. */
  readonly dnsServers?: readonly string[];
  /** Addresses that commands may give to API servers: ranges or single ones. */
  readonly endpoints?: readonly string[];
}

/** `providers.vsphere` of the configuration. */
export interface VSphereSettings extends VSpherePlace {
  readonly identity: { readonly kind: 'VSphereClusterIdentity' | 'Secret'; readonly name: string };
  /** Secret of type addons.cluster.x-k8s.io/resource-set that holds the credentials of the cloud controller. */
  readonly cloudSecret: string;
  readonly sshPublicKey?: string;
  readonly controlPlaneMachineType: string;
  readonly machineType: string;
  /** Datacenters. */
  readonly regions?: readonly string[];
  readonly perRegion?: Readonly<Record<string, VSpherePlace>>;
}

export const vsphereDefaults: VSphereSettings = {
  identity: { kind: 'VSphereClusterIdentity', name: 'default' },
  cloudSecret: 'vsphere-cloud-controller',
  controlPlaneMachineType: '2cpu-8gb-40gb',
  machineType: '4cpu-16gb-60gb',
};
