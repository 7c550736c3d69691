import type { ProviderId } from '../../cluster/spec.ts';
import { alibaba } from './alibaba.ts';
import { aws } from './aws.ts';
import { azure } from './azure.ts';
import { dev } from './dev.ts';
import { gcp } from './gcp.ts';
import { hetzner } from './hetzner.ts';
import { openstack } from './openstack.ts';
import type { ManagedProvider } from './provider.ts';
import { proxmox } from './proxmox.ts';
import { vsphere } from './vsphere.ts';

/** How each provider is set up; `refused` where there is nothing that could be. */
export const managedProviders: { readonly [Id in ProviderId]: ManagedProvider | 'refused' } = {
  aws,
  gcp,
  azure,
  hetzner,
  openstack,
  vsphere,
  proxmox,
  alibaba,
  packet: 'refused',
  dev,
};

/** Providers with their ids, in the order of installation. */
export type Chosen = readonly (readonly [id: ProviderId, provider: ManagedProvider])[];

export function chosenProviders(ids: readonly ProviderId[]): Chosen {
  return ids.flatMap((id) => {
    const provider = managedProviders[id];
    return provider === 'refused' ? [] : [[id, provider] as const];
  });
}
