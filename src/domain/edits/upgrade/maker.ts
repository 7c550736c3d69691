import type { ProviderId } from '../../cluster/spec.ts';
import { labels } from '../../manifests/manifest.ts';
import { flavorOf, providers } from '../../manifests/registry.ts';
import { textsAt } from '../../manifests/source/located.ts';
import type { SourceDocument } from '../../manifests/source/read-documents.ts';

export interface KnownMinors {
  readonly minors?: readonly [oldest: number, newest: number];
  readonly maker?: string;
}

/** Control planes that a provider's own service runs, by the kind that asks for them. */
const services: Readonly<Record<string, readonly [provider: ProviderId, flavor: string]>> = {
  AWSManagedControlPlane: ['aws', 'eks'],
  GCPManagedControlPlane: ['gcp', 'gke'],
  AzureManagedControlPlane: ['azure', 'aks'],
  AzureASOManagedControlPlane: ['azure', 'aks'],
};

/** The minor versions that the cluster's provider makes; nothing where it is none of ours: Cluster API's own then hold. */
export function minorsOf(documents: readonly SourceDocument[], provider: string | undefined): KnownMinors {
  const service = documents.map(({ kind }) => services[kind ?? '']).find((each) => each !== undefined);
  const cluster = documents.find(({ kind }) => kind === 'Cluster');
  const flavor = textsAt(cluster?.root, 'metadata', 'labels')[labels.flavor];
  const [id, variant] = service ?? [provider, flavor];
  if (id === undefined || !isProvider(id)) return {};
  const known = variant === undefined ? undefined : flavorOf(id, variant);
  const { title, flavors } = providers[id];
  return {
    minors: (known ?? flavors[0]).minors,
    maker: service === undefined ? title : (variant?.toUpperCase() ?? title),
  };
}

const isProvider = (id: string): id is ProviderId => Object.hasOwn(providers, id);
