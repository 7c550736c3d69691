import { type Finding, fault } from '../finding.ts';
import { flavorOf } from '../manifests/registry.ts';
import type { SourceDocument } from '../manifests/source/read-documents.ts';
import type { EditAsked } from './edit.ts';
import { standingSpec } from './pools/standing-spec.ts';

/** Whatever a provider of Cluster API brings is of this category. Source: clusterctl's provider contract. */
const anyKind = 'cluster-api';

/**
 * A chart makes templates under another name, and what the old ones are called, only the chart knows: how a person finds and deletes them.
 * `because` says when that is so, as the beginning of a sentence. Nothing where the provider's service makes the machines.
 */
export function templatesOfChart(
  asked: EditAsked,
  documents: readonly SourceDocument[],
  because: string,
): readonly Finding[] {
  const known = kindsOf(asked, documents);
  const kinds = known?.filter(({ kind }) => /(Machine|Config)Template$/.test(kind)) ?? [];
  const machines = kinds.find(({ kind }) => kind.endsWith('MachineTemplate'))?.kind;
  if (known !== undefined && machines === undefined) return [];
  const message = `${because} another ${machines ?? 'template of machines'}. The old one is none of its objects any more, and stays in the management cluster, because no engine takes a template away.`;
  const { all, namespace } = looking(asked);
  const owners = (known ?? unknownOwners).filter(({ kind }) => kind === 'KubeadmControlPlane').map(resourceOf);
  const used = `${all(['machinesets.cluster.x-k8s.io', ...owners].join(','))} --output jsonpath='${usedNames}'`;
  const listed = known === undefined ? anyKind : kinds.map(resourceOf).join(',');
  const resource = known === undefined ? 'KIND' : kinds.map(resourceOf).join(' or ');
  const cure =
    'Once Ready on the merge commit is green, the first command shows the templates of the cluster, and the second those that are in use. The third deletes one: run it for each of the others.';
  const commands = [all(listed), used, `kubectl delete ${resource} NAME ${namespace}`];
  return [{ ...fault('cluster/template-stays', message, { cure }), severity: 'notice', commands }];
}

/** The same of a pool that its values no longer list, which Argo CD leaves alone. */
export function poolOfChart(asked: EditAsked, documents: readonly SourceDocument[], pool: string): Finding {
  const kind = kindsOf(asked, documents)?.find((each) => /^Machine(Deployment|Pool)$/.test(each.kind));
  const message = `Argo CD takes nothing away that has an owner: the objects that the chart made for the pool ${pool} stay in the management cluster, with their machines.`;
  const { all, namespace } = looking(asked);
  const either = 'machinedeployments.cluster.x-k8s.io,machinepools.cluster.x-k8s.io';
  const resource = kind === undefined ? 'KIND' : resourceOf(kind);
  const cure =
    'Where Argo CD applies the chart, delete it once Sync on the merge commit is green; before that, it would be made again. The command has the name that the example chart gives it; the other one shows what there is. Flux takes it away by itself.';
  const commands = [
    `kubectl delete ${resource} ${asked.cluster.name}-${pool} ${namespace} --cascade=background`,
    all(kind === undefined ? either : resource),
  ];
  return { ...fault('cluster/pool-stays', message, { cure }), severity: 'warning', commands };
}

interface Kind {
  readonly group: string;
  readonly kind: string;
}

/** What a cluster of its flavour is made of; undefined where its files do not say which that is. */
function kindsOf(asked: EditAsked, documents: readonly SourceDocument[]): readonly Kind[] | undefined {
  const spec = standingSpec(asked, documents);
  if (!spec.ok) return undefined;
  const made = flavorOf(spec.value.provider, spec.value.flavor)?.expects(spec.value, asked.configuration) ?? [];
  return [...new Map(made.map((each) => [resourceOf(each), each])).values()];
}

const resourceOf = ({ group, kind }: Kind): string => `${kind.toLowerCase()}s.${group}`;

/** How a person looks at the objects of a cluster. */
function looking({ cluster, configuration }: EditAsked) {
  const namespace = `--namespace ${cluster.namespace || configuration.clusters.namespace}`;
  const all = (resources: string): string =>
    `kubectl get ${resources} ${namespace} --selector cluster.x-k8s.io/cluster-name=${cluster.name}`;
  return { namespace, all };
}

/** Templates that owners of machines name, in each version of Cluster API. */
const usedNames = '{.items[*].spec..infrastructureRef.name} {.items[*].spec..configRef.name}';
const unknownOwners: readonly Kind[] = [{ group: 'controlplane.cluster.x-k8s.io', kind: 'KubeadmControlPlane' }];
