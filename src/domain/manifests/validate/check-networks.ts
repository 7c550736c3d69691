import { overlap, parseCidr } from '../../cluster/cidr.ts';
import type { Finding } from '../../finding.ts';
import { at, itemsAt, type Located, textAt } from '../source/located.ts';
import type { SourceDocument } from '../source/read-documents.ts';
import { groupOf } from './folder.ts';

/** A network with the line that says it. */
interface Named {
  readonly what: string;
  readonly cidr: string;
  readonly node: Located;
  readonly document: SourceDocument;
}

/** Where each kind of infrastructure says which networks the machines have. */
const ofMachines: Readonly<Record<string, readonly (readonly string[])[]>> = {
  AWSCluster: [['network', 'vpc', 'cidrBlock']],
  AWSManagedControlPlane: [['network', 'vpc', 'cidrBlock']],
  AzureCluster: [['networkSpec', 'vnet', 'cidrBlocks']],
  GCPCluster: [['network', 'subnets', 'cidrBlock']],
  OpenStackCluster: [['managedSubnets', 'cidr']],
  HetznerCluster: [['hcloudNetwork', 'cidrBlock']],
};

/** Networks of one cluster that are none, or that share addresses: packets for one would go to the other. */
export function checkNetworks(documents: readonly SourceDocument[]): readonly Finding[] {
  const networks = documents.flatMap((document) => [...clusterNetworks(document), ...machineNetworks(document)]);
  return networks.flatMap((network, index) => {
    const read = parseCidr(network.cidr);
    if (read?.aligned !== true) {
      const why = read === undefined ? 'is not a network' : 'has bits set behind its prefix';
      return [
        invalid(
          network,
          `The network of the ${network.what} "${network.cidr}" ${why}.`,
          'Write it as 10.96.0.0/12, with its first address.',
        ),
      ];
    }
    return networks
      .slice(0, index)
      .filter((other) => other.what !== network.what && overlap(other.cidr, network.cidr))
      .map((other) =>
        invalid(
          network,
          `The network of the ${network.what} ${network.cidr} overlaps with that of the ${other.what}, ${other.cidr}.`,
          'Use networks that share no address.',
        ),
      );
  });
}

/** The pods' and the services' networks of a Cluster. */
export function clusterNetworks(document: SourceDocument): readonly Named[] {
  if (document.kind !== 'Cluster' || groupOf(document) !== 'cluster.x-k8s.io') return [];
  return ['pods', 'services'].flatMap((what) =>
    itemsAt(document.root, 'spec', 'clusterNetwork', what, 'cidrBlocks').flatMap((node) => named(what, node, document)),
  );
}

function machineNetworks(document: SourceDocument): readonly Named[] {
  const paths = Object.hasOwn(ofMachines, document.kind ?? '') ? (ofMachines[document.kind ?? ''] ?? []) : [];
  return paths.flatMap((path) =>
    textsBelow(at(document.root, 'spec'), path).flatMap((node) => named('machines', node, document)),
  );
}

/** Values at a path, whatever lists are on the way. */
function textsBelow(node: Located | undefined, [key, ...rest]: readonly string[]): readonly Located[] {
  if (node === undefined) return [];
  if (node.kind === 'list')
    return node.items.flatMap((item) => textsBelow(item, key === undefined ? [] : [key, ...rest]));
  return key === undefined ? [node] : textsBelow(at(node, key), rest);
}

function named(what: string, node: Located, document: SourceDocument): readonly Named[] {
  const cidr = textAt(node);
  return cidr === undefined ? [] : [{ what, cidr, node, document }];
}

function invalid({ document, node }: Named, message: string, cure: string): Finding {
  return { code: 'cluster/network-invalid', severity: 'error', message, place: document.place(node.at), cure };
}
