import type { Finding } from '../../finding.ts';
import { didYouMean } from '../../text/suggest.ts';
import { type Located, textAt } from '../source/located.ts';
import type { SourceDocument } from '../source/read-documents.ts';
import { complaint } from './complaint.ts';
import { askedBy, domainsOf, regionOf, zonedPart } from './zones.ts';

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
    if (infrastructure === undefined) return [];
    const { kind = '', name = '', root } = infrastructure;
    const zones = { of: `${kind} ${name}`, domains: domainsOf(root), region: regionOf(kind, root) };
    return asked.flatMap((node) => checkFailureDomain(document, node, zones));
  });
}

/** The failure domains that there are. */
export interface Zones {
  /** The object that has them. */
  readonly of: string;
  /** None when the object leaves them to the provider. */
  readonly domains: readonly string[];
  /** Of providers whose zones are named after their region, as far as it is known. */
  readonly region: string | undefined;
}

/** A failure domain that is asked for and is not among those that there are. */
export function checkFailureDomain(
  document: SourceDocument,
  node: Located,
  { of, domains, region }: Zones,
): readonly Finding[] {
  const asked = textAt(node);
  if (asked === undefined) return [];
  if (domains.length > 0 && !domains.includes(asked)) {
    const meant = didYouMean(asked, domains);
    const cure = meant === undefined ? `Use one of ${domains.slice(0, 6).join(', ')}.` : `Did you mean "${meant}"?`;
    return [missing(document, node, `the failure domain "${asked}" is none of ${of}.`, cure)];
  }
  if (region === undefined || asked.startsWith(region)) return [];
  const message = `the failure domain "${asked}" is not in ${region}, where ${of} is.`;
  return [missing(document, node, message, `Use a zone of ${region}.`)];
}

function missing(document: SourceDocument, node: Located, message: string, cure: string): Finding {
  return complaint(document, node, { code: 'manifest/reference-broken', message, cure });
}
