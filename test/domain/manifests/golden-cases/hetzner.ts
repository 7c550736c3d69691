import type { GoldenCase } from './golden-case.ts';
import { withNeeds } from './needs.ts';

const change = { configuration: withNeeds };
const arm = { 'control-plane-machine-type': 'cax21', 'machine-type': 'cax31' };

export const hetznerCases: readonly GoldenCase[] = [
  { name: 'hetzner-kubeadm-plain-default', typed: { region: ['fsn1'] }, change },
  { name: 'hetzner-kubeadm-plain-small', typed: { region: ['hel1'], 'control-plane': 1, workers: 1, ...arm }, change },
  { name: 'hetzner-kubeadm-plain-many', typed: { region: ['ash'], workers: 12, cni: 'calico' }, change },
  { name: 'hetzner-kubeadm-helm-default', typed: { region: ['fsn1'], packaging: 'helm' }, change },
  { name: 'hetzner-kubeadm-plain-v1beta1', typed: { region: ['fsn1'] }, change: { ...change, capi: 'v1beta1' } },
];
