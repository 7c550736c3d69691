import type { Configuration } from '../../../../src/domain/access/configuration.ts';
import type { GoldenCase } from './golden-case.ts';
import { withNeeds } from './needs.ts';

const change = { configuration: withNeeds };
const withVolumes: Configuration = {
  ...withNeeds,
  addons: { installer: 'cluster-resource-set' },
  providers: {
    ...withNeeds.providers,
    openstack: {
      ...withNeeds.providers.openstack,
      rootVolume: { sizeGiB: 50, type: 'ssd' },
      loadBalancerProvider: 'ovn',
      sshKeyName: 'ops',
    },
  },
};

export const openstackCases: readonly GoldenCase[] = [
  { name: 'openstack-kubeadm-plain-default', typed: { region: ['regionone'] }, change },
  {
    name: 'openstack-kubeadm-plain-volumes',
    typed: { region: ['regiontwo'], 'control-plane': 1, workers: 1, cni: 'cilium', version: '1.35.2' },
    change: { configuration: withVolumes },
  },
  { name: 'openstack-kubeadm-helm-default', typed: { region: ['regionone'], packaging: 'helm' }, change },
  {
    name: 'openstack-kubeadm-plain-v1beta1',
    typed: { region: ['regionone'], cni: 'calico' },
    change: { ...change, capi: 'v1beta1' },
  },
];
