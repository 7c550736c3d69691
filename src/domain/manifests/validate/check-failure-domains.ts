import type { Finding } from '../../finding.ts';
import { at, itemsAt, type Located, textAt } from '../source/located.ts';
import type { SourceDocument } from '../source/read-documents.ts';
import { groupOf } from './folder.ts';

/** Infrastructure whose failure domains are zones of its region, named after it. */
const zoned = /^(AWS|GCP)(Managed)?Cluster$|^AWSManagedControlPlane$/;

/** Failure domains that workers ask for and the infrastructure has not: no machine of theirs would ever be made. */
export function checkFailureDomains(documents: readonly SourceDocument[]): readonly Finding[] {
  const infrastructure = documents.filter(
    (each) => zoned.test(each.kind ?? '') || at(each.root, 'spec', 'failureDomains') !== undefined,
  );
  const listed = infrastructure.flatMap(domainsOf);
  const region = infrastructure.map(({ root }) => textAt(root, 'spec', 'region')).find((each) => each !== undefined);
  return documents
    .filter((each) => groupOf(each) === 'cluster.x-k8s.io')
    .flatMap((each) =>
      asked(each).flatMap((node) => {
        const domain = textAt(node) ?? '';
        const known = listed.length > 0 ? listed.includes(domain) : region === undefined || domain.startsWith(region);
        if (known) return [];
        const cure = listed.length > 0 ? `Use one of ${listed.join(', ')}.` : `Use a zone of ${region}.`;
        return [
          {
            code: 'manifest/reference-broken',
            severity: 'error',
            message: `${each.kind} ${each.name ?? ''}: the infrastructure has no failure domain "${domain}".`,
            place: each.place(node.at),
            cure,
          } as const,
        ];
      }),
    );
}

function asked({ kind, root }: SourceDocument): readonly Located[] {
  if (kind === 'MachineDeployment')
    return [at(root, 'spec', 'template', 'spec', 'failureDomain')].filter((node) => node !== undefined);
  return kind === 'MachinePool' ? itemsAt(root, 'spec', 'failureDomains') : [];
}

/** A list of names, a list of objects with a name or a zone, or a mapping by name. */
function domainsOf({ root }: SourceDocument): readonly string[] {
  const domains = at(root, 'spec', 'failureDomains');
  if (domains?.kind === 'map') return [...domains.entries.keys()];
  return itemsAt(domains).flatMap((item) => textAt(item) ?? textAt(item, 'name') ?? textAt(item, 'zoneID') ?? []);
}
