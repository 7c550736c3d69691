import type { Finding } from '../finding.ts';
import type { CreateWish } from './arguments.ts';

/** Counts that no create command can mean. What the configuration allows is `decide`'s to say. */
export function checkCounts({ regions, workers = 0 }: CreateWish): readonly Finding[] {
  const findings: Finding[] = [];
  if (regions.length === 0) {
    findings.push({
      code: 'command/argument-missing',
      severity: 'error',
      message: 'No region was given.',
      cure: 'Name at least one region, e.g. /create-cluster eu-west-1.',
    });
  }
  if (workers < 0 || !Number.isInteger(workers)) {
    findings.push({
      code: 'command/argument-invalid',
      severity: 'error',
      message: `A cluster cannot have ${workers} workers.`,
      cure: 'Give workers= as 0 or more.',
    });
  }
  return findings;
}

/** The control plane's machines, where the cluster has such. */
export function checkControlPlane(replicas: number): readonly Finding[] {
  if (Number.isInteger(replicas) && replicas >= 1 && replicas % 2 === 1) return [];
  return [
    {
      code: 'cluster/control-plane-even',
      severity: 'error',
      message: `A control plane of ${replicas} machines cannot keep a majority of etcd safely.`,
      cure: 'Use control-plane=1, 3 or 5.',
    },
  ];
}
