import type { GoldenCase } from './golden-case.ts';
import { withNeeds } from './needs.ts';

const change = { configuration: withNeeds };
const rack1 = { region: ['rack1'], endpoint: '10.10.10.10' };
const rack2 = { region: ['rack2'], endpoint: '10.20.0.10' };

export const proxmoxCases: readonly GoldenCase[] = [
  { name: 'proxmox-kubeadm-plain-default', typed: rack1, change },
  {
    name: 'proxmox-kubeadm-plain-vlan',
    typed: { ...rack2, 'control-plane': 1, workers: 1, cni: 'calico', 'machine-type': '8cpu-32gb-100gb' },
    change,
  },
  { name: 'proxmox-kubeadm-helm-vlan', typed: { ...rack2, packaging: 'helm' }, change },
  { name: 'proxmox-kubeadm-plain-v1beta1', typed: rack1, change: { ...change, capi: 'v1beta1' } },
];
