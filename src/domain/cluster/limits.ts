import type { Configuration } from '../access/configuration.ts';
import type { Finding } from '../finding.ts';
import type { CreateWish } from './arguments.ts';

/** What a create command asks of clusters and workers beyond the configuration's limits, and counts that no cluster can have. */
export function checkLimits(wish: CreateWish, configuration: Configuration): readonly Finding[] {
  const { limits, defaults } = configuration;
  const workers = wish.workers ?? defaults.workers;
  const findings: Finding[] = [];
  if (wish.regions.length === 0) {
    findings.push({
      code: 'command/argument-missing',
      severity: 'error',
      message: 'No region was given.',
      cure: 'Name at least one region, e.g. /create-cluster eu-west-1.',
    });
  }
  if (wish.regions.length > limits.clustersPerComment) {
    findings.push(beyond('clusters at once', wish.regions.length, limits.clustersPerComment));
  }
  if (workers > limits.workers) findings.push(beyond('workers a cluster', workers, limits.workers));
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
export function checkControlPlane(replicas: number, { limits }: Configuration): readonly Finding[] {
  const findings: Finding[] = [];
  if (replicas > limits.controlPlane) findings.push(beyond('control plane machines', replicas, limits.controlPlane));
  if (!Number.isInteger(replicas) || replicas < 1 || replicas % 2 === 0) {
    findings.push({
      code: 'cluster/control-plane-even',
      severity: 'error',
      message: `A control plane of ${replicas} machines cannot keep a majority of etcd safely.`,
      cure: 'Use control-plane=1, 3 or 5.',
    });
  }
  return findings;
}

function beyond(what: string, asked: number, limit: number): Finding {
  return {
    code: 'access/limit',
    severity: 'error',
    message: `${asked} ${what} were asked for; the configuration allows ${limit}.`,
    cure: `Ask for at most ${limit}, or have the limit raised in .github/clusterops.yml.`,
  };
}
