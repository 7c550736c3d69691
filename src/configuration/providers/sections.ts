import type { z } from 'zod';
import type { ProviderSettings } from '../../domain/manifests/providers/settings.ts';
import { alibabaSection } from './alibaba.ts';
import { awsSection } from './aws.ts';
import { azureSection } from './azure.ts';
import { devSection } from './dev.ts';
import { gcpSection } from './gcp.ts';
import { hetznerSection } from './hetzner.ts';
import { openstackSection } from './openstack.ts';
import { packetSection } from './packet.ts';
import { proxmoxSection } from './proxmox.ts';
import { vsphereSection } from './vsphere.ts';

/** How each provider's settings are written in `.github/clusterops.yml`. */
export const providerSections = {
  aws: awsSection,
  gcp: gcpSection,
  azure: azureSection,
  hetzner: hetznerSection,
  openstack: openstackSection,
  vsphere: vsphereSection,
  proxmox: proxmoxSection,
  alibaba: alibabaSection,
  packet: packetSection,
  dev: devSection,
} satisfies {
  readonly [Id in keyof ProviderSettings]: z.ZodType<ProviderSettings[Id]>;
};
