import { expect, test } from '@jest/globals';
import { defaultConfiguration } from '../../src/domain/access/default-configuration.ts';
import type { Request } from '../../src/domain/cluster/request.ts';
import type { AddonChoice, AddonInstaller } from '../../src/domain/cluster/spec.ts';
import type { Engine, EngineChoice } from '../../src/domain/gitops/engine.ts';
import { chooseTarget } from '../../src/workflows/plan-commands.ts';
import { planned } from '../domain/manifests/support/clusters.ts';
import { never } from '../queue/support/backends.ts';

const acts = { read: never, topologyClass: never, put: never, patch: never, remove: never };
const cluster = (
  capi: readonly string[] | undefined,
  connected = true,
  engines: readonly Engine[] = [],
  addons: readonly AddonInstaller[] = ['helm-chart-proxy'],
) => ({
  ...(connected ? { acts } : {}),
  servedApis: async () => capi && { capi, engines, addons },
});
const configured = (apiVersion: 'auto' | 'v1beta1' | 'v1beta2') => ({ ...defaultConfiguration, capi: { apiVersion } });
const begun = {
  kind: 'create-cluster',
  clusters: planned({ region: ['eu-west-1'] }).map((spec) => ({ spec, folder: '', objects: [] })),
};

test.each<[string, ReturnType<typeof cluster>, 'auto' | 'v1beta1' | 'v1beta2', string, number]>([
  ['the only one that is served', cluster(['v1beta1']), 'auto', 'v1beta1', 0],
  ['the newer of both', cluster(['v1beta2', 'v1beta1']), 'auto', 'v1beta2', 0],
  ['the configured one, whatever is served', cluster(['v1beta2']), 'v1beta1', 'v1beta1', 0],
  ['the newest without a management cluster', cluster(undefined, false), 'auto', 'v1beta2', 0],
  ['the newest, with a note, where it does not answer', cluster(undefined), 'auto', 'v1beta2', 1],
])('%s', async (_case, management, apiVersion, capi, notes) => {
  const chosen = await chooseTarget(management, configured(apiVersion));
  expect([chosen.capi, chosen.notes.length]).toEqual([capi, notes]);
});

test('a request that was begun keeps its version and its add-ons, whatever is served now', async () => {
  const chosen = await chooseTarget(
    cluster(['v1beta1'], true, [], ['cluster-resource-set']),
    configured('auto'),
    begun as unknown as Request,
  );
  expect([chosen.capi, chosen.addons]).toEqual(['v1beta2', 'helm-chart-proxy']);
});

test.each<[string, ReturnType<typeof cluster>, EngineChoice, EngineChoice]>([
  ['the only one that is there', cluster([], true, ['flux']), 'auto', 'flux'],
  ['none of two', cluster([], true, ['argocd', 'flux']), 'auto', 'auto'],
  ['none where there is none', cluster([]), 'auto', 'auto'],
  ['none where nothing is known', cluster(undefined), 'auto', 'auto'],
  ['the configured one, whatever is there', cluster([], true, ['flux']), 'argocd', 'argocd'],
])('engine: %s', async (_case, management, engine, expected) => {
  expect((await chooseTarget(management, { ...configured('v1beta2'), engine })).engine).toBe(expected);
});

const serving = (...addons: readonly AddonInstaller[]) => cluster(['v1beta2'], true, [], addons);
test.each<[string, ReturnType<typeof cluster>, AddonChoice, AddonInstaller]>([
  [
    'charts where their provider is there',
    serving('helm-chart-proxy', 'cluster-resource-set'),
    'auto',
    'helm-chart-proxy',
  ],
  ['resource sets where it is not', serving('cluster-resource-set'), 'auto', 'cluster-resource-set'],
  ['charts where there is neither: Plan says so', serving(), 'auto', 'helm-chart-proxy'],
  ['charts where nobody answers', cluster(undefined), 'auto', 'helm-chart-proxy'],
  ['the configured one, whatever is there', serving('helm-chart-proxy'), 'external', 'external'],
])('add-ons: %s', async (_case, management, installer, expected) => {
  const configuration = { ...configured('v1beta2'), addons: { installer } };
  expect((await chooseTarget(management, configuration)).addons).toBe(expected);
});
