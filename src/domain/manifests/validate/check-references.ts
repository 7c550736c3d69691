import type { Finding } from '../../finding.ts';
import { didYouMean } from '../../text/suggest.ts';
import { at, itemsAt, type Located, textAt, textsAt } from '../source/located.ts';
import type { SourceDocument } from '../source/read-documents.ts';
import { complaint } from './complaint.ts';
import { groupOf, splitVersion } from './folder.ts';

export interface Reference {
  readonly field: string;
  readonly keys: readonly (string | number)[];
}

const cluster = 'cluster.x-k8s.io';

const reference = (field: string): Reference => ({ field, keys: field.split('.') });
const machines = [
  reference('spec.template.spec.bootstrap.configRef'),
  reference('spec.template.spec.infrastructureRef'),
];
const machine = [reference('spec.bootstrap.configRef'), reference('spec.infrastructureRef')];

/** Where each kind names others, in both versions of Cluster API. */
const references: Readonly<Record<string, readonly Reference[]>> = {
  Cluster: [reference('spec.infrastructureRef'), reference('spec.controlPlaneRef')],
  MachineDeployment: machines,
  MachineSet: machines,
  MachinePool: machines,
  Machine: machine,
};
/** Control planes of any provider name the template of their machines so. */
const controlPlane = [
  reference('spec.machineTemplate.spec.infrastructureRef'),
  reference('spec.machineTemplate.infrastructureRef'),
  reference('spec.infrastructureTemplate'),
];

function referencesOf(document: SourceDocument): readonly Reference[] {
  const { kind = '' } = document;
  if (groupOf(document) === `controlplane.${cluster}`) return kind.endsWith('ControlPlane') ? controlPlane : [];
  if (groupOf(document) !== cluster) return [];
  if (kind === 'ClusterClass') return classReferences(document.root);
  return Object.hasOwn(references, kind) ? (references[kind] ?? []) : [];
}

/** A class names all the templates that clusters of it are made from; v1beta1 calls each `ref`, v1beta2 `templateRef`. */
export function classReferences(root: Located): readonly Reference[] {
  const parts = ['infrastructure', 'controlPlane', 'controlPlane.machineInfrastructure'].map((each) => `spec.${each}`);
  const pools = ['machineDeployments', 'machinePools'].flatMap((list) =>
    itemsAt(root, 'spec', 'workers', list).flatMap((_, index) =>
      ['bootstrap', 'infrastructure', 'template.bootstrap', 'template.infrastructure'].map((part) => ({
        field: `spec.workers.${list}[${index}].${part}`,
        keys: ['spec', 'workers', list, index, ...part.split('.')],
      })),
    ),
  );
  return [...parts.map(reference), ...pools].flatMap(({ field, keys }) =>
    ['templateRef', 'ref'].map((last) => ({ field: `${field}.${last}`, keys: [...keys, last] })),
  );
}

/** What is wrong between the objects of one folder: references, cluster names, selectors. */
export function checkReferences(documents: readonly SourceDocument[]): readonly Finding[] {
  return documents.flatMap((document) => [
    ...referencesOf(document).flatMap((each) => checkReference(document, each, documents)),
    ...checkClusterName(document, documents),
    ...checkSelector(document),
  ]);
}

function checkReference(
  document: SourceDocument,
  { field, keys }: Reference,
  documents: readonly SourceDocument[],
): readonly Finding[] {
  const found = at(document.root, ...keys);
  const kind = textAt(found, 'kind');
  const name = textAt(found, 'name');
  if (found === undefined || kind === undefined || name === undefined) return [];
  const group = textAt(found, 'apiGroup') ?? splitVersion(textAt(found, 'apiVersion'))[0];
  const ofKind = documents.filter((each) => each.kind === kind && groupOf(each) === group);
  const namespace = textAt(found, 'namespace');
  if (namespace !== undefined && document.namespace !== undefined && namespace !== document.namespace) {
    return [
      complaint(document, at(found, 'namespace'), {
        code: 'manifest/namespace-mismatch',
        message: `${field} refers to the namespace "${namespace}", but the object itself is in "${document.namespace}".`,
        cure: 'Leave the namespace of the reference out.',
      }),
    ];
  }
  if (ofKind.some((each) => each.name === name)) return [];
  const meant = didYouMean(
    name,
    ofKind.flatMap((each) => each.name ?? []),
  );
  const others = documents.filter((each) => each.name === name && each.kind === kind).map(groupOf);
  const cure =
    others[0] !== undefined
      ? `The ${kind} of that name is of the group "${others[0]}".`
      : meant !== undefined
        ? `Did you mean "${meant}"?`
        : `Add the ${kind}, or correct the reference.`;
  return [
    broken(
      document,
      at(found, 'name') ?? found,
      `${field} refers to the ${kind} "${name}", which is not in the folder.`,
      cure,
    ),
  ];
}

function checkClusterName(document: SourceDocument, documents: readonly SourceDocument[]): readonly Finding[] {
  if (
    groupOf(document) !== cluster ||
    !['MachineDeployment', 'MachinePool', 'MachineHealthCheck'].includes(document.kind ?? '')
  ) {
    return [];
  }
  const findings: Finding[] = [];
  const names = documents.flatMap((each) =>
    each.kind === 'Cluster' && groupOf(each) === cluster ? (each.name ?? []) : [],
  );
  const node = at(document.root, 'spec', 'clusterName');
  const name = textAt(node);
  if (node !== undefined && name !== undefined && !names.includes(name)) {
    const meant = didYouMean(name, names) ?? (names.length === 1 ? names[0] : undefined);
    const cure = meant === undefined ? 'Add the Cluster, or correct the name.' : `Did you mean "${meant}"?`;
    findings.push(
      broken(document, node, `spec.clusterName names the Cluster "${name}", which is not in the folder.`, cure),
    );
  }
  const inner = at(document.root, 'spec', 'template', 'spec', 'clusterName');
  const innerName = textAt(inner);
  if (inner !== undefined && innerName !== undefined && name !== undefined && innerName !== name) {
    findings.push(
      broken(
        document,
        inner,
        `spec.template.spec.clusterName "${innerName}" is not spec.clusterName "${name}".`,
        `Use "${name}" in both.`,
      ),
    );
  }
  return findings;
}

/** A MachineDeployment whose selector its own machines do not match is refused by Cluster API. */
function checkSelector(document: SourceDocument): readonly Finding[] {
  if (document.kind !== 'MachineDeployment' || groupOf(document) !== cluster) return [];
  const selector = at(document.root, 'spec', 'selector', 'matchLabels');
  const labels = textsAt(document.root, 'spec', 'template', 'metadata', 'labels');
  if (selector?.kind !== 'map') return [];
  return Object.entries(textsAt(selector)).flatMap(([key, value]) => {
    // Cluster API adds its own two labels to both sides.
    if (labels[key] === value || (labels[key] === undefined && key.startsWith('cluster.x-k8s.io/'))) return [];
    const node = at(selector, key) ?? selector;
    return [
      broken(
        document,
        node,
        `spec.selector asks for ${key}=${value}, which spec.template.metadata.labels do not have.`,
        'Use the same labels in both.',
      ),
    ];
  });
}

function broken(document: SourceDocument, node: Located, message: string, cure: string): Finding {
  return complaint(document, node, { code: 'manifest/reference-broken', message, cure });
}
