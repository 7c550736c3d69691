import { defaultConfiguration } from '../../../access/default-configuration.ts';
import { deliveryAnnotation, repositoryAnnotation, requestAnnotation } from '../../../cluster/ownership.ts';
import type { ClusterSpec } from '../../../cluster/spec.ts';
import { olderContract } from '../../core/older-contract.ts';
import { asJson, type Json, type Manifest, type Part } from '../../manifest.ts';
import { flavorOf, providers } from '../../registry.ts';

/** Name of the cluster that a base describes; every overlay renames its objects. */
export const baseName = 'base';

/** Folder name of the base that a cluster is made from: all that decides which objects there are, and their versions. */
export function baseId(
  spec: Pick<ClusterSpec, 'provider' | 'flavor' | 'kubernetesVersion' | 'cni' | 'addons' | 'capi'>,
): string {
  return [
    spec.provider,
    spec.flavor,
    spec.kubernetesVersion,
    ...(spec.cni === 'none' || spec.cni === 'managed' ? [] : [spec.cni]),
    ...(spec.addons === 'helm-chart-proxy' ? [] : [spec.addons]),
    ...(spec.capi === 'v1beta2' ? [] : [spec.capi]),
  ].join('-');
}

/**
 * The objects of a base. They depend on nothing but what its folder is named after: what a configuration or a command says
 * stands in the overlays, so that a base never changes behind the back of a cluster.
 */
export function baseParts(spec: ClusterSpec): readonly Part[] {
  const flavor = flavorOf(spec.provider, spec.flavor);
  if (flavor === undefined) return [];
  const { defaults, network, clusters } = defaultConfiguration;
  const types = providers[spec.provider].machineTypes(defaultConfiguration, spec.flavor);
  // What a command gave one cluster stays out of what all share: an address or a lifetime would be the next cluster's too.
  const { endpoint: _endpoint, ttlSeconds: _ttl, ...shared } = spec;
  const sample: ClusterSpec = {
    ...shared,
    name: baseName,
    namespace: clusters.namespace,
    region: 'region',
    controlPlane: flavor.managedControlPlane
      ? { replicas: 0, machineType: '' }
      : { replicas: defaults.controlPlane, machineType: types.controlPlane },
    pools: [{ name: 'md-0', replicas: defaults.workers, machineType: types.worker }],
    network,
  };
  const made = flavor.parts(sample, defaultConfiguration);
  const parts = spec.capi === 'v1beta1' ? olderContract(made) : made;
  const names = new Map(
    parts.map(({ manifest }) => [manifest.metadata.name, `${baseName}${suffixOf(manifest, baseName)}`]),
  );
  return parts.map((part) => ({ ...part, manifest: renamed(withoutOwner(part.manifest), names) }));
}

/** What an object is within its cluster, whatever the cluster is called: its kind, and its name without the cluster's and without a content hash. */
export function objectKey(manifest: Manifest, cluster: string): string {
  return `${manifest.kind}${suffixOf(manifest, cluster)}`;
}

function suffixOf({ kind, metadata }: Manifest, cluster: string): string {
  const suffix = metadata.name.slice(cluster.length);
  return /Template$|^ConfigMap$/.test(kind) ? suffix.replace(/-[0-9a-f]{8}$/, '') : suffix;
}

/** An object without its namespace and its owner: an overlay gives both to all objects at once. */
export function withoutOwner(manifest: Manifest): Manifest {
  const { namespace: _namespace, annotations, ...metadata } = manifest.metadata;
  const {
    [repositoryAnnotation]: _id,
    [requestAnnotation]: _request,
    [deliveryAnnotation]: _delivery,
    ...rest
  } = annotations;
  return { ...manifest, metadata: { ...metadata, annotations: rest } as Manifest['metadata'] };
}

function renamed(manifest: Manifest, names: ReadonlyMap<string, string>): Manifest {
  const walk = (value: Json | undefined): Json | undefined => {
    if (typeof value === 'string') return names.get(value) ?? value;
    if (typeof value !== 'object' || value === null) return value;
    if (Array.isArray(value)) return value.map((each: Json) => walk(each) ?? null);
    return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, walk(each)]));
  };
  return walk(asJson(manifest)) as unknown as Manifest;
}
