import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  branchName,
  clusterFolder,
  isDnsLabel,
  isSafePath,
  longestName,
  namesFor,
  requestId,
  requestIdOfBranch,
} from '../../../src/domain/cluster/names.ts';

describe('requestId', () => {
  test('is the same for the same ask and another for any other', () => {
    const ids = [
      requestId(1, 'IC_a', 0),
      requestId(1, 'IC_a', 1),
      requestId(2, 'IC_a', 0),
      requestId(1, 'IC_b', 0),
      requestId(12, 'IC_', 0),
      requestId(1, '2IC_', 0),
    ];
    expect(new Set(ids).size).toBe(ids.length);
    expect(requestId(1, 'IC_a', 0)).toBe(ids[0]);
  });

  test('is ten characters of base32', () => {
    fc.assert(
      fc.property(fc.nat(), fc.string(), fc.nat(50), (repository, node, index) => {
        expect(requestId(repository, node, index)).toMatch(/^[a-z2-7]{10}$/);
      }),
    );
  });
});

describe('branchName', () => {
  test.each([
    [['eu-west-1-12'], 'clusterops/create-eu-west-1-12-abcdefghij'],
    [['shop-a', 'shop-b'], 'clusterops/create-shop-a-and-1-more-abcdefghij'],
    [['a', 'b', 'c', 'd'], 'clusterops/create-a-and-3-more-abcdefghij'],
  ])('of %j is %s', (names, branch) => {
    expect(branchName('create-cluster', names, 'abcdefghij')).toBe(branch);
    expect(requestIdOfBranch(branch)).toBe('abcdefghij');
  });

  test.each([['main'], ['clusterops/create-x'], ['clusterops/create-x-ABCDEFGHIJ'], ['feature/create-x-abcdefghij']])(
    '%s is none of ours',
    (branch) => {
      expect(requestIdOfBranch(branch)).toBeUndefined();
    },
  );
});

describe('namesFor', () => {
  test.each([
    ['one region', ['eu-west-1'], undefined, ['eu-west-1-7']],
    ['several regions', ['eu-west-1', 'us-east-1'], undefined, ['eu-west-1-7', 'us-east-1-7']],
    ['the same region twice', ['eu-west-1', 'eu-west-1'], undefined, ['eu-west-1-7', 'eu-west-1-7-2']],
    ['a name', ['eu-west-1'], 'shop', ['shop']],
    ['a name for several regions', ['eu-west-1', 'us-east-1'], 'shop', ['shop-eu-west-1', 'shop-us-east-1']],
    ['no region', [], 'shop', []],
  ])('%s', (_case, regions, name, names) => {
    expect(namesFor(regions, 7, name)).toEqual(names);
  });
});

describe('names and paths never leave the clusters folder', () => {
  test.each([
    ['clusters/a/cluster.yaml', true],
    ['clusters/a/b/c.yaml', true],
    ['clusters', false],
    ['clusters/', false],
    ['clusters//a', false],
    ['clusters/../a', false],
    ['clusters/./a', false],
    ['clusters/a/..', false],
    ['clusters/.git/config', false],
    ['clusters/a/.GIT/config', false],
    ['/clusters/a', false],
    ['clustersx/a', false],
    ['other/a', false],
    ['clusters/a\\..\\b', false],
    ['clusters/a\u0000b', false],
    ['clusters/a b', false],
    ['clusters/ä', false],
  ])('%j: %s', (path, safe) => {
    expect(isSafePath(path, 'clusters')).toBe(safe);
  });

  test('a name that passes makes a path that passes, whatever the name', () => {
    const nasty = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.string({ unit: fc.constantFrom('a', '1', '-', '.', '/', '\\', '~', ' ', '\n', 'A', '%', '\u0000', '．') }),
    );
    fc.assert(
      fc.property(nasty, (name) => {
        const path = `${clusterFolder('clusters', name)}/cluster.yaml`;
        if (isDnsLabel(name)) expect(isSafePath(path, 'clusters')).toBe(true);
        if (isSafePath(path, 'clusters')) expect(path.split('/')).not.toContain('..');
      }),
      { numRuns: 1000 },
    );
  });

  test('the longest name leaves room for what machines add to it', () => {
    expect(`${'x'.repeat(longestName)}-control-plane-12345678`.length).toBeLessThanOrEqual(63);
  });
});
