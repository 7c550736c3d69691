import { describe, expect, test } from '@jest/globals';
import type { ManagementCluster } from '../../src/ports/cluster.ts';
import { createManagementClusters } from '../../src/workflows/management-clusters.ts';
import { createServed } from '../../src/workflows/served.ts';

const live = { state: () => ({ state: 'live' }) };
const connection = { view: live, acts: {} } as unknown as ManagementCluster;
const assigned = (match: string, ...namespaces: string[]) => ({ match: [match], namespaces });
const europe = { name: 'europe', repositories: [assigned('acme/*', 'shared'), assigned('acme/Platform', 'platform')] };
const america = { name: 'america', repositories: [assigned('acme/payments')] };
const clusters = createManagementClusters([europe, america].map((each) => ({ ...each, connection })));
const repository = (fullName: string, id = 1) => {
  const [owner = '', name = ''] = fullName.split('/');
  return { id, owner, name, installationId: 1 };
};
const of = (fullName: string, managementCluster?: string) => {
  const { name, namespaces, view, acts } = clusters.of({
    repository: repository(fullName),
    ...(managementCluster === undefined ? {} : { managementCluster }),
  });
  return { name, namespaces, sees: view.state().state, acts: acts !== undefined };
};

describe('a repository has the management cluster of the closest pattern', () => {
  test.each([
    ['acme/platform', 'europe', ['platform']],
    ['ACME/Payments', 'america', []],
    ['acme/anything', 'europe', ['shared']],
  ] as const)('%s', (fullName, name, namespaces) => {
    expect(of(fullName)).toEqual({ name, namespaces, sees: 'live', acts: true });
  });

  test('one that no pattern matches has none', () => {
    expect(of('others/platform')).toEqual({ name: undefined, namespaces: [], sees: 'absent', acts: false });
  });

  test('the only one is not named', () => {
    const only = createManagementClusters([{ ...america, connection }]);
    const found = only.of({ repository: repository('acme/payments') });
    expect(found).not.toHaveProperty('name');
    expect(found.place).toBe('america');
  });
});

describe('a request stays with the management cluster that it began in', () => {
  test('while the settings say the same', () => {
    expect(of('acme/payments', 'america')).toMatchObject({ name: 'america', sees: 'live' });
  });

  test.each(['acme/payments', 'others/payments'])(
    'after the settings moved %s it is out of sight',
    async (fullName) => {
      expect(of(fullName, 'asia')).toMatchObject({ name: 'asia', sees: 'blind', acts: true });
      const moved = clusters.of({ repository: repository(fullName), managementCluster: 'asia' });
      const ref = { group: '', version: 'v1', kind: 'ConfigMap', name: 'a' };
      expect(await moved.acts?.read(ref)).toEqual({
        state: 'unknown',
        because: expect.stringContaining('the request began in asia'),
      });
      await expect(moved.acts?.remove(ref, 'uid')).rejects.toThrow('kubernetes/unavailable');
    },
  );
});

test('who takes over the name of a repository with a management cluster is not served', async () => {
  const stored = new Map<string, string>();
  const settings = {
    get: async (key: string) => stored.get(key),
    put: async (key: string, value: string) => void stored.set(key, value),
  };
  const served = createServed(['acme/*'], [america], settings);
  expect(await served.admits(repository('acme/payments', 1), 7)).toBe(true);
  expect(await served.admits(repository('acme/payments', 2), 7)).toBe(false);
  expect(await served.admits(repository('acme/others', 2), 7)).toBe(true);
});
