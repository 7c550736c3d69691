import { expect, test } from '@jest/globals';
import { checkEndpointFree } from '../../../src/domain/manifests/endpoint-free.ts';
import { withNeeds } from './golden-cases/needs.ts';
import { planned } from './support/clusters.ts';

const vsphere = { region: ['dc1'], name: 'new', endpoint: '10.1.2.3' };
const alibaba = { region: ['cn-hangzhou'], name: 'new', endpoint: 'api.example.com' };

test.each([
  ['the address', vsphere, 'clusters/old/cluster.yaml', 'host: 10.1.2.3\n', true],
  ['the address with its port', vsphere, 'clusters/old/cluster.yaml', 'server: https://10.1.2.3:6443', true],
  ['the first of a range', vsphere, 'clusters/old/cluster.yaml', '- 10.1.2.3-10.1.2.9', true],
  ['a longer address', vsphere, 'clusters/old/cluster.yaml', 'host: 10.1.2.30', false],
  ['an address that ends in it', vsphere, 'clusters/old/cluster.yaml', 'host: 110.1.2.3', false],
  ['the address after a longer one', vsphere, 'clusters/old/cluster.yaml', '10.1.2.30, 10.1.2.3', true],
  ['the address in its own files', vsphere, 'clusters/new/cluster.yaml', 'host: 10.1.2.3', false],
  ['the address in a cluster of a like name', vsphere, 'clusters/new-1/cluster.yaml', 'host: 10.1.2.3', true],
  ['the address outside the clusters', vsphere, 'docs/network.yaml', 'host: 10.1.2.3', false],
  ['the name', alibaba, 'clusters/old/cluster.yaml', 'host: api.example.com', true],
  ['another name that ends in it', alibaba, 'clusters/old/cluster.yaml', 'host: old-api.example.com', false],
])('%s in %s', (_case, typed, path, content, taken) => {
  const [spec] = planned(typed, { configuration: withNeeds });
  if (spec === undefined) throw new Error('nothing was planned');
  const found = checkEndpointFree(spec, withNeeds, new Map([[path, content]]));
  expect(found).toHaveLength(taken ? 1 : 0);
});
