/** What may differ from one region to another. */
export interface OpenStackPlace {
  /** Name of the region in OpenStack, where the word that commands use is not it. */
  readonly name?: string;
  /** Secret with `clouds.yaml` in the namespace of the clusters, and the cloud in it. */
  readonly identity?: { readonly name: string; readonly cloudName: string };
  /** Secret of type addons.cluster.x-k8s.io/resource-set that holds the Secret `cloud-config` for the cloud controller. */
  readonly cloudConfig?: string;
  /** Name of the machine image; needed. */
  readonly image?: string;
  /** Id of the network that leads outside; found by itself where there is only one. */
  readonly externalNetworkId?: string;
  readonly dnsServers?: readonly string[];
}

/** `providers.openstack` of the configuration. */
export interface OpenStackSettings extends OpenStackPlace {
  readonly identity: { readonly name: string; readonly cloudName: string };
  readonly cloudConfig: string;
  readonly nodeCidr: string;
  readonly dnsServers: readonly string[];
  /** Octavia's own choice when left out. */
  readonly loadBalancerProvider?: string;
  /** The flavor's own disk when left out. */
  readonly rootVolume?: { readonly sizeGiB: number; readonly type?: string };
  readonly sshKeyName?: string;
  readonly controlPlaneMachineType: string;
  readonly machineType: string;
  /** Every cloud has its own. */
  readonly regions?: readonly string[];
  readonly perRegion?: Readonly<Record<string, OpenStackPlace>>;
}

export const openstackDefaults: OpenStackSettings = {
  identity: { name: 'openstack-cloud-config', cloudName: 'openstack' },
  cloudConfig: 'openstack-cloud-controller-config',
  nodeCidr: '10.6.0.0/24',
  dnsServers: ['1.1.1.1', '9.9.9.9'],
  controlPlaneMachineType: 'm1.medium',
  machineType: 'm1.large',
};
