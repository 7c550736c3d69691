import { describe, expect, test } from '@jest/globals';
import { AppError } from '../../src/errors.ts';
import { clusterActs } from '../../src/kubernetes/acts.ts';
import { decodeRefusal } from '../../src/kubernetes/faults.ts';
import { rehearsal } from '../../src/kubernetes/rehearse.ts';

const kinds = [
  ['Cluster', 'cluster.x-k8s.io', 'v1beta2', 'clusters'],
  ['Application', 'argoproj.io', 'v1alpha1', 'applications'],
  ['AppProject', 'argoproj.io', 'v1alpha1', 'appprojects'],
  ['Kustomization', 'kustomize.toolkit.fluxcd.io', 'v1', 'kustomizations'],
  ['GitRepository', 'source.toolkit.fluxcd.io', 'v1', 'gitrepositories'],
  ['AWSCluster', 'infrastructure.cluster.x-k8s.io', 'v1beta2', 'awsclusters'],
  ['ConfigMap', '', 'v1', 'configmaps'],
] as const;

/** The API server of a bot that may not do that, and the same once it may. */
function server(verb: string, kind: string, group: string, plural: string, granted = false) {
  const qualified = group === '' ? plural : `${plural}.${group}`;
  const message = `${qualified} "shop" is forbidden: User "bot" cannot ${verb} resource "${plural}" in API group "${group}" in the namespace "team-a"`;
  const body = { kind: 'Status', reason: 'Forbidden', message, details: { name: 'shop' } };
  const answer = granted
    ? { ok: true, body: { kind, metadata: { name: 'shop', uid: 'u-1' } } }
    : { ok: false, refusal: decodeRefusal(403, JSON.stringify(body)) };
  const transport = { call: async () => answer } as never;
  const served = { group, version: 'v1', kind, plural, namespaced: true };
  const resources = { any: async () => served, exact: async () => served } as never;
  return {
    acts: clusterActs(transport, resources),
    ask: rehearsal(transport, resources, { after: () => () => {} } as never),
  };
}

describe.each(kinds)('of %s', (kind, group, version, plural) => {
  const ref = { group, version, kind, namespace: 'team-a', name: 'shop' };
  const apiVersion = group === '' ? version : `${group}/${version}`;
  const manifest = { apiVersion, kind, metadata: { name: 'shop', namespace: 'team-a' } };
  type Server = ReturnType<typeof server>;
  const does: Readonly<Record<string, (from: Server) => Promise<unknown>>> = {
    create: ({ acts }) => acts.put(manifest),
    patch: ({ acts }) => acts.patch(ref, {}),
    delete: ({ acts }) => acts.remove(ref, 'u-1'),
  };

  test.each(Object.entries(does))('to %s without the right is a fault that names it', async (verb, act) => {
    const fault = await act(server(verb, kind, group, plural)).catch((error: unknown) => error);
    expect(fault).toBeInstanceOf(AppError);
    expect(fault).toMatchObject({ code: 'kubernetes/forbidden', cure: expect.stringContaining('Grant') });
    expect((fault as AppError).detail).toContain(`cannot ${verb} resource "${plural}"`);
    await expect(act(server(verb, kind, group, plural, true))).resolves.toBeDefined();
  });

  test('to get without the right is neither there nor gone', async () => {
    const read = await server('get', kind, group, plural).acts.read(ref);
    expect(read).toEqual({
      state: 'unknown',
      forbidden: true,
      because: expect.stringContaining(`cannot get resource "${plural}"`),
    });
    expect(await server('get', kind, group, plural, true).acts.read(ref)).toMatchObject({ state: 'present' });
  });

  test.each(['create', 'patch'])('to %s in a dry run without the right is no yes', async (verb) => {
    const asked = [{ manifest, namespace: 'team-a' }];
    const [outcome] = await server(verb, kind, group, plural).ask(asked);
    expect(outcome).toMatchObject({
      state: 'unknown',
      why: 'forbidden',
      said: expect.stringContaining(`cannot ${verb} such`),
    });
    expect(await server(verb, kind, group, plural, true).ask(asked)).toEqual([{ state: 'accepted' }]);
  });
});
