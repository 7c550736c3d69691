import { expect, test } from '@jest/globals';
import type { Request } from '../../../src/domain/cluster/request.ts';
import { judgeOrphan, type MarkedCluster, type OrphanFacts } from '../../../src/domain/deletion/orphan.ts';

const ref = { group: 'cluster.x-k8s.io', version: 'v1beta2', kind: 'Cluster', namespace: 'default', name: 'shop' };
const cluster: MarkedCluster = {
  namespace: 'default',
  name: 'shop',
  uid: 'u-1',
  annotations: {
    'clusterops.dev/repository-id': '7',
    'clusterops.dev/request': 'abcdefghij',
    'clusterops.dev/delivery': 'preview',
  },
  labels: {},
};
const request = {
  id: 'abcdefghij',
  kind: 'create-cluster',
  repository: { id: 7 },
  delivery: 'preview',
  clusters: [{ spec: { namespace: 'default', name: 'shop' }, folder: 'clusters/shop', objects: [] }],
} as unknown as Request;
const facts: OrphanFacts = {
  repositoryId: 7,
  request,
  pull: 'closed',
  recorded: [{ ...ref, uid: 'u-1' }],
  stood: false,
};
const annotated = (more: Readonly<Record<string, string>>): Partial<MarkedCluster> => ({
  annotations: { ...cluster.annotations, ...more },
});
const asked = (change: object): Partial<OrphanFacts> => ({ request: { ...request, ...change } as Request });

test('what a closed preview left behind is an orphan', () => {
  expect(judgeOrphan(cluster, facts)).toEqual({ state: 'orphan' });
  const tracked = annotated({ 'argocd.argoproj.io/tracking-id': 'preview-shop-abcdefghij:cluster/…' });
  expect(judgeOrphan({ ...cluster, ...tracked }, facts)).toEqual({ state: 'orphan' });
});

test.each<[string, Partial<MarkedCluster>, Partial<OrphanFacts>]>([
  ['one that is no preview', annotated({ 'clusterops.dev/delivery': 'merge' }), {}],
  ['one of another repository', annotated({ 'clusterops.dev/repository-id': '8' }), {}],
  ['one whose pull request is open', {}, { pull: 'open' }],
  ['one whose pull request was merged', {}, { pull: 'merged' }],
])('%s is in use', (_name, change, more) => {
  expect(judgeOrphan({ ...cluster, ...change }, { ...facts, ...more })).toEqual({ state: 'in use' });
});

const { request: _request, pull: _pull, ...unknown } = facts;
test.each<[string, Partial<MarkedCluster>, OrphanFacts, string]>([
  ['annotations copied from a preview onto another cluster', { name: 'copy', uid: 'u-2' }, facts, 'did not ask for it'],
  ['annotations copied onto one in another namespace', { namespace: 'prod' }, facts, 'did not ask for it'],
  ['the same name made again by somebody else', { uid: 'u-2' }, facts, 'its UID is not one that was recorded'],
  ['a marker that is not signed is no marker', {}, { ...facts, recorded: [] }, 'its UID is not one that was recorded'],
  [
    'a UID that was recorded for another object',
    {},
    { ...facts, recorded: [{ ...ref, kind: 'AWSCluster', uid: 'u-1' }] },
    'its UID',
  ],
  ['a request that nobody signed', {}, unknown, 'no pull request of ours is found'],
  ['a request of another repository', {}, { ...facts, ...asked({ repository: { id: 8 } }) }, 'no pull request of ours'],
  ['a request in merge mode', {}, { ...facts, ...asked({ delivery: 'merge' }) }, 'did not ask for it'],
  ['the name of another request', annotated({ 'clusterops.dev/request': 'zzzzzzzzzz' }), facts, 'did not ask for it'],
  [
    'a folder that was renamed',
    {},
    { ...facts, named: 'fleet/one/cluster.yaml' },
    'fleet/one/cluster.yaml on the base branch',
  ],
  [
    'a folder that was merged otherwise and has left Git',
    {},
    { ...facts, stood: true },
    'stood on the base branch once',
  ],
  ['one that production applies', annotated({ 'argocd.argoproj.io/tracking-id': 'shop:x' }), facts, 'shop tracks it'],
  [
    'one that Flux applies',
    { labels: { 'kustomize.toolkit.fluxcd.io/name': 'clusters' } },
    facts,
    'clusters tracks it',
  ],
])('%s: it is reported and stays', (_name, change, more, because) => {
  expect(judgeOrphan({ ...cluster, ...change }, more)).toEqual({
    state: 'reported',
    because: expect.stringContaining(because),
  });
});
