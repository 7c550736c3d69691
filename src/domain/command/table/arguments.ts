import { templateVariables } from '../../cluster/template-variables.ts';
import type { ArgumentRow } from './row.ts';

/** Shortest and longest life of a cluster, in seconds. */
export const shortestLife = 3600;
export const longestLife = 365 * 24 * 3600;

export const clusterName: ArgumentRow = {
  key: 'name',
  type: { kind: 'label' },
  summary: 'the name of the cluster',
  required: true,
};
export const clusters: ArgumentRow = {
  key: 'name',
  type: { kind: 'clusters' },
  summary: 'the name of the cluster, or a selector of several: terms such as `env=staging`, joined by commas',
  required: true,
};
export const dryRun: ArgumentRow = {
  key: 'dry-run',
  field: 'Dry run',
  type: { kind: 'flag' },
  summary: 'show what would change, and change nothing',
  otherwise: 'off',
};
export const version: ArgumentRow = {
  key: 'version',
  field: 'Kubernetes version',
  type: { kind: 'version' },
  variables: templateVariables.version,
  summary: 'the Kubernetes version',
  otherwise: '`defaults.kubernetesVersion` of the configuration',
};
export const workers: ArgumentRow = {
  key: 'workers',
  field: 'Workers',
  type: { kind: 'integer', min: 0, max: 1000 },
  variables: templateVariables.workers,
  summary: 'how many worker machines',
  otherwise: '`defaults.workers` of the configuration',
};
export const controlPlane: ArgumentRow = {
  key: 'control-plane',
  field: 'Control plane machines',
  type: { kind: 'integer', min: 1, max: 9 },
  variables: templateVariables.controlPlane,
  summary: 'how many control plane machines, an odd number',
  otherwise: '`defaults.controlPlane` of the configuration',
};
export const machineType: ArgumentRow = {
  key: 'machine-type',
  field: 'Machine type of the workers',
  type: { kind: 'word' },
  variables: templateVariables.machineType,
  summary: 'the machine type of the workers, in the words of the provider',
  otherwise: 'the configuration of the provider',
};
export const controlPlaneMachineType: ArgumentRow = {
  key: 'control-plane-machine-type',
  field: 'Machine type of the control plane',
  type: { kind: 'word' },
  variables: templateVariables.controlPlaneMachineType,
  summary: 'the machine type of the control plane',
  otherwise: 'the configuration of the provider',
};
export const ttl: ArgumentRow = {
  key: 'ttl',
  field: 'Lifetime',
  type: { kind: 'duration', minSeconds: shortestLife, maxSeconds: longestLife },
  summary: 'how long the cluster may live, counted from the merge',
  otherwise: '`defaults.ttl` of the configuration, else for ever',
};
