import type { Configuration } from '../../../../src/domain/access/configuration.ts';
import { configuration } from '../support/clusters.ts';
import type { GoldenCase } from './golden-case.ts';

export const withKey: Configuration = {
  ...configuration,
  clusters: { folder: 'fleet/clusters', namespace: 'tenants' },
  delivery: 'preview',
  providers: {
    ...configuration.providers,
    aws: {
      ...configuration.providers.aws,
      sshKeyName: 'ops',
      identity: { kind: 'AWSClusterRoleIdentity', name: 'tenants' },
    },
  },
};

export const awsCases: readonly GoldenCase[] = [
  { name: 'aws-kubeadm-plain-default', typed: { region: ['eu-west-1'], workers: 3 } },
  {
    name: 'aws-kubeadm-plain-small',
    typed: {
      region: ['us-east-1'],
      name: 'shop',
      version: '1.36.0',
      'control-plane': 1,
      workers: 0,
      cni: 'calico',
      ttl: 259_200,
    },
    change: { configuration: withKey },
  },
  {
    name: 'aws-kubeadm-kustomize-small',
    typed: { region: ['us-east-1'], name: 'shop', 'control-plane': 1, packaging: 'kustomize', ttl: 259_200 },
    change: { configuration: withKey },
  },
  { name: 'aws-eks-plain-default', typed: { region: ['eu-west-1'], flavor: 'eks' } },
  { name: 'aws-eks-plain-v1beta1', typed: { region: ['eu-west-1'], flavor: 'eks' }, change: { capi: 'v1beta1' } },
  {
    name: 'aws-eks-machine-deployment-plain-cilium',
    typed: {
      region: ['us-east-1'],
      provider: 'eks-machine-deployment',
      name: 'shop',
      cni: 'cilium',
      'machine-type': 'm8g.large',
    },
    change: { configuration: withKey },
  },
  { name: 'aws-kubeadm-plain-v1beta1', typed: { region: ['eu-west-1'] }, change: { capi: 'v1beta1' } },
];
