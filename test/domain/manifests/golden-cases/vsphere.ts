import type { GoldenCase } from './golden-case.ts';
import { withNeeds } from './needs.ts';

const change = { configuration: withNeeds };
const dc1 = { region: ['dc1'], endpoint: '10.1.2.3' };
const dc2 = { region: ['dc2'], endpoint: '10.2.3.4' };

export const vsphereCases: readonly GoldenCase[] = [
  { name: 'vsphere-kubeadm-plain-default', typed: dc1, change },
  {
    name: 'vsphere-kubeadm-plain-pool',
    typed: { ...dc2, 'control-plane': 1, workers: 1, cni: 'calico', 'machine-type': '8cpu-32gb-100gb' },
    change,
  },
  { name: 'vsphere-kubeadm-helm-pool', typed: { ...dc2, packaging: 'helm' }, change },
  {
    name: 'vsphere-kubeadm-helm-v1beta1',
    typed: { ...dc1, packaging: 'helm', cni: 'calico' },
    change: { ...change, capi: 'v1beta1' },
  },
  { name: 'vsphere-kubeadm-plain-v1beta1', typed: dc1, change: { ...change, capi: 'v1beta1' } },
];
