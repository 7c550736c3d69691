import { type PlannedSpec, workersIn } from './spec.ts';

/** A cluster in one line of plain text, e.g. `eu-west-1-12: aws (kubeadm) in eu-west-1, Kubernetes v1.34.3, 3 + 3 machines, cilium`. */
export function summariseSpec(spec: PlannedSpec): string {
  const workers = workersIn(spec.pools);
  const parts = [
    `${spec.provider} (${spec.flavor}) in ${spec.region}`,
    `Kubernetes ${spec.kubernetesVersion}`,
    spec.controlPlane.replicas === 0
      ? `${workers} machines, managed control plane`
      : `${spec.controlPlane.replicas} + ${workers} machines`,
    ...(spec.template === undefined ? [spec.cni === 'none' ? 'no CNI' : spec.cni] : []),
    ...(spec.ttlSeconds === undefined ? [] : [`lives ${lifetime(spec.ttlSeconds)} from the merge`]),
  ];
  return `${spec.name}: ${parts.join(', ')}`;
}

/** A number of seconds as people say it, in at most two units: `1 day 12 hours`. */
export function lifetime(seconds: number): string {
  const units: readonly (readonly [string, number])[] = [
    ['day', 86_400],
    ['hour', 3_600],
    ['minute', 60],
    ['second', 1],
  ];
  const words: string[] = [];
  let rest = Math.max(0, Math.floor(seconds));
  for (const [unit, length] of units) {
    const count = Math.floor(rest / length);
    rest -= count * length;
    if (count > 0) words.push(`${count} ${unit}${count === 1 ? '' : 's'}`);
  }
  return words.slice(0, 2).join(' ') || '0 seconds';
}
