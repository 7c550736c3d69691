import type { RequestedSpec } from '../cluster/request.ts';
import { count, mono, table } from './markdown.ts';

type Spec = Pick<
  RequestedSpec,
  'name' | 'provider' | 'flavor' | 'region' | 'kubernetesVersion' | 'controlPlane' | 'pools'
>;

/** Clusters with what people ask first: where, which version, how many machines of which type. */
export function clustersTable(clusters: readonly Spec[]): string {
  return table(
    ['Cluster', 'Provider', 'Region', 'Kubernetes', 'Control plane', 'Workers'],
    clusters.map((spec) => [
      mono(spec.name),
      mono(spec.flavor === '' ? spec.provider : `${spec.provider} (${spec.flavor})`),
      mono(spec.region),
      mono(spec.kubernetesVersion),
      spec.controlPlane.replicas === 0
        ? 'managed'
        : machines(spec.controlPlane.replicas, spec.controlPlane.machineType),
      spec.pools.length === 0
        ? 'none'
        : spec.pools.map((pool) => machines(pool.replicas, pool.machineType)).join('<br>'),
    ]),
  );
}

function machines(replicas: number, type: string): string {
  return type === '' ? String(replicas) : `${replicas} × ${mono(type)}`;
}

/** `cluster a`, `clusters a and b`, `12 clusters`, as plain text. */
export function nameClusters(clusters: readonly { readonly spec: Pick<RequestedSpec, 'name'> }[]): string {
  const names = clusters.map(({ spec }) => spec.name);
  const [first = ''] = names;
  if (names.length === 1) return `cluster ${first}`;
  if (names.length > 3) return count(names.length, 'cluster');
  return `clusters ${names.slice(0, -1).join(', ')} and ${names.at(-1) ?? ''}`;
}
