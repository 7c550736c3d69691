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

/** EKS with all that can be said of it. */
export const withEks: Configuration = {
  ...configuration,
  providers: {
    ...configuration.providers,
    aws: {
      ...configuration.providers.aws,
      eks: {
        secretsKeys: [
          'arn:aws:kms:us-east-1:111122223333:key/mrk-0123456789abcdef',
          'arn:aws:kms:eu-west-1:111122223333:key/mrk-0123456789abcdef',
        ],
        publicEndpoint: true,
        publicCidrs: ['198.51.100.0/24'],
        ebsRole: 'arn:aws:iam::111122223333:role/ebs-csi',
      },
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
  { name: 'aws-kubeadm-helm-default', typed: { region: ['eu-west-1'], packaging: 'helm' } },
  {
    name: 'aws-kubeadm-helm-v1beta1',
    typed: { region: ['eu-west-1'], packaging: 'helm' },
    change: { capi: 'v1beta1' },
  },
  { name: 'aws-kubeadm-clusterclass-default', typed: { region: ['eu-west-1'], packaging: 'clusterclass' } },
  {
    name: 'aws-eks-kustomize-default',
    typed: { region: ['eu-west-1'], flavor: 'eks', packaging: 'kustomize' },
  },
  { name: 'aws-eks-helm-default', typed: { region: ['eu-west-1'], flavor: 'eks', packaging: 'helm' } },
  {
    name: 'aws-eks-machine-deployment-helm-keys',
    typed: { region: ['eu-west-1'], provider: 'eks-machine-deployment', packaging: 'helm', cni: 'calico' },
    change: { configuration: withEks },
  },
  { name: 'aws-eks-plain-default', typed: { region: ['eu-west-1'], flavor: 'eks' } },
  {
    name: 'aws-eks-plain-v1beta1',
    typed: { region: ['eu-west-1'], flavor: 'eks', cni: 'calico', 'machine-type': 'g5.xlarge' },
    change: { capi: 'v1beta1', configuration: withEks },
  },
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
  {
    name: 'aws-eks-machine-deployment-plain-keys',
    typed: { region: ['eu-west-1'], provider: 'eks-machine-deployment', 'machine-type': 'g5.xlarge' },
    change: { configuration: withEks },
  },
  {
    name: 'aws-eks-machine-deployment-clusterclass-keys',
    typed: { region: ['eu-west-1'], provider: 'eks-machine-deployment', packaging: 'clusterclass' },
    change: { configuration: withEks },
  },
  { name: 'aws-kubeadm-plain-v1beta1', typed: { region: ['eu-west-1'] }, change: { capi: 'v1beta1' } },
];
