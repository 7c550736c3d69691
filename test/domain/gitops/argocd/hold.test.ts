import { expect, test } from '@jest/globals';
import type { ObservedApplication } from '../../../../src/domain/gitops/application.ts';
import { holdOfArgoCd } from '../../../../src/domain/gitops/argocd/hold.ts';
import { application } from '../support/application.ts';

const folder = 'clusters/shop';
const held = {
  ...{ repoUrl: 'https://github.com/org/fleet', repoUrls: ['https://github.com/org/fleet'], folder },
  ...{ namespace: 'default', name: 'shop', now: 1_000_000 },
};
const cluster = {
  ...{ group: 'cluster.x-k8s.io', kind: 'Cluster', namespace: 'default', name: 'shop' },
  ...{ status: 'Synced', requiresPruning: false },
};
const at = (repoUrl: string, more: Partial<ObservedApplication> = {}): ObservedApplication =>
  application({
    ...{ name: 'shop', sources: [{ repoUrl, path: folder, targetRevision: 'main' }], resources: [cluster] },
    ...more,
  });
const stateOf = (...applications: readonly ObservedApplication[]) => holdOfArgoCd(applications, held).state;

const renamed = 'https://github.com/other/renamed';
const pruned = [{ ...cluster, requiresPruning: true }];
const elsewhere = [{ repoUrl: renamed, path: 'apps', targetRevision: 'main' }];
const leaving = { deletingSince: 1, finalizers: ['resources-finalizer.argocd.argoproj.io/background'] };
test.each<[string, readonly ObservedApplication[], string]>([
  ['follows the repository, and has the Cluster', [at(held.repoUrl)], 'unaware'],
  ['has seen that Git lacks it', [at(held.repoUrl, { resources: pruned })], 'free'],
  ['reads the repository under another name, and has the Cluster', [at(renamed)], 'unaware'],
  ['does, and has seen that Git lacks it', [at(renamed, { resources: pruned })], 'free'],
  ['shows another folder of another repository', [at(renamed, { sources: elsewhere })], 'free'],
  ['is not there', [], 'free'],
  ['is being deleted and lets go of this Cluster alone', [at(held.repoUrl, leaving)], 'asks'],
  [
    'is, and applies to another cluster: the approval would delete there',
    [at(held.repoUrl, { ...leaving, remote: 'b' })],
    'free',
  ],
])('an Application that %s', (_name, applications, state) => {
  expect(stateOf(...applications)).toBe(state);
});
