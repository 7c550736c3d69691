import { describe, expect, test } from '@jest/globals';
import { describeJson } from '../../../src/domain/health/describe-json.ts';
import { printTree } from '../../../src/domain/health/print-tree.ts';
import { describeTree } from '../../../src/domain/health/tree.ts';
import { clusterctlOutput, fixture, fixtureNames, now } from './support/fixture.ts';

describe('describeTree and printTree', () => {
  test('there are fixtures', () => {
    expect(fixtureNames.length).toBeGreaterThan(4);
  });

  test.each(fixtureNames)('print %s as clusterctl does', (name) => {
    expect(printTree(describeTree(fixture(name)), now)).toBe(clusterctlOutput(name));
  });

  test('do not depend on the order of the objects', () => {
    const objects = fixture('roll-out');
    const reversed = { ...objects, members: objects.members.toReversed() };
    expect(printTree(describeTree(reversed), now)).toBe(clusterctlOutput('roll-out'));
  });

  test('without a time, equal objects print equally though they grow older', () => {
    const nodes = describeTree(fixture('ready'));
    expect(printTree(nodes)).not.toContain('3m20s');
    expect(printTree(nodes, now)).toContain('3m20s');
  });
});

describe('describeJson', () => {
  test('names objects, counts in numbers and tells times in ISO 8601', () => {
    const [cluster] = describeJson(describeTree(fixture('ready')));
    expect(cluster).toMatchObject({
      kind: 'Cluster',
      namespace: 'default',
      name: 'eu-west-1-12',
      replicas: '4/4',
      ready: 4,
      condition: { status: 'True', reason: 'Available', since: new Date(now - 200_000).toISOString() },
    });
    const workers = cluster?.children?.find(({ name }) => name === 'Workers');
    expect(workers?.children?.[0]?.children?.[0]?.machines).toHaveLength(3);
  });
});
