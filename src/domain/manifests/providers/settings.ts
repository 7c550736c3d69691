import { type AlibabaSettings, alibabaDefaults } from './alibaba/settings.ts';
import { type AwsSettings, awsDefaults } from './aws/settings.ts';
import { type AzureSettings, azureDefaults } from './azure/settings.ts';
import { type DevSettings, devDefaults } from './dev/settings.ts';
import { type GcpSettings, gcpDefaults } from './gcp/settings.ts';
import { type HetznerSettings, hetznerDefaults } from './hetzner/settings.ts';
import { type OpenStackSettings, openstackDefaults } from './openstack/settings.ts';
import { type PacketSettings, packetDefaults } from './packet/settings.ts';
import { type ProxmoxSettings, proxmoxDefaults } from './proxmox/settings.ts';
import { type VSphereSettings, vsphereDefaults } from './vsphere/settings.ts';

/** The part of a configuration that each provider reads. */
export interface ProviderSettings {
  readonly aws: AwsSettings;
  readonly gcp: GcpSettings;
  readonly azure: AzureSettings;
  readonly hetzner: HetznerSettings;
  readonly openstack: OpenStackSettings;
  readonly vsphere: VSphereSettings;
  readonly proxmox: ProxmoxSettings;
  readonly alibaba: AlibabaSettings;
  readonly packet: PacketSettings;
  readonly dev: DevSettings;
}

/** What holds for every key that a configuration leaves out. The order is that in which regions are claimed. */
export const defaultSettings: ProviderSettings = {
  aws: awsDefaults,
  gcp: gcpDefaults,
  azure: azureDefaults,
  hetzner: hetznerDefaults,
  openstack: openstackDefaults,
  vsphere: vsphereDefaults,
  proxmox: proxmoxDefaults,
  alibaba: alibabaDefaults,
  packet: packetDefaults,
  dev: devDefaults,
};
