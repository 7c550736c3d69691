import { templateVariables } from '../../cluster/template-variables.ts';
import type { ArgumentRow, CommandRow } from './row.ts';

/** Shortest and longest life of a cluster, in seconds. */
export const shortestLife = 3600;
export const longestLife = 365 * 24 * 3600;

const clusterName: ArgumentRow = {
  key: 'name',
  type: { kind: 'label' },
  summary: 'the name of the cluster',
  required: true,
};
const dryRun: ArgumentRow = {
  key: 'dry-run',
  type: { kind: 'flag' },
  summary: 'show what would change, and change nothing',
  otherwise: 'off',
};
const version: ArgumentRow = {
  key: 'version',
  type: { kind: 'version' },
  variables: templateVariables.version,
  summary: 'the Kubernetes version',
  otherwise: '`defaults.kubernetesVersion` of the configuration',
};
const workers: ArgumentRow = {
  key: 'workers',
  type: { kind: 'integer', min: 0, max: 1000 },
  variables: templateVariables.workers,
  summary: 'how many worker machines',
  otherwise: '`defaults.workers` of the configuration',
};
const controlPlane: ArgumentRow = {
  key: 'control-plane',
  type: { kind: 'integer', min: 1, max: 9 },
  variables: templateVariables.controlPlane,
  summary: 'how many control plane machines, an odd number',
  otherwise: '`defaults.controlPlane` of the configuration',
};
const machineType: ArgumentRow = {
  key: 'machine-type',
  type: { kind: 'word' },
  variables: templateVariables.machineType,
  summary: 'the machine type of the workers, in the words of the provider',
  otherwise: 'the configuration of the provider',
};
const ttl: ArgumentRow = {
  key: 'ttl',
  type: { kind: 'duration', minSeconds: shortestLife, maxSeconds: longestLife },
  summary: 'how long the cluster may live, counted from the merge',
  otherwise: '`defaults.ttl` of the configuration, else for ever',
};
const unchanged = { otherwise: 'unchanged' } as const;

