import type { Finding } from '../../finding.ts';
import { didYouMean } from '../../text/suggest.ts';
import { at, type Located, textAt, textsAt } from '../source/located.ts';
import type { SourceDocument } from '../source/read-documents.ts';
import { groupOf, splitVersion } from './folder.ts';

interface Reference {
  readonly field: string;
  readonly keys: readonly string[];
}

const cluster = 'cluster.x-k8s.io';
const controlPlane = 'controlplane.cluster.x-k8s.io';
const pool: readonly Reference[] = [
  { field: 'spec.template.spec.bootstrap.configRef', keys: ['spec', 'template', 'spec', 'bootstrap', 'configRef'] },
  { field: 'spec.template.spec.infrastructureRef', keys: ['spec', 'template', 'spec', 'infrastructureRef'] },
];

/** Where each kind names others, in both versions of Cluster API. */
const references: Readonly<Record<string, readonly Reference[]>> = {
  [`${cluster}/Cluster`]: [
    { field: 'spec.infrastructureRef', keys: ['spec', 'infrastructureRef'] },
    { field: 'spec.controlPlaneRef', keys: ['spec', 'controlPlaneRef'] },
  ],
  [`${controlPlane}/KubeadmControlPlane`]: [
    {
      field: 'spec.machineTemplate.spec.infrastructureRef',
      keys: ['spec', 'machineTemplate', 'spec', 'infrastructureRef'],
    },
    { field: 'spec.machineTemplate.infrastructureRef', keys: ['spec', 'machineTemplate', 'infrastructureRef'] },
  ],
  [`${cluster}/MachineDeployment`]: pool,
  [`${cluster}/MachinePool`]: pool,
};

/** What is wrong between the objects of one folder: references, cluster names, selectors. */
export function checkReferences(documents: readonly SourceDocument[]): readonly Finding[] {
  return documents.flatMap((document) => [
    ...(references[`${groupOf(document)}/${document.kind}`] ?? []).flatMap((each) =>
      checkReference(document, each, documents),
    ),
    ...checkClusterName(document, documents),
    ...checkSelector(document),
  ]);
}

function checkReference(
  document: SourceDocument,
  { field, keys }: Reference,
  documents: readonly SourceDocument[],
): readonly Finding[] {
  const reference = at(document.root, ...keys);
  const kind = textAt(reference, 'kind');
  const name = textAt(reference, 'name');
  if (reference === undefined || kind === undefined || name === undefined) return [];
  const group = textAt(reference, 'apiGroup') ?? splitVersion(textAt(reference, 'apiVersion'))[0];
  const ofKind = documents.filter((each) => each.kind === kind && groupOf(each) === group);
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
      at(reference, 'name') ?? reference,
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
  return {
    code: 'manifest/reference-broken',
    severity: 'error',
    message: `${document.kind} ${document.name ?? ''}: ${message}`,
    place: document.place(node.at),
    cure,
  };
}
