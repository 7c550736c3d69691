import type { ProviderId } from '../cluster/spec.ts';
import type { Provider } from './provider.ts';
import { aws } from './providers/aws/provider.ts';
import { dev } from './providers/dev/provider.ts';

/** Every provider that manifests can be rendered for. A new one is a folder and a line here. */
export const providers: { readonly [Id in ProviderId]: Provider & { readonly id: Id } } = { aws, dev };

export const providerIds = Object.keys(providers) as readonly ProviderId[];
