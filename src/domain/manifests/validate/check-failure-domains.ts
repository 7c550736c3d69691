import type { Finding } from '../../finding.ts';
import { didYouMean } from '../../text/suggest.ts';
import { at, itemsAt, type Located, textAt } from '../source/located.ts';
import type { SourceDocument } from '../source/read-documents.ts';
import { complaint } from './complaint.ts';

/** Failure domains that machines ask for and their infrastructure does not have: such machines are never made. */
export function checkFailureDomains(documents: readonly SourceDocument[]): readonly Finding[] {
  return documents.flatMap((document) => {
    const asked = askedBy(document);
    if (asked.length === 0) return [];
    const infrastructure = infrastructureOf(document, documents);
    return infrastructure === undefined ? [] : asked.flatMap((node) => checkOne(document, node, infrastructure));
  });
}

function askedBy({ kind, root }: SourceDocument): readonly Located[] {
  const nodes = [
    ...(kind === 'MachineDeployment' || kind === 'MachinePool'
      ? [at(root, 'spec', 'template', 'spec', 'failureDomain')]
      : []),
    ...(kind === 'MachinePool' ? itemsAt(root, 'spec', 'failureDomains') : []),
  ];
  return nodes.filter((node) => node !== undefined);
}

function infrastructureOf(machines: SourceDocument, documents: readonly SourceDocument[]): SourceDocument | undefined {
  const name = textAt(machines.root, 'spec', 'clusterName');
  const cluster = documents.find((each) => each.kind === 'Cluster' && each.name === name);
  const reference = at(cluster?.root, 'spec', 'infrastructureRef');
  const [kind, called] = [textAt(reference, 'kind'), textAt(reference, 'name')];
  return documents.find((each) => each.kind === kind && each.name === called);
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
  // Zones of these two are named after their region: eu-west-1a, europe-west1-b.
  const region = kind === 'AWSCluster' || kind === 'GCPCluster' ? textAt(root, 'spec', 'region') : undefined;
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

/** The failure domains that an infrastructure object says it has; none when it leaves that to the provider. */
function domainsOf(root: Located): readonly string[] {
  const said = at(root, 'spec', 'failureDomains');
  if (said?.kind === 'map') return [...said.entries.keys()];
  const listed = itemsAt(said).flatMap((each) => textAt(each) ?? textAt(each, 'name') ?? textAt(each, 'zoneID') ?? []);
  // Networks that are there already, as AWSCluster describes them.
  const subnets = itemsAt(root, 'spec', 'network', 'subnets').map((each) => textAt(each, 'availabilityZone'));
  return listed.length > 0 || subnets.some((zone) => zone === undefined)
    ? listed
    : subnets.filter((zone) => zone !== undefined);
}

function missing(document: SourceDocument, node: Located, message: string, cure: string): Finding {
  return complaint(document, node, { code: 'manifest/reference-broken', message, cure });
}
