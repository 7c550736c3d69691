import { describe, expect, test } from '@jest/globals';
import type { ObservedApplication } from '../../../src/domain/gitops/application.ts';
import { findApplications } from '../../../src/domain/gitops/find-applications.ts';
import { application } from './support/application.ts';

const urls = ['https://github.com/org/fleet'];
const find = (...applications: readonly ObservedApplication[]) =>
  findApplications(applications, urls, 'clusters/eu-west-1-12', 'default').map((each) => each.application.name);
const at = (path: string, more: Partial<ObservedApplication> = {}) =>
  application({
    name: `at ${path}`,
    sources: [{ repoUrl: 'git@github.com:Org/Fleet.git', path, targetRevision: 'main' }],
    ...more,
  });

describe('findApplications', () => {
  test.each(['clusters/eu-west-1-12', './clusters/eu-west-1-12/', '/clusters/eu-west-1-12'])(
    'finds the Application of the folder written %s',
    (path) => {
      expect(find(at(path))).toHaveLength(1);
    },
  );

  test.each(['clusters', '.', ''])('finds one of the folder above written "%s"', (path) => {
    expect(find(at(path))).toHaveLength(1);
  });

  test.each(['clusters/eu-west-1-1', 'clusters/eu-west-1-12/base', 'apps', 'clusters/eu-west-1-123'])(
    'passes over %s',
    (path) => {
      expect(find(at(path))).toEqual([]);
    },
  );

  test('prefers those of exactly the folder to the one that makes them', () => {
    expect(find(at('clusters'), at('clusters/eu-west-1-12'))).toEqual(['at clusters/eu-west-1-12']);
  });

  test('finds one that was renamed, or moved to another namespace of Argo CD: what it shows counts', () => {
    expect(find(application({ name: 'other' }), application({ name: 'moved', namespace: 'team-argocd' }))).toHaveLength(
      2,
    );
  });

  test('passes over another repository, and a source without a path', () => {
    const other = { repoUrl: 'https://github.com/org/apps', path: 'clusters/eu-west-1-12', targetRevision: 'HEAD' };
    const chart = { repoUrl: 'https://github.com/org/fleet', targetRevision: 'HEAD' };
    expect(find(application({ sources: [other] }), application({ sources: [chart] }))).toEqual([]);
  });

  test('tells which of several sources it is', () => {
    const values = { repoUrl: 'https://github.com/org/values', targetRevision: 'HEAD' };
    const folder = { repoUrl: 'https://github.com/org/fleet', path: 'clusters/eu-west-1-12', targetRevision: 'main' };
    const found = findApplications(
      [application({ sources: [values, folder] })],
      urls,
      'clusters/eu-west-1-12',
      'default',
    );
    expect(found).toMatchObject([{ source: 1, targetRevision: 'main' }]);
  });

  test('passes over one for another namespace, unless it is seen to hold objects in this one', () => {
    const elsewhere = at('clusters/eu-west-1-12', { destinationNamespace: 'staging' });
    const resources = [
      {
        group: 'cluster.x-k8s.io',
        kind: 'Cluster',
        namespace: 'default',
        name: 'eu-west-1-12',
        status: 'Synced',
        requiresPruning: false,
      },
    ];
    expect(find(elsewhere)).toEqual([]);
    expect(find({ ...elsewhere, resources })).toHaveLength(1);
    expect(find({ ...elsewhere, destinationNamespace: '' })).toHaveLength(1);
  });

  test('passes over one for another cluster, even the only one of the very folder', () => {
    const elsewhere = at('clusters/eu-west-1-12', { remote: 'https://10.0.0.9:6443' });
    expect(find(elsewhere)).toEqual([]);
    expect(find(elsewhere, at('clusters'))).toEqual(['at clusters']);
  });
});
