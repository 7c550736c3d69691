import { networkAround } from '../../cluster/cidr.ts';
import type { Finding } from '../../finding.ts';
import { textAt } from '../source/located.ts';
import type { SourceDocument } from '../source/read-documents.ts';
import { complaint } from './complaint.ts';
import { type ClusterNetworks, type NamedNetwork, networksOf } from './networks.ts';

/** Networks of a cluster that are none, or of which two share addresses. */
export function checkNetworks(documents: readonly SourceDocument[]): readonly Finding[] {
  return networksOf(documents).flatMap((cluster) => [
    ...[...cluster.pods, ...cluster.services, ...cluster.machines].flatMap(checkForm),
    ...clashes('services', cluster.services, 'pods', cluster.pods),
    ...clashes('services', cluster.services, 'the machines', cluster.machines),
    ...(podsAreMachines(cluster) ? [] : clashes('pods', cluster.pods, 'the machines', cluster.machines)),
  ]);
}

/** Services of the providers can give pods addresses of the machines' own network, and then mean to. */
function podsAreMachines({ cluster }: ClusterNetworks): boolean {
  return /Managed/.test(textAt(cluster.root, 'spec', 'controlPlaneRef', 'kind') ?? '');
}

function checkForm({ text, node, document, network }: NamedNetwork): readonly Finding[] {
  if (network?.aligned === true) return [];
  return [
    complaint(document, node, {
      code: 'cluster/network-invalid',
      message:
        network === undefined
          ? `"${text.slice(0, 80)}" is no network.`
          : `"${text}" has bits set behind its prefix length, so it is not the network that it looks like.`,
      cure: `Write the first address and the prefix length, e.g. ${networkAround(text) ?? '10.0.0.0/16'}.`,
    }),
  ];
}

function clashes(
  what: string,
  networks: readonly NamedNetwork[],
  whatElse: string,
  others: readonly NamedNetwork[],
): readonly Finding[] {
  return networks.flatMap((one) => {
    const other = others.find((each) => overlaps(one, each));
    if (other === undefined) return [];
    const { document } = other;
    const where = document === one.document ? '' : `, in ${document.kind} ${document.name ?? ''}`;
    return [
      complaint(one.document, one.node, {
        code: 'cluster/network-invalid',
        message: `the network ${one.text} of ${what} overlaps with ${other.text} of ${whatElse}${where}.`,
        cure: 'Choose networks that share no address.',
      }),
    ];
  });
}

function overlaps({ network: one }: NamedNetwork, { network: other }: NamedNetwork): boolean {
  if (one === undefined || other === undefined || one.family !== other.family) return false;
  return one.first <= other.last && other.first <= one.last;
}
