import type { ProviderId } from '../cluster/spec.ts';
import type { Flavor, Provider } from './provider.ts';
import { alibaba } from './providers/alibaba/provider.ts';
import { aws } from './providers/aws/provider.ts';
import { azure } from './providers/azure/provider.ts';
import { dev } from './providers/dev/provider.ts';
import { gcp } from './providers/gcp/provider.ts';
import { hetzner } from './providers/hetzner/provider.ts';
import { openstack } from './providers/openstack/provider.ts';
import { packet } from './providers/packet/provider.ts';
import { proxmox } from './providers/proxmox/provider.ts';
import { vsphere } from './providers/vsphere/provider.ts';

/** Every provider that manifests can be rendered for. A new one is a folder, its settings and a line here. */
export const providers: { readonly [Id in ProviderId]: Provider & { readonly id: Id } } = {
  aws,
  gcp,
  azure,
  hetzner,
  openstack,
  vsphere,
  proxmox,
  alibaba,
  packet,
  dev,
};

export const providerIds = Object.keys(providers) as readonly ProviderId[];

/** The variant of a provider, when it has one of that name. */
export function flavorOf(provider: ProviderId, flavor: string): Flavor | undefined {
  return providers[provider].flavors.find((each) => each.id === flavor);
}
