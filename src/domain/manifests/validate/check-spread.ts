import type { Finding } from '../../finding.ts';
import { at, integerAt, itemsAt, type Located, textAt } from '../source/located.ts';
import type { SourceDocument } from '../source/read-documents.ts';
import { complaint } from './complaint.ts';
import { askedBy, domainsOf, machinesOf, zonedPart } from './zones.ts';

/**
 * Failure domains that a cluster has and its machines do not use. Control planes are spread by themselves over what their
 * infrastructure reports, except on vSphere, where nothing is selected unless asked. The machines of a deployment that names no
 * domain are all made in one: the first subnet of AWS, the first zone of Google Cloud. Both are said only where the manifests
 * themselves list the domains; a region's own zones are not known here.
 */
export function checkSpread(cluster: SourceDocument, documents: readonly SourceDocument[]): readonly Finding[] {
  const part = zonedPart(cluster, documents);
  if (part === undefined) return [];
  const deployments = machinesOf(cluster, ['MachineDeployment'], documents);
  return [
    ...checkWorkers(part, deployments, documents),
    ...checkSubnets(part, machinesOf(cluster, ['MachineDeployment', 'MachinePool'], documents)),
    ...checkDeploymentZones(part, deployments, documents),
  ];
}

function checkWorkers(
  part: SourceDocument,
  deployments: readonly SourceDocument[],
  documents: readonly SourceDocument[],
): readonly Finding[] {
  const zones = zonesForWorkers(part);
  const [first] = deployments;
  const count = deployments.reduce((sum, { root }) => sum + (integerAt(at(root, 'spec', 'replicas')) ?? 1), 0);
  if (first === undefined || zones.length < 2 || count < 2) return [];
  if (deployments.some((each) => askedBy(each).length > 0 || choosesSubnet(each, documents))) return [];
  return [
    complaint(first, at(first.root, 'spec', 'template', 'spec'), {
      code: 'cluster/not-spread',
      severity: 'warning',
      message: `the ${count} machines of the cluster's machine deployments are all made in one zone: none of them names a failure domain, though ${part.kind} ${part.name ?? ''} has ${listed(zones)}.`,
      cure: 'Have a machine deployment for each zone, with spec.template.spec.failureDomain.',
    }),
  ];
}

/** Subnets that only some machines should be in are no choice for others: public ones, and those at the edge of a region. */
function zonesForWorkers({ kind, root }: SourceDocument): readonly string[] {
  if (kind === 'GCPCluster') return [...new Set(domainsOf(root))];
  if (kind !== 'AWSCluster' && kind !== 'AWSManagedControlPlane') return [];
  const subnets = itemsAt(root, 'spec', 'network', 'subnets');
  const usual = subnets.filter(
    (each) => !isTrue(at(each, 'isPublic')) && /^(availability-zone)?$/.test(textAt(each, 'zoneType') ?? ''),
  );
  return [...new Set(usual.flatMap((each) => textAt(each, 'availabilityZone') ?? []))];
}

function choosesSubnet({ root }: SourceDocument, documents: readonly SourceDocument[]): boolean {
  const reference = at(root, 'spec', 'template', 'spec', 'infrastructureRef');
  const [kind, name] = [textAt(reference, 'kind'), textAt(reference, 'name')];
  const template = documents.find((each) => each.kind === kind && each.name === name);
  // A template that is not here may choose one.
  return template === undefined || at(template.root, 'spec', 'template', 'spec', 'subnet') !== undefined;
}

/** In a network of its own Cluster API makes subnets in so many zones and no more. */
const usualZones = 3;

function checkSubnets(part: SourceDocument, machines: readonly SourceDocument[]): readonly Finding[] {
  const { kind, name = '', root } = part;
  const network = at(root, 'spec', 'network');
  const isOwn = at(network, 'vpc', 'id') === undefined && itemsAt(network, 'subnets').length === 0;
  if ((kind !== 'AWSCluster' && kind !== 'AWSManagedControlPlane') || !isOwn) return [];
  const limit = integerAt(at(network, 'vpc', 'availabilityZoneUsageLimit')) ?? usualZones;
  const asked = new Map<string, readonly [SourceDocument, Located]>();
  for (const each of machines) {
    for (const node of askedBy(each)) {
      const zone = textAt(node);
      if (zone !== undefined && !asked.has(zone)) asked.set(zone, [each, node]);
    }
  }
  const [, tooMany] = [...asked.values()].slice(limit - 1);
  if (tooMany === undefined) return [];
  return [
    complaint(tooMany[0], tooMany[1], {
      code: 'manifest/reference-broken',
      message: `the machines of the cluster are in ${asked.size} zones, ${listed([...asked.keys()])}, but ${kind} ${name} makes subnets in no more than ${limit}.`,
      cure: 'Set spec.network.vpc.availabilityZoneUsageLimit to the number of zones, or list the subnets.',
    }),
  ];
}

function checkDeploymentZones(
  part: SourceDocument,
  deployments: readonly SourceDocument[],
  documents: readonly SourceDocument[],
): readonly Finding[] {
  if (part.kind !== 'VSphereCluster' || at(part.root, 'spec', 'failureDomainSelector') !== undefined) return [];
  const zones = documents.flatMap(({ kind, name }) => (kind === 'VSphereDeploymentZone' ? (name ?? []) : []));
  if (zones.length === 0 || deployments.some((each) => askedBy(each).length > 0)) return [];
  return [
    complaint(part, at(part.root, 'spec'), {
      code: 'cluster/not-spread',
      severity: 'warning',
      message: `no machine of the cluster uses the deployment zones ${listed(zones)}: without spec.failureDomainSelector none is selected.`,
      cure: 'Set spec.failureDomainSelector; {} selects all of them.',
    }),
  ];
}

const isTrue = (node: Located | undefined): boolean => node?.kind === 'scalar' && node.value === true;

function listed(zones: readonly string[]): string {
  const shown = zones.slice(0, 6).join(', ');
  return zones.length > 6 ? `${shown} and ${zones.length - 6} more` : shown;
}
