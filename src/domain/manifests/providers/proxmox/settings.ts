/** `providers.proxmox` of the configuration. */
export interface ProxmoxSettings {
  /** Secret with the address and token of Proxmox, in the namespace of the clusters; the provider's own when left out. */
  readonly credentials?: string;
  /** Node that holds the template; needed. */
  readonly sourceNode?: string;
  /** Id of the virtual machine template that holds Kubernetes; needed. */
  readonly templateId?: number;
  /** Nodes on which machines may be made; all when left out. */
  readonly allowedNodes?: readonly string[];
  /** Addresses that machines get: ranges or single ones; needed. */
  readonly addresses?: readonly string[];
  readonly prefix: number;
  /** Needed. */
  readonly gateway?: string;
  readonly dnsServers: readonly string[];
  readonly bridge: string;
  readonly disk: string;
  readonly sshPublicKey?: string;
  readonly controlPlaneMachineType: string;
  readonly machineType: string;
  readonly regions?: readonly string[];
}

export const proxmoxDefaults: ProxmoxSettings = {
  prefix: 24,
  dnsServers: ['1.1.1.1', '9.9.9.9'],
  bridge: 'vmbr0',
  disk: 'scsi0',
  controlPlaneMachineType: '2cpu-8gb-40gb',
  machineType: '4cpu-16gb-60gb',
};
