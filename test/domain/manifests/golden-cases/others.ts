import type { GoldenCase } from './golden-case.ts';
import { withNeeds } from './needs.ts';

const change = { configuration: withNeeds };
const rack = { region: ['rack1'], endpoint: '10.10.10.10' };

export const otherCases: readonly GoldenCase[] = [
  { name: 'proxmox-kubeadm-plain-default', typed: rack, change },
  { name: 'alibaba-external-plain-default', typed: { region: ['cn-hangzhou'], endpoint: 'api.example.com' }, change },
  { name: 'packet-kubeadm-plain-overridden', typed: { region: ['da'], provider: 'packet' }, change },
];
