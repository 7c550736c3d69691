import type { GoldenCase } from './golden-case.ts';
import { withNeeds } from './needs.ts';

const change = { configuration: withNeeds };

export const otherCases: readonly GoldenCase[] = [
  { name: 'packet-kubeadm-plain-overridden', typed: { region: ['da'], provider: 'packet' }, change },
  {
    name: 'packet-kubeadm-helm-overridden',
    typed: { region: ['da'], provider: 'packet', packaging: 'helm' },
    change,
  },
];
