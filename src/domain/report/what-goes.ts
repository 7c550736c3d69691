import type { DoomedCluster } from '../cluster/request.ts';
import type { Inventory } from '../deletion/inventory.ts';
import { count, folded, list, mono, prose, table } from './markdown.ts';

/** A cluster that is to be deleted, and what was seen of it in the management cluster. */
export interface DoomedView {
  readonly cluster: DoomedCluster;
  /** The name of the management cluster that was looked into, where the server has several. */
  readonly managementCluster?: string;
  /** `unseen`: nothing is known, for the reason given; `absent`: there is no such Cluster. */
  readonly seen:
    | { readonly state: 'there'; readonly inventory: Inventory }
    | { readonly state: 'absent' }
    | { readonly state: 'unseen'; readonly because: string };
}

/** What goes when the deletion is carried out: machines, load balancers, objects. */
export function whatGoes(clusters: readonly DoomedView[]): string {
  return clusters.map(one).join('\n\n');
}

function one({ cluster, managementCluster, seen }: DoomedView): string {
  const { spec, folder, objects } = cluster;
  const where = [spec.provider, spec.region, spec.kubernetesVersion].filter((each) => each !== undefined);
  const head = `**${mono(`${spec.namespace}/${spec.name}`)}** from ${mono(folder)}${where.length === 0 ? '' : ` (${where.map((each) => prose(each)).join(', ')})`}`;
  const table_ = objectsTable(objects);
  const place = managementCluster === undefined ? '' : `, in the management cluster ${mono(managementCluster)}`;
  return [`${head}${place}`, list(lines(seen)), folded(`Objects (${objects.length})`, table_)].join('\n\n');
}

function lines(seen: DoomedView['seen']): readonly string[] {
  if (seen.state === 'absent') return ['There is no such Cluster in the management cluster: only the files go.'];
  if (seen.state === 'unseen') return [`What it has is not known: ${prose(seen.because)}.`];
  const { machines, loadBalancers } = seen.inventory;
  return [
    `${count(machines.controlPlane + machines.workers, 'machine')}: ${machines.controlPlane} control plane, ${machines.workers} workers`,
    loadBalancers.length === 0
      ? 'no load balancer that Cluster API knows of'
      : `load balancers: ${loadBalancers.map((each) => prose(each)).join(', ')}`,
    'not counted: volumes, and load balancers of Services inside of the cluster. Cluster API does not know them, so delete those first that nobody needs.',
  ];
}

function objectsTable(objects: DoomedCluster['objects']): string {
  return table(
    ['Kind', 'Name'],
    objects.map(({ kind, name }) => [mono(kind), mono(name)]),
  );
}
