import { configuration } from '../support/clusters.ts';
import type { GoldenCase } from './golden-case.ts';

export const devCases: readonly GoldenCase[] = [
  { name: 'dev-in-memory-plain-default', typed: { region: ['local'] } },
  {
    name: 'dev-docker-plain-small',
    typed: { region: ['local'], flavor: 'docker', 'control-plane': 1, workers: 1 },
  },
  {
    name: 'dev-docker-plain-resource-sets',
    typed: { region: ['local'], provider: 'docker', cni: 'cilium', 'pod-cidr': '10.244.0.0/16' },
    change: { configuration: { ...configuration, addons: { installer: 'cluster-resource-set' } } },
  },
  { name: 'dev-in-memory-kustomize-default', typed: { region: ['local'], packaging: 'kustomize', workers: 5 } },
  { name: 'dev-in-memory-helm-default', typed: { region: ['local'], packaging: 'helm' } },
  { name: 'dev-docker-helm-default', typed: { region: ['local'], flavor: 'docker', packaging: 'helm' } },
  { name: 'dev-in-memory-clusterclass-default', typed: { region: ['local'], packaging: 'clusterclass' } },
  {
    name: 'dev-in-memory-clusterclass-v1beta1',
    typed: { region: ['local'], packaging: 'clusterclass' },
    change: { capi: 'v1beta1' },
  },
  {
    name: 'dev-docker-clusterclass-default',
    typed: { region: ['local'], flavor: 'docker', packaging: 'clusterclass' },
  },
  { name: 'dev-in-memory-plain-v1beta1', typed: { region: ['local'] }, change: { capi: 'v1beta1' } },
];
