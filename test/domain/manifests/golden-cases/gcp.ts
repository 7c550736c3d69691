import type { Configuration } from '../../../../src/domain/access/configuration.ts';
import { configuration } from '../support/clusters.ts';
import type { GoldenCase } from './golden-case.ts';

export const withProject: Configuration = {
  ...configuration,
  providers: {
    ...configuration.providers,
    gcp: {
      ...configuration.providers.gcp,
      project: 'acme-clusters',
      image: 'projects/acme-images/global/images/family/capi-ubuntu-2404-k8s-v1-34',
    },
  },
};

const change = { configuration: withProject };

export const gcpCases: readonly GoldenCase[] = [
  { name: 'gcp-kubeadm-plain-default', typed: { region: ['europe-west1'] }, change },
  {
    name: 'gcp-kubeadm-plain-small',
    typed: {
      region: ['us-central1'],
      name: 'shop',
      'control-plane': 1,
      workers: 1,
      cni: 'calico',
      'machine-type': 'c4-standard-4',
    },
    change: {
      configuration: {
        ...withProject,
        providers: {
          ...withProject.providers,
          gcp: {
            ...withProject.providers.gcp,
            network: 'prod',
            subnet: 'nodes',
            serviceAccount: 'nodes@acme-clusters.iam.gserviceaccount.com',
            credentials: { name: 'gcp-acme', namespace: 'capg-system' },
          },
        },
      },
    },
  },
  { name: 'gcp-kubeadm-plain-v1beta1', typed: { region: ['europe-west1'] }, change: { ...change, capi: 'v1beta1' } },
  {
    name: 'gcp-kubeadm-clusterclass-default',
    typed: { region: ['europe-west1'], packaging: 'clusterclass' },
    change,
  },
  { name: 'gcp-kubeadm-helm-default', typed: { region: ['europe-west1'], packaging: 'helm' }, change },
  {
    name: 'gcp-kubeadm-kustomize-default',
    typed: { region: ['europe-west1'], packaging: 'kustomize' },
    change,
  },
  {
    name: 'gcp-gke-kustomize-default',
    typed: { region: ['europe-west1'], flavor: 'gke', packaging: 'kustomize' },
    change,
  },
  { name: 'gcp-gke-helm-default', typed: { region: ['europe-west1'], flavor: 'gke', packaging: 'helm' }, change },
  { name: 'gcp-gke-plain-default', typed: { region: ['europe-west1'], flavor: 'gke' }, change },
  {
    name: 'gcp-gke-plain-v1beta1',
    typed: {
      region: ['us-central1'],
      flavor: 'gke',
      name: 'shop',
      workers: 6,
      'machine-type': 'n4-standard-8',
      'pod-cidr': '10.64.0.0/14',
      'service-cidr': '10.68.0.0/20',
    },
    change: { ...change, capi: 'v1beta1' },
  },
  {
    name: 'gcp-gke-clusterclass-default',
    typed: { region: ['europe-west1'], flavor: 'gke', packaging: 'clusterclass' },
    change,
  },
];
