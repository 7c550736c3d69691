import { at, itemsAt, type Located, textAt } from '../source/located.ts';
import type { SourceDocument } from '../source/read-documents.ts';

/** What says in which failure domains the machines of a cluster can be: its infrastructure, or the control plane of EKS. */
export function zonedPart(
  cluster: SourceDocument | undefined,
  documents: readonly SourceDocument[],
): SourceDocument | undefined {
  const named = (field: string): SourceDocument | undefined => {
    const reference = at(cluster?.root, 'spec', field);
    const [kind, name] = [textAt(reference, 'kind'), textAt(reference, 'name')];
    return documents.find((each) => each.kind === kind && each.name === name);
  };
  const controlPlane = named('controlPlaneRef');
  return controlPlane?.kind === 'AWSManagedControlPlane' ? controlPlane : named('infrastructureRef');
}

/** The machine deployments, or the pools, of a cluster. */
export function machinesOf(
  cluster: SourceDocument,
  kinds: readonly string[],
  documents: readonly SourceDocument[],
): readonly SourceDocument[] {
  return documents.filter(
    ({ kind = '', root }) => kinds.includes(kind) && textAt(root, 'spec', 'clusterName') === cluster.name,
  );
}

/** The failure domains that machines ask for. */
export function askedBy({ kind, root }: SourceDocument): readonly Located[] {
  const nodes = [
    ...(kind === 'MachineDeployment' || kind === 'MachinePool'
      ? [at(root, 'spec', 'template', 'spec', 'failureDomain')]
      : []),
    ...(kind === 'MachinePool' ? itemsAt(root, 'spec', 'failureDomains') : []),
  ];
  return nodes.filter((node) => node !== undefined);
}

/** Where the zones are, of providers that name them after their region: eu-west-1a, europe-west1-b. */
export function regionOf(kind: string, root: Located): string | undefined {
  return namedAfterRegion.test(kind) ? textAt(root, 'spec', 'region') : undefined;
}

/** Kinds, and their templates, whose zones are named after their `spec.region`. */
export const namedAfterRegion = /^(AWSCluster|AWSManagedControlPlane|GCPCluster)(Template)?$/;

/** The failure domains that an infrastructure object says it has; none when it leaves that to the provider. */
export function domainsOf(root: Located): readonly string[] {
  const said = at(root, 'spec', 'failureDomains');
  if (said?.kind === 'map') return [...said.entries.keys()];
  const listed = itemsAt(said).flatMap((each) => textAt(each) ?? textAt(each, 'name') ?? textAt(each, 'zoneID') ?? []);
  // Networks that are there already, as AWSCluster describes them.
  const subnets = itemsAt(root, 'spec', 'network', 'subnets').map((each) => textAt(each, 'availabilityZone'));
  return listed.length > 0 || subnets.some((zone) => zone === undefined)
    ? listed
    : subnets.filter((zone) => zone !== undefined);
}
