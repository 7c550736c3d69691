import { expect, test } from '@jest/globals';
import { lifetime, summariseSpec } from '../../../src/domain/cluster/summary.ts';
import { planned, plannedFromTemplate } from '../manifests/support/clusters.ts';

test.each([
  [
    { region: ['eu-west-1'], workers: 5 },
    'eu-west-1-12: aws (kubeadm) in eu-west-1, Kubernetes v1.34.3, 3 + 5 machines, cilium',
  ],
  [
    { region: ['local'], 'control-plane': 1, ttl: 129_600 },
    'local-12: dev (in-memory) in local, Kubernetes v1.34.3, 1 + 3 machines, no CNI, lives 1 day 12 hours from the merge',
  ],
])('%j', (typed, line) => {
  expect(planned(typed).map(summariseSpec)).toEqual([line]);
});

test('a template says itself which CNI there is', () => {
  const spec = plannedFromTemplate({ region: ['halle'], name: 'shop', template: 'a/b.yaml', provider: 'nutanix' });
  expect(summariseSpec(spec)).toBe('shop: nutanix (template) in halle, Kubernetes v1.34.3, 3 + 3 machines');
});

test.each([
  [0, '0 seconds'],
  [1, '1 second'],
  [61, '1 minute 1 second'],
  [3_600, '1 hour'],
  [90_061, '1 day 1 hour'],
  [172_800, '2 days'],
])('%d seconds are %s', (seconds, words) => {
  expect(lifetime(seconds)).toBe(words);
});
