import { describe, expect, test } from '@jest/globals';
import { baseApplicationExample } from '../../../../src/domain/gitops/argocd/application-set.ts';
import { refreshPatch, retryPatch } from '../../../../src/domain/gitops/argocd/operations.ts';
import { harmlessPatch, previewApplication, previewProject } from '../../../../src/domain/gitops/argocd/preview.ts';

const sha = 'a'.repeat(40);
const preview = previewApplication({
  name: 'preview-eu-west-1-12-abc',
  namespace: 'argocd',
  project: 'previews',
  repoUrl: 'https://github.com/org/fleet.git',
  folder: 'clusters/eu-west-1-12',
  sha,
  destinationNamespace: 'default',
  request: 'abcdefghij',
  repositoryId: 7,
});

/** A JSON merge patch (RFC 7396) as the API server applies it. */
function merge(target: unknown, patch: unknown): unknown {
  if (typeof patch !== 'object' || patch === null || Array.isArray(patch)) return patch;
  const result: Record<string, unknown> = typeof target === 'object' && target !== null ? { ...target } : {};
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) delete result[key];
    else result[key] = merge(result[key], value);
  }
  return result;
}

describe('previewApplication', () => {
  test('is pinned to the commit and takes nothing away', () => {
    expect(preview).toMatchObject({
      spec: {
        source: { targetRevision: sha, path: 'clusters/eu-west-1-12' },
        syncPolicy: { automated: { prune: false, selfHeal: false, allowEmpty: false } },
      },
    });
    expect(preview).not.toHaveProperty('metadata.finalizers');
  });

  test('deletes in background and takes no object from another Application', () => {
    expect(preview).toMatchObject({
      spec: {
        syncPolicy: {
          syncOptions: expect.arrayContaining(['PrunePropagationPolicy=background', 'FailOnSharedResource=true']),
        },
      },
    });
  });

  test('tells whose it is', () => {
    expect(preview).toMatchObject({
      metadata: {
        annotations: {
          'clusterops.dev/repository-id': '7',
          'clusterops.dev/request': 'abcdefghij',
          'clusterops.dev/delivery': 'preview',
        },
      },
    });
  });
});

describe('previewProject', () => {
  const project = previewProject({
    namespace: 'argocd',
    name: 'previews',
    repoUrl: 'https://github.com/org/fleet.git',
    destinationNamespace: 'default',
  });

  test('allows one repository and one namespace', () => {
    expect(project).toMatchObject({
      spec: {
        sourceRepos: ['https://github.com/org/fleet.git'],
        destinations: [{ server: 'https://kubernetes.default.svc', namespace: 'default' }],
      },
    });
  });

  test('allows nothing cluster-scoped, and no Secret', () => {
    expect(project).toMatchObject({ spec: { clusterResourceWhitelist: [] } });
    const kinds = (project as { spec: { namespaceResourceWhitelist: { group: string; kind: string }[] } }).spec
      .namespaceResourceWhitelist;
    expect(kinds.filter(({ group }) => !group.endsWith('cluster.x-k8s.io'))).toEqual([
      { group: '', kind: 'ConfigMap' },
    ]);
  });
});

describe('harmlessPatch', () => {
  test('leaves no automation, no finalizer and no operation behind', () => {
    const armed = merge(preview, {
      metadata: { finalizers: ['resources-finalizer.argocd.argoproj.io'] },
      operation: { sync: {} },
    });
    const harmless = merge(armed, harmlessPatch()) as Record<string, unknown>;
    expect(harmless).not.toHaveProperty('metadata.finalizers');
    expect(harmless).not.toHaveProperty('spec.syncPolicy.automated');
    expect(harmless).not.toHaveProperty('operation');
    expect(harmless).toHaveProperty('spec.syncPolicy.syncOptions');
  });
});

describe('operations', () => {
  test('a refresh only annotates', () => {
    expect(refreshPatch('hard')).toEqual({ metadata: { annotations: { 'argocd.argoproj.io/refresh': 'hard' } } });
  });

  test('a retry syncs the revision, names who asked, and never prunes', () => {
    expect(retryPatch(sha, 'octocat')).toMatchObject({
      operation: {
        initiatedBy: { username: 'octocat' },
        sync: { revision: sha, prune: false, syncOptions: ['PrunePropagationPolicy=background'] },
      },
    });
  });

  test('without a revision the Application’s own target is taken', () => {
    expect(retryPatch(undefined, 'octocat')).not.toHaveProperty('operation.sync.revision');
  });
});

describe('baseApplicationExample', () => {
  test('deletes in background only', () => {
    const set = baseApplicationExample({
      name: 'clusters',
      namespace: 'argocd',
      project: 'clusters',
      repoUrl: 'https://github.com/org/fleet.git',
      branch: 'main',
      clustersFolder: 'clusters',
      destinationNamespace: 'default',
    });
    expect(set).toMatchObject({
      spec: {
        generators: [{ git: { directories: [{ path: 'clusters/*' }] } }],
        template: {
          metadata: { finalizers: ['resources-finalizer.argocd.argoproj.io/background'] },
          spec: { syncPolicy: { syncOptions: expect.arrayContaining(['PrunePropagationPolicy=background']) } },
        },
      },
    });
  });
});
