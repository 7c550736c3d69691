import { templateVariables } from '../../cluster/template-variables.ts';
import { controlPlane, controlPlaneMachineType, dryRun, machineType, ttl, version, workers } from './arguments.ts';
import type { CommandRow } from './row.ts';

export const createCluster: CommandRow = {
  name: 'create-cluster',
  group: 'Clusters',
  summary: 'Opens a pull request that creates one cluster in each region.',
  positionals: [
    {
      key: 'region',
      field: 'Regions of the new cluster',
      type: { kind: 'words', max: 20 },
      summary: 'one or more regions; each gets a cluster of its own',
      required: true,
    },
  ],
  options: [
    {
      key: 'name',
      field: 'Name',
      type: { kind: 'label' },
      variables: templateVariables.name,
      summary: 'the name of the cluster; with several regions, what their names begin with',
      otherwise: 'made from the region',
    },
    {
      key: 'provider',
      field: 'Provider',
      type: { kind: 'word' },
      summary: 'the infrastructure provider; with `template=`, also one that ClusterOps has no manifests of',
      otherwise: 'the first of `providers.order` that has the region',
    },
    {
      key: 'flavor',
      field: 'Flavor',
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
    controlPlaneMachineType,
    {
      key: 'packaging',
      field: 'Packaging',
      type: { kind: 'choice', of: ['plain', 'kustomize', 'helm', 'clusterclass'] },
      summary: 'the form in which the manifests are committed',
      otherwise: '`defaults.packaging` of the configuration',
    },
    {
      key: 'cni',
      field: 'Pod network',
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
};
