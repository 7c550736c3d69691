import type { ProviderId } from '../cluster/spec.ts';
import type { Flavor, Provider } from './provider.ts';
import { aws } from './providers/aws/provider.ts';
import { azure } from './providers/azure/provider.ts';
import { dev } from './providers/dev/provider.ts';
import { gcp } from './providers/gcp/provider.ts';

/** Every provider that manifests can be rendered for. A new one is a folder, its settings and a line here. */
export const providers: { readonly [Id in ProviderId]: Provider & { readonly id: Id } } = { aws, gcp, azure, dev };

export const providerIds = Object.keys(providers) as readonly ProviderId[];

/** The variant of a provider, when it has one of that name. */
export function flavorOf(provider: ProviderId, flavor: string): Flavor | undefined {
  return providers[provider].flavors.find((each) => each.id === flavor);
}
