import { parseCidr } from '../../cluster/cidr.ts';
import type { FileContent } from '../../cluster/spec.ts';
import type { Finding } from '../../finding.ts';
import type { Located } from '../source/located.ts';
import { largestFile, readDocuments, type SourceDocument } from '../source/read-documents.ts';
import { clusterNetworks } from './check-networks.ts';

interface Claim {
  readonly cluster: string;
  readonly what: string;
  readonly cidr: string;
  readonly first: bigint;
  readonly last: bigint;
  readonly family: number;
  readonly node: Located;
  /** Absent for a cluster that is only seen beside. */
  readonly document?: SourceDocument;
}

const mostNamed = 3;

/**
 * Networks of pods and services that several clusters of the fleet have, once for each network of a judged cluster. Pod networks
 * of ours are overlays, which hide it, so that it is worth knowing and no fault: clusters whose pods are to reach each other need
 * networks of their own.
 */
export function checkFleet(documents: readonly SourceDocument[], beside: readonly FileContent[]): readonly Finding[] {
  const judged = documents.flatMap((document) => claimsOf(document, true));
  const claims = [...judged, ...beside.flatMap(clustersIn).flatMap((document) => claimsOf(document, false))];
  const networks = Map.groupBy(claims, ({ what, cidr }) => `${what} ${cidr}`);
  const distinct = [...networks.values()].flatMap(([first]) => first ?? []);
  return [...Map.groupBy(judged, ({ what, cidr }) => `${what} ${cidr}`).values()].flatMap(([claim]) => {
    if (claim?.document === undefined) return [];
    const met = distinct.filter((other) => other.what === claim.what && meet(claim, other));
    const clusters = met
      .flatMap(({ what, cidr }) => networks.get(`${what} ${cidr}`) ?? [])
      .map(({ cluster }) => cluster);
    const others = [...new Set(clusters)].filter((cluster) => cluster !== claim.cluster);
    if (others.length === 0) return [];
    const named = others.slice(0, mostNamed).join(', ');
    const more = others.length > mostNamed ? ` and ${others.length - mostNamed} more` : '';
    return [
      {
        code: 'cluster/network-shared',
        severity: 'notice',
        message: `The network of the ${claim.what} ${claim.cidr} of ${claim.cluster} is also that of ${named}${more}.`,
        place: claim.document.place(claim.node.at),
        cure: 'Nothing, unless their pods are to reach each other: then give each cluster networks of its own.',
      } as const,
    ];
  });
}

const meet = (one: Claim, other: Claim): boolean =>
  one.family === other.family && one.first <= other.last && other.first <= one.last;

function claimsOf(document: SourceDocument, judged: boolean): readonly Claim[] {
  return clusterNetworks(document).flatMap(({ what, cidr, node }) => {
    const network = parseCidr(cidr);
    if (network === undefined) return [];
    const { first, last, family } = network;
    const cluster = document.name ?? '';
    return [{ cluster, what, cidr, first, last, family, node, ...(judged ? { document } : {}) }];
  });
}

/** The Clusters of a file that may hold one; parsing all others would take most of the time. */
function clustersIn({ path, content }: FileContent): readonly SourceDocument[] {
  if (content.length > largestFile || !content.includes('cidrBlocks')) return [];
  return content
    .split(/^---(?=\s|$)/m)
    .filter((text) => /^kind:\s*["']?Cluster\b/m.test(text))
    .flatMap((text) => readDocuments({ path, content: text }).documents);
}
