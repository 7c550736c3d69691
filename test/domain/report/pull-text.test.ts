import { describe, expect, test } from '@jest/globals';
import { commitMessage, pullBody, pullTitle } from '../../../src/domain/report/pull-text.ts';
import { expectGolden } from './support/golden.ts';
import { hostile, pair, rendered, request, requested } from './support/request.ts';

describe('pullBody', () => {
  test('of one cluster', () => {
    const one = request();
    expectGolden('pull/one-cluster', pullBody(one, one.clusters.map(rendered)));
  });

  test('of two clusters in preview', () => {
    const two = { ...pair, delivery: 'preview' as const };
    expectGolden('pull/two-clusters-preview', pullBody(two, two.clusters.map(rendered)));
  });

  test('fits, with room for markers, however many clusters', () => {
    const clusters = Array.from({ length: 400 }, (_, index) => requested(`cluster-${index}`));
    const many = request({ clusters, commands: clusters.map(({ spec }) => `/create-cluster ${spec.region}`) });
    const body = pullBody(many, clusters.map(rendered));
    expect(Buffer.byteLength(body)).toBeLessThan(65_535 - 20_000);
    expect(body).toContain('GitHub limits the size');
  });

  test('lets no foreign text out', () => {
    const body = pullBody(request({ asker: { id: 1, login: hostile }, commands: [hostile] }), []);
    expect(body).not.toContain('@octocat #1 <!-- clusterops');
    expect(body).not.toContain('ghp_');
    expect(body).not.toMatch(/^<\/details>/m);
  });
});

describe('pullTitle and commitMessage', () => {
  const named = (...names: readonly string[]) => request({ clusters: names.map((name) => requested(name)) });

  test.each([
    [['a'], 'Create cluster a in eu-west-1'],
    [['a', 'b'], 'Create clusters a and b in eu-west-1'],
    [['a', 'b', 'c'], 'Create clusters a, b and c in eu-west-1'],
    [['a', 'b', 'c', 'd'], 'Create 4 clusters in eu-west-1'],
  ])('%j', (names, title) => {
    expect(pullTitle(named(...names))).toBe(title);
  });

  test('the headline fits 72 characters and the body tells what each folder holds', () => {
    const names = ['a', 'b', 'c'].map((letter) => letter.repeat(40));
    const { headline, body } = commitMessage(named(...names));
    expect(headline.length).toBeLessThanOrEqual(72);
    expect(body).toContain(`clusters/${names[0]}: aws eu-west-1, Kubernetes v1.34.3, 1 control plane, 3 workers`);
  });

  test('the commit mentions nobody', () => {
    expect(commitMessage(request()).body).not.toContain('@');
  });
});
