import { describe, expect, test } from '@jest/globals';
import { type ObjectRole, pruneAnnotations } from '../../../src/domain/gitops/prune-options.ts';

const argocd = 'argocd.argoproj.io/sync-options';
const flux = 'kustomize.toolkit.fluxcd.io/prune';

describe('pruneAnnotations', () => {
  test('a Cluster leaves only after an approval', () => {
    expect(pruneAnnotations('cluster')).toEqual({ [argocd]: 'Prune=confirm,Delete=confirm', [flux]: 'disabled' });
  });

  test.each<ObjectRole>(['control-plane', 'infrastructure', 'template', 'addon'])('no engine removes a %s', (role) => {
    expect(pruneAnnotations(role)).toMatchObject({ [argocd]: 'Prune=false,Delete=false', [flux]: 'disabled' });
  });

  test('a replaced template does not keep the Application out of sync', () => {
    expect(pruneAnnotations('template')['argocd.argoproj.io/compare-options']).toBe('IgnoreExtraneous');
  });

  test('a pool that Git leaves out is removed', () => {
    expect(pruneAnnotations('workers')).toEqual({});
  });
});
