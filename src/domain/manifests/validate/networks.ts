import { type Network, parseCidr } from '../../cluster/cidr.ts';
import { at, itemsAt, type Located, textAt } from '../source/located.ts';
import type { SourceDocument } from '../source/read-documents.ts';

/** A network that an object names. */
export interface NamedNetwork {
  readonly text: string;
  readonly node: Located;
  readonly document: SourceDocument;
  /** Undefined when the text is no network. */
  readonly network: Network | undefined;
}

/** The networks of one cluster. */
export interface ClusterNetworks {
  readonly cluster: SourceDocument;
  readonly pods: readonly NamedNetwork[];
  readonly services: readonly NamedNetwork[];
  /** Of the machines: VPC, VNet, subnets. */
  readonly machines: readonly NamedNetwork[];
}

type Keys = readonly (string | '*')[];
const path = (text: string): Keys => text.split('.');

const vpc = [
  'spec.network.vpc.cidrBlock',
  'spec.network.vpc.ipv6.cidrBlock',
  'spec.network.vpc.secondaryCidrBlocks.*.ipv4CidrBlock',
  'spec.network.subnets.*.cidrBlock',
  'spec.network.subnets.*.ipv6CidrBlock',
].map(path);

/** Where infrastructure says which addresses machines get; `*` is any item of a list. */
const machineNetworks: Readonly<Record<string, readonly Keys[]>> = {
  AWSCluster: vpc,
  AWSManagedControlPlane: [...vpc, path('spec.secondaryCidrBlock')],
  AzureCluster: [path('spec.networkSpec.vnet.cidrBlocks.*'), path('spec.networkSpec.subnets.*.cidrBlocks.*')],
  AzureManagedControlPlane: [path('spec.virtualNetwork.cidrBlock'), path('spec.virtualNetwork.subnet.cidrBlock')],
  GCPCluster: [path('spec.network.subnets.*.cidrBlock')],
  GCPManagedCluster: [path('spec.network.subnets.*.cidrBlock')],
  OpenStackCluster: [path('spec.managedSubnets.*.cidr')],
  HetznerCluster: [path('spec.hcloudNetwork.cidrBlock'), path('spec.hcloudNetwork.subnetCidrBlock')],
};

/** The networks of each cluster among the objects of a folder. */
export function networksOf(documents: readonly SourceDocument[]): readonly ClusterNetworks[] {
  return documents
    .filter((each) => each.kind === 'Cluster' && /^cluster\.x-k8s\.io\//.test(each.apiVersion ?? ''))
    .map((cluster) => ({
      cluster,
      pods: named(cluster, path('spec.clusterNetwork.pods.cidrBlocks.*')),
      services: named(cluster, path('spec.clusterNetwork.services.cidrBlocks.*')),
      machines: ['infrastructureRef', 'controlPlaneRef'].flatMap((reference) => {
        const [kind = '', name] = ['kind', 'name'].map((key) => textAt(cluster.root, 'spec', reference, key));
        const places = Object.hasOwn(machineNetworks, kind) ? (machineNetworks[kind] ?? []) : [];
        const document = documents.find((each) => each.kind === kind && each.name === name);
        return document === undefined ? [] : places.flatMap((keys) => named(document, keys));
      }),
    }));
}

function named(document: SourceDocument, keys: Keys): readonly NamedNetwork[] {
  return nodesAt(document.root, keys).flatMap((node) => {
    const text = textAt(node);
    return text === undefined ? [] : [{ text, node, document, network: parseCidr(text) }];
  });
}

function nodesAt(node: Located | undefined, [key, ...rest]: Keys): readonly Located[] {
  if (node === undefined || key === undefined) return node === undefined ? [] : [node];
  return key === '*' ? itemsAt(node).flatMap((item) => nodesAt(item, rest)) : nodesAt(at(node, key), rest);
}
