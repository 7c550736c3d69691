import { describe, expect, test } from '@jest/globals';
import type { ObservedApplication } from '../../../src/domain/gitops/application.ts';
import { type EngineChoice, engineOf, type ObservedGitOps } from '../../../src/domain/gitops/engine.ts';
import type { ObservedKustomization } from '../../../src/domain/gitops/flux/objects.ts';
import { judgeSync, type Sync } from '../../../src/domain/gitops/sync.ts';
import { application, sha } from './support/application.ts';
import { clusterObject, gitRepository, kustomization } from './support/flux.ts';

const minute = 60_000;
const now = Date.UTC(2026, 7, 20, 12);
const both = (
  applications: readonly ObservedApplication[],
  kustomizations: readonly ObservedKustomization[],
): ObservedGitOps => ({
  engines: ['argocd', 'flux'],
  applications,
  kustomizations,
  sources: [gitRepository()],
  releases: [],
  charts: [],
});

const judge = (gitops: ObservedGitOps, engine: EngineChoice, waited = minute): Sync =>
  judgeSync({
    gitops,
    wanted: {
      folder: 'clusters/eu-west-1-12',
      namespace: 'default',
      engine,
      repoUrls: ['https://github.com/org/fleet'],
      sha,
      mode: 'merge',
      base: 'main',
      objects: [clusterObject],
    },
    containment: new Map(),
    sight: { state: 'live' },
    now,
    since: now - waited,
  });

const { version: _, ...resource } = {
  ...clusterObject,
  namespace: 'default',
  status: 'Synced',
  requiresPruning: false,
};
const holding = application({ resources: [resource] });
const above = kustomization({ name: 'flux-system', path: './', inventory: new Set() });

describe('auto', () => {
  test('is the one that is there', () => {
    expect(engineOf('auto', { engines: ['flux'] })).toBe('flux');
    expect(engineOf('auto', { engines: ['argocd', 'flux'] })).toBeUndefined();
    expect(engineOf('argocd', { engines: ['flux'] })).toBe('argocd');
  });
  test('where both are there, is the one that shows the folder', () => {
    expect(judge(both([], [kustomization()]), 'auto')).toMatchObject({ state: 'synced', engine: 'flux' });
    expect(judge(both([holding], []), 'auto')).toMatchObject({ state: 'synced', engine: 'argocd' });
  });
  test('and not the one that only shows a folder above, without the cluster', () => {
    expect(judge(both([holding], [above]), 'auto')).toMatchObject({ state: 'synced', engine: 'argocd' });
  });
  test('where neither shows it, says so of both', () => {
    expect(judge(both([], []), 'auto', 16 * minute)).toMatchObject({
      state: 'not followed',
      because: expect.stringContaining('No Application or Kustomization'),
      cause: { cure: expect.stringMatching(/Argo CD.*Flux/) },
    });
  });
});

describe('two engines that hold one cluster are never synced', () => {
  test.each(['auto', 'argocd', 'flux'] as const)('with engine: %s', (engine) => {
    const gitops = both([holding], [kustomization()]);
    expect(judge(gitops, engine, 4 * minute)).toMatchObject({ state: 'failed', cause: { code: 'two-engines' } });
    const { state, because } = judge(gitops, engine);
    expect(state).toBe('waiting');
    expect(because).toContain('Application argocd/eu-west-1-12 and Kustomization flux-system/clusters');
  });
  test('but the one that is chosen is synced, when the other holds nothing', () => {
    const elsewhere = kustomization({ inventory: new Set(['default_other_cluster.x-k8s.io_Cluster']) });
    expect(judge(both([holding], [elsewhere]), 'argocd').state).toBe('synced');
    expect(judge(both([application({ sources: [] })], [kustomization()]), 'flux').state).toBe('synced');
  });
});

test('a chosen engine that is not there is named', () => {
  const gitops = { ...both([], []), engines: ['argocd'] as const };
  expect(judge(gitops, 'flux').notes).toEqual(['Flux is not in the management cluster.']);
});

describe('an Application of a folder above', () => {
  const listing = (more: Partial<typeof resource>) =>
    application({
      sources: [{ repoUrl: 'https://github.com/org/fleet.git', path: 'clusters', targetRevision: 'HEAD' }],
      resources: [
        { ...resource, name: 'another' },
        { ...resource, ...more },
      ],
    });

  test('is a rival of Flux where it has the very object', () => {
    expect(judge(both([listing({})], [kustomization()]), 'flux').cause?.code).toBe('two-engines');
  });

  test.each<[string, Partial<typeof resource>]>([
    ['another group', { group: 'example.com' }],
    ['another kind', { kind: 'MachinePool' }],
    ['another name', { name: 'eu-west-1-13' }],
    ['another namespace', { namespace: 'team-b' }],
  ])('is none where it has one of %s', (_title, more) => {
    expect(judge(both([listing(more)], [kustomization()]), 'flux')).toMatchObject({ state: 'synced', engine: 'flux' });
  });
});