export const clusterCommands: readonly CommandRow[] = [
  {
    name: 'create-cluster',
    group: 'Clusters',
    summary: 'Opens a pull request that creates one cluster in each region.',
    positionals: [
      {
        key: 'region',
        type: { kind: 'words', max: 20 },
        summary: 'one or more regions; each gets a cluster of its own',
        required: true,
      },
    ],
    options: [
      {
        key: 'name',
        type: { kind: 'label' },
        variables: templateVariables.name,
        summary: 'the name of the cluster; with several regions, what their names begin with',
        otherwise: 'made from the region',
      },
      {
        key: 'provider',
        type: { kind: 'word' },
        summary: 'the infrastructure provider',
        otherwise: 'the first of `providers.order` that has the region',
      },
      {
        key: 'flavor',
        type: { kind: 'word' },
        summary: 'the variant of the provider',
        otherwise: 'the usual one of the provider',
      },
      {
        key: 'template',
        type: { kind: 'path' },
        summary:
          'a clusterctl template: a name of `templates` in the configuration or a path of the repository; `NAME=value` then gives its variables',
        otherwise: 'the objects of the provider',
      },
      version,
      controlPlane,
      workers,
      machineType,
      {
        key: 'control-plane-machine-type',
        type: { kind: 'word' },
        variables: templateVariables.controlPlaneMachineType,
        summary: 'the machine type of the control plane',
        otherwise: 'the configuration of the provider',
      },
      {
        key: 'packaging',
        type: { kind: 'choice', of: ['plain', 'kustomize', 'helm', 'clusterclass'] },
        summary: 'the form in which the manifests are committed',
        otherwise: '`defaults.packaging` of the configuration',
      },
      {
        key: 'cni',
        type: { kind: 'choice', of: ['cilium', 'calico', 'managed', 'none'] },
        summary: 'the pod network: one to install, `managed` for that of the provider’s service, or none',
        otherwise:
          '`defaults.cni` of the configuration where the provider can have it, else the usual one of the provider',
      },
      {
        key: 'endpoint',
        type: { kind: 'word' },
        variables: templateVariables.endpoint,
        summary: 'the address of the API server, for providers that make no load balancer: vsphere, proxmox, alibaba',
        otherwise: 'made by the provider',
      },
      {
        key: 'pod-cidr',
        type: { kind: 'cidr' },
        variables: templateVariables.podCidr,
        summary: 'the network of the pods',
        otherwise: '`network.pods` of the configuration',
      },
      {
        key: 'service-cidr',
        type: { kind: 'cidr' },
        variables: templateVariables.serviceCidr,
        summary: 'the network of the services',
        otherwise: '`network.services` of the configuration',
      },
      ttl,
      dryRun,
    ],
    examples: [
      '/create-cluster eu-west-1 workers=3',
      '/create-cluster eu-west-1 eu-central-1 name=shop version=1.34.3 control-plane=3 workers=5 machine-type=m7i.large',
      '/create-cluster eu-west-1 ttl=72h dry-run',
      '/create-cluster eu-west-1 template=gpu GPU_COUNT=2',
    ],
    variables: true,
    writes: true,
    permission: 'write',
    available: true,
  },
  {
    name: 'scale-cluster',
    group: 'Clusters',
    summary: 'Opens a pull request that changes how many machines a cluster has.',
    positionals: [clusterName],
    options: [
      { ...workers, ...unchanged },
      {
        key: 'pool',
        type: { kind: 'label' },
        summary: 'the pool to change',
        otherwise: 'the only pool',
      },
      {
        key: 'min',
        type: { kind: 'integer', min: 0, max: 1000 },
        summary: 'the least that the autoscaler keeps',
        ...unchanged,
      },
      {
        key: 'max',
        type: { kind: 'integer', min: 1, max: 1000 },
        summary: 'the most that the autoscaler makes',
        ...unchanged,
      },
      { ...controlPlane, ...unchanged },
      dryRun,
    ],
    examples: ['/scale-cluster shop workers=5', '/scale-cluster shop pool=batch min=0 max=20'],
    writes: true,
    permission: 'write',
    available: true,
  },
  {
    name: 'upgrade-cluster',
    group: 'Clusters',
    summary: 'Opens pull requests that bring a cluster to another Kubernetes version, control plane first.',
    positionals: [clusterName],
    options: [{ ...version, required: true }, dryRun],
    examples: ['/upgrade-cluster shop version=1.35.2'],
    writes: true,
    permission: 'write',
    available: false,
  },
  {
    name: 'add-pool',
    group: 'Clusters',
    summary: 'Opens a pull request that adds a pool of workers.',
    positionals: [clusterName],
    options: [
      { key: 'pool', type: { kind: 'label' }, summary: 'the name of the pool', required: true },
      { ...workers, required: true },
      machineType,
      { key: 'labels', type: { kind: 'text', max: 500 }, summary: 'node labels, `key=value` separated by commas' },
      {
        key: 'taints',
        type: { kind: 'text', max: 500 },
        summary: 'node taints, `key=value:Effect` separated by commas',
      },
      dryRun,
    ],
    examples: ['/add-pool shop pool=batch workers=2 machine-type=c7i.xlarge taints="dedicated=batch:NoSchedule"'],
    writes: true,
    permission: 'write',
    available: false,
  },
  {
    name: 'remove-pool',
    group: 'Clusters',
    summary: 'Opens a pull request that removes a pool of workers.',
    positionals: [clusterName],
    options: [{ key: 'pool', type: { kind: 'label' }, summary: 'the name of the pool', required: true }, dryRun],
    examples: ['/remove-pool shop pool=batch'],
    writes: true,
    permission: 'write',
    available: false,
  },
  {
    name: 'delete-cluster',
    group: 'Clusters',
    summary: 'Opens a draft pull request that deletes a cluster; nothing goes before it is confirmed and merged.',
    positionals: [clusterName],
    options: [dryRun],
    examples: ['/delete-cluster shop'],
    writes: true,
    permission: 'write',
    available: true,
  },
  {
    name: 'confirm',
    group: 'Clusters',
    summary: 'Confirms a deletion with the code that the pull request shows.',
    positionals: [{ key: 'code', type: { kind: 'word' }, summary: 'the code', required: true }],
    options: [],
    examples: ['/confirm 7k2m9qxw'],
    writes: true,
    permission: 'write',
    available: true,
  },
  {
    name: 'extend-cluster',
    group: 'Clusters',
    summary: 'Opens a pull request that lets a cluster live longer.',
    positionals: [clusterName],
    options: [{ ...ttl, required: true }, dryRun],
    examples: ['/extend-cluster shop ttl=48h'],
    writes: true,
    permission: 'write',
    available: false,
  },
  {
    name: 'hibernate-cluster',
    group: 'Clusters',
    summary: 'Opens a pull request that takes the workers of a cluster to none.',
    positionals: [clusterName],
    options: [dryRun],
    examples: ['/hibernate-cluster shop'],
    writes: true,
    permission: 'write',
    available: false,
  },
  {
    name: 'wake-cluster',
    group: 'Clusters',
    summary: 'Opens a pull request that brings the workers of a hibernating cluster back.',
    positionals: [clusterName],
    options: [dryRun],
    examples: ['/wake-cluster shop'],
    writes: true,
    permission: 'write',
    available: false,
  },
];
