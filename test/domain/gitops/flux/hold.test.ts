import { expect, test } from '@jest/globals';
import { holdOfFlux } from '../../../../src/domain/gitops/flux/hold.ts';
import { clusterObject, flux, gitRepository, held, heldRelease, helmRelease, kustomization } from '../support/flux.ts';

const repoUrl = 'https://github.com/org/fleet.git';
const cluster = {
  repoUrl,
  repoUrls: [repoUrl],
  folder: 'clusters/eu-west-1-12',
  namespace: 'default',
  name: clusterObject.name,
  now: 0,
};
const holding = kustomization({ inventory: new Set([held]) });
const other = kustomization({ inventory: new Set([held.replace('eu-west-1-12', 'eu-west-1-13')]) });

test('a Cluster may go once no Kustomization of this management cluster has it in its inventory', () => {
  expect(holdOfFlux(flux([other, holding]), cluster)).toMatchObject({ state: 'unaware' });
  expect(holdOfFlux(flux([other, { ...holding, remote: true }]), cluster)).toEqual({ state: 'free' });
  expect(holdOfFlux(flux([]), cluster)).toEqual({ state: 'free' });
});

const unknown = new Set<string>();
test.each([
  ['has it in its inventory', { chart: { ...helmRelease().chart, path: './elsewhere' } }],
  ['has no inventory, and its folder for a chart', { inventory: unknown }],
] as const)('a HelmRelease that %s goes first, suspended', (_what, more) => {
  const release = helmRelease(more as Partial<ReturnType<typeof helmRelease>>);
  const { group, kind, namespace, name } = { group: 'helm.toolkit.fluxcd.io', kind: 'HelmRelease', ...release };
  expect(holdOfFlux({ ...flux([other]), releases: [release] }, cluster)).toEqual({
    state: 'made again',
    object: { group, version: 'v2', kind, namespace, name },
    uid: 'r1',
    patch: { spec: { suspend: true } },
  });
});

test.each([
  ['its Kustomization would make it again', [kustomization({ inventory: new Set([heldRelease]) })], helmRelease()],
  ['it is going already', [other], helmRelease({ deletingSince: 1 })],
])('is waited for while %s', (_why, kustomizations, release) => {
  expect(holdOfFlux({ ...flux(kustomizations), releases: [release] }, cluster)).toMatchObject({ state: 'unaware' });
});

test('one that another repository made is never touched', () => {
  const sources = [gitRepository({ url: 'https://github.com/other/fleet' })];
  const release = helmRelease();
  expect(holdOfFlux({ ...flux([other], sources), releases: [release] }, cluster)).toMatchObject({ state: 'unaware' });
  expect(holdOfFlux({ ...flux([other], []), releases: [release] }, cluster)).toMatchObject({ state: 'unaware' });
});

test.each([
  ['of another cluster', { inventory: unknown, chart: { ...helmRelease().chart, path: './clusters/eu-west-1' } }],
  ['into another namespace', { inventory: unknown, targetNamespace: 'staging' }],
  ['into another management cluster', { remote: true }],
] as const)('one %s holds nothing', (_what, more) => {
  const release = helmRelease(more as Partial<ReturnType<typeof helmRelease>>);
  expect(holdOfFlux({ ...flux([other]), releases: [release] }, cluster)).toEqual({ state: 'free' });
});
