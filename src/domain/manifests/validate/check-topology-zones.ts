import type { Finding } from '../../finding.ts';
import { at, itemsAt, type Located, textAt } from '../source/located.ts';
import type { SourceDocument } from '../source/read-documents.ts';
import { checkFailureDomain, type Zones } from './check-failure-domains.ts';
import { domainsOf, namedAfterRegion } from './zones.ts';

/** What a class makes the infrastructure or the control plane of a cluster of: these may say which failure domains there are. */
export function isZonedTemplate({ kind = '' }: SourceDocument): boolean {
  return /(Cluster|ControlPlane)Template$/.test(kind);
}

/**
 * Failure domains that a topology asks for and the infrastructure does not have that its class makes. Judged by the class's
 * template and by the cluster's own variables; what patches compute is not known here, and not judged.
 */
export function checkTopologyZones(
  cluster: SourceDocument,
  definition: SourceDocument,
  templates: readonly SourceDocument[],
): readonly Finding[] {
  const topology = at(cluster.root, 'spec', 'topology');
  const asked = [
    ...itemsAt(topology, 'workers', 'machineDeployments').map((pool) => at(pool, 'failureDomain')),
    ...itemsAt(topology, 'workers', 'machinePools').flatMap((pool) => itemsAt(pool, 'failureDomains')),
  ].filter((node) => node !== undefined);
  if (asked.length === 0) return [];
  const zones = zonesOf(definition, topology, templates);
  return zones === undefined ? [] : asked.flatMap((node) => checkFailureDomain(cluster, node, zones));
}

function zonesOf(
  definition: SourceDocument,
  topology: Located | undefined,
  templates: readonly SourceDocument[],
): Zones | undefined {
  const templateOf = (field: string): SourceDocument | undefined => {
    const part = at(definition.root, 'spec', field);
    const reference = at(part, 'templateRef') ?? at(part, 'ref');
    const [kind, name] = [textAt(reference, 'kind'), textAt(reference, 'name')];
    return templates.find(
      (each) => each.kind === kind && each.name === name && each.namespace === definition.namespace,
    );
  };
  const controlPlane = templateOf('controlPlane');
  const template =
    controlPlane?.kind === 'AWSManagedControlPlaneTemplate' ? controlPlane : templateOf('infrastructure');
  if (template === undefined) return undefined;
  const { kind = '', name = '' } = template;
  const object = at(template.root, 'spec', 'template');
  const patches = patchesOf(definition, kind);
  // Patches may make others of the zones that the template lists.
  const listsOthers = patches.some((patch) =>
    /^\/spec\/template\/spec(\/(failureDomains|network)\b|$)/.test(textAt(patch, 'path') ?? ''),
  );
  return {
    of: `${kind} ${name}`,
    domains: object === undefined || listsOthers ? [] : domainsOf(object),
    region: namedAfterRegion.test(kind) ? regionGiven(patches, definition, topology, object) : undefined,
  };
}

function patchesOf({ root }: SourceDocument, kind: string): readonly Located[] {
  return itemsAt(root, 'spec', 'patches')
    .flatMap((patch) => itemsAt(patch, 'definitions'))
    .filter((each) => textAt(each, 'selector', 'kind') === kind)
    .flatMap((each) => itemsAt(each, 'jsonPatches'));
}

/** The region by the variable that a patch puts there, or by the template when none does. */
function regionGiven(
  patches: readonly Located[],
  { root }: SourceDocument,
  topology: Located | undefined,
  object: Located | undefined,
): string | undefined {
  const whole = patches.some((patch) => textAt(patch, 'path') === '/spec/template/spec');
  const patch = patches.findLast((each) => textAt(each, 'path') === '/spec/template/spec/region');
  if (patch === undefined) return whole ? undefined : textAt(object, 'spec', 'region');
  const variable = textAt(patch, 'valueFrom', 'variable');
  const named = (list: readonly Located[]) => list.find((each) => textAt(each, 'name') === variable);
  const given = textAt(named(itemsAt(topology, 'variables')), 'value');
  const region =
    variable === undefined
      ? textAt(patch, 'value')
      : (given ?? textAt(named(itemsAt(root, 'spec', 'variables')), 'schema', 'openAPIV3Schema', 'default'));
  return region === '' ? undefined : region;
}
