import type { Finding } from '../../finding.ts';
import { didYouMean } from '../../text/suggest.ts';
import { type Located, textAt } from '../source/located.ts';
import type { SourceDocument } from '../source/read-documents.ts';
import { complaint } from './complaint.ts';
import { askedBy, domainsOf, zonedPart } from './zones.ts';

/** Failure domains that machines ask for and their infrastructure does not have: such machines are never made. */
export function checkFailureDomains(documents: readonly SourceDocument[]): readonly Finding[] {
  return documents.flatMap((document) => {
    const asked = askedBy(document);
    if (asked.length === 0) return [];
    const of = textAt(document.root, 'spec', 'clusterName');
    const infrastructure = zonedPart(
      documents.find((each) => each.kind === 'Cluster' && each.name === of),
      documents,
    );
    return infrastructure === undefined ? [] : asked.flatMap((node) => checkOne(document, node, infrastructure));
  });
}

function checkOne(machines: SourceDocument, node: Located, infrastructure: SourceDocument): readonly Finding[] {
  const asked = textAt(node);
  if (asked === undefined) return [];
  const { kind = '', name = '', root } = infrastructure;
  const has = domainsOf(root);
  if (has.length > 0 && !has.includes(asked)) {
    const meant = didYouMean(asked, has);
    const cure = meant === undefined ? `Use one of ${has.slice(0, 6).join(', ')}.` : `Did you mean "${meant}"?`;
    return [missing(machines, node, `the failure domain "${asked}" is none of ${kind} ${name}.`, cure)];
  }
  // Zones of these are named after their region: eu-west-1a, europe-west1-b.
  const region = /^(AWSCluster|AWSManagedControlPlane|GCPCluster)$/.test(kind)
    ? textAt(root, 'spec', 'region')
    : undefined;
  if (region === undefined || asked.startsWith(region)) return [];
  return [
    missing(
      machines,
      node,
      `the failure domain "${asked}" is not in ${region}, where ${kind} ${name} is.`,
      `Use a zone of ${region}.`,
    ),
  ];
}

function missing(document: SourceDocument, node: Located, message: string, cure: string): Finding {
  return complaint(document, node, { code: 'manifest/reference-broken', message, cure });
}
