/** By tags that one template has, or by its id on a node. */
export interface ProxmoxTemplate {
  readonly tags?: readonly string[];
  readonly node?: string;
  readonly id?: number;
}

/** What may differ from one region to another. */
export interface ProxmoxPlace {
  /** Secret with the address and token of Proxmox, in the namespace of the clusters; the provider's own when left out. */
  readonly credentials?: string;
  /** Virtual machine template that holds Kubernetes; needed. */
  readonly template?: ProxmoxTemplate;
  /** Nodes on which machines may be made; all when left out. */
  readonly allowedNodes?: readonly string[];
  /** Addresses of API servers, each with those that the machines of its cluster get: ranges or single ones; needed. */
  readonly addresses?: Readonly<Record<string, readonly string[]>>;
  readonly prefix?: number;
  /** Needed. */
  readonly gateway?: string;
  readonly dnsServers?: readonly string[];
  readonly bridge?: string;
  readonly vlan?: number;
  /** Storage of the machines; the template's when left out. */
  readonly storage?: string;
  readonly pool?: string;
}

/** `providers.proxmox` of the configuration. */
export interface ProxmoxSettings extends ProxmoxPlace {
  readonly prefix: number;
  readonly dnsServers: readonly string[];
  readonly bridge: string;
  readonly disk: string;
  readonly sshPublicKey?: string;
  readonly controlPlaneMachineType: string;
  readonly machineType: string;
  readonly regions?: readonly string[];
  readonly perRegion?: Readonly<Record<string, ProxmoxPlace>>;
}

export const proxmoxDefaults: ProxmoxSettings = {
  prefix: 24,
  dnsServers: ['1.1.1.1', '9.9.9.9'],
  bridge: 'vmbr0',
  disk: 'scsi0',
  controlPlaneMachineType: '2cpu-8gb-40gb',
  machineType: '4cpu-16gb-60gb',
};
