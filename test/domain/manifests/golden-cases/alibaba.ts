import type { GoldenCase } from './golden-case.ts';
import { withNeeds } from './needs.ts';

const change = { configuration: withNeeds };
const hangzhou = { region: ['cn-hangzhou'], endpoint: 'api.example.com' };

export const alibabaCases: readonly GoldenCase[] = [
  { name: 'alibaba-external-plain-default', typed: hangzhou, change },
  {
    name: 'alibaba-external-plain-zone',
    typed: {
      region: ['eu-central-1'],
      provider: 'alibaba',
      endpoint: '10.8.0.10',
      workers: 1,
      'machine-type': 'ecs.c8y.2xlarge',
    },
    change,
  },
  { name: 'alibaba-external-helm-default', typed: { ...hangzhou, packaging: 'helm' }, change },
  { name: 'alibaba-external-plain-v1beta1', typed: hangzhou, change: { ...change, capi: 'v1beta1' } },
];
