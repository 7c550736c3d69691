import type { GoldenCase } from './golden-case.ts';
import { withNeeds } from './needs.ts';

const change = { configuration: withNeeds };
const older = { ...change, capi: 'v1beta1' } as const;
const dc = { region: ['dc1'], endpoint: '10.1.2.3' };
const rack = { region: ['rack1'], endpoint: '10.10.10.10' };

export const otherCases: readonly GoldenCase[] = [
  { name: 'vsphere-kubeadm-plain-default', typed: dc, change },
  { name: 'vsphere-kubeadm-plain-v1beta1', typed: { ...dc, 'control-plane': 1 }, change: older },
  { name: 'proxmox-kubeadm-plain-default', typed: rack, change },
  { name: 'alibaba-external-plain-default', typed: { region: ['cn-hangzhou'], endpoint: 'api.example.com' }, change },
  { name: 'packet-kubeadm-plain-overridden', typed: { region: ['da'], provider: 'packet' }, change },
];
