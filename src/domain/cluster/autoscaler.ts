import type { Bounds } from './spec.ts';

/** On a pool: the fewest machines that the cluster autoscaler keeps, and the most that it makes. Source: its Cluster API provider. */
export const minAnnotation = 'cluster.x-k8s.io/cluster-api-autoscaler-node-group-min-size';
export const maxAnnotation = 'cluster.x-k8s.io/cluster-api-autoscaler-node-group-max-size';

/** What nodes of a pool that has none would have. Source: the same. */
export const capacityLabels = 'capacity.cluster-autoscaler.kubernetes.io/labels';
export const capacityTaints = 'capacity.cluster-autoscaler.kubernetes.io/taints';

/** The most machines that a pool may come to have: as many as its files say, else its autoscaler's most. */
export function mostOf(
  replicas: number | undefined,
  annotations: Readonly<Record<string, string>>,
): number | undefined {
  return replicas ?? countIn(annotations, maxAnnotation);
}

/** Between how many machines an autoscaler is to decide, where annotations of a pool say both. */
export function autoscalerOf(annotations: Readonly<Record<string, string>>): Bounds | undefined {
  const [min, max] = [countIn(annotations, minAnnotation), countIn(annotations, maxAnnotation)];
  return min === undefined || max === undefined ? undefined : { min, max };
}

function countIn(annotations: Readonly<Record<string, string>>, name: string): number | undefined {
  const text = annotations[name] ?? '';
  return /^\d{1,4}$/.test(text) ? Number(text) : undefined;
}
