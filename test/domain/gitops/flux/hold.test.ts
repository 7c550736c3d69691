import { expect, test } from '@jest/globals';
import { holdOfFlux } from '../../../../src/domain/gitops/flux/hold.ts';
import { clusterObject, held, kustomization } from '../support/flux.ts';

const cluster = {
  repoUrl: 'https://github.com/acme/clusters.git',
  folder: 'clusters/eu-west-1-12',
  namespace: 'default',
  name: clusterObject.name,
  now: 0,
};

test('a Cluster may go once no Kustomization of this management cluster has it in its inventory', () => {
  const holding = kustomization({ inventory: new Set([held]) });
  const other = kustomization({ inventory: new Set([held.replace('eu-west-1-12', 'eu-west-1-13')]) });
  expect(holdOfFlux([other, holding], cluster)).toMatchObject({ state: 'unaware' });
  expect(holdOfFlux([other, { ...holding, remote: true }], cluster)).toEqual({ state: 'free' });
  expect(holdOfFlux([], cluster)).toEqual({ state: 'free' });
});
