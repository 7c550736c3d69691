import type { GoldenCase } from './golden-case.ts';
import { withNeeds } from './needs.ts';

const change = { configuration: withNeeds };

export const otherCases: readonly GoldenCase[] = [
  { name: 'alibaba-external-plain-default', typed: { region: ['cn-hangzhou'], endpoint: 'api.example.com' }, change },
  { name: 'packet-kubeadm-plain-overridden', typed: { region: ['da'], provider: 'packet' }, change },
];
