import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { parseAllDocuments } from 'yaml';
import type { Grant, PolicyRule } from '../../src/sandbox/kubernetes/access.ts';
import { givingOf } from '../support/giving.ts';
import { type ConnectedWorld, createConnectedWorld } from '../support/management-cluster.ts';
import { readingOf } from '../support/reading.ts';

interface Shipped {
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace?: string };
  readonly rules?: readonly PolicyRule[];
  readonly roleRef?: { readonly name: string };
  readonly subjects?: readonly { readonly name: string }[];
}

/** What the roles of `deploy/` let the bot's account do. */
function shippedGrants(): readonly Grant[] {
  const all = parseAllDocuments(readFileSync('deploy/rbac.yaml', 'utf8')).map((each) => each.toJS() as Shipped);
  const bindings = all.filter(
    ({ kind, subjects = [] }) => kind.endsWith('Binding') && subjects.some(({ name }) => name === 'clusterops'),
  );
  return bindings.flatMap(({ metadata, roleRef }) => {
    const role = all.find(({ kind, metadata: { name } }) => /^(Cluster)?Role$/.test(kind) && name === roleRef?.name);
    const where = metadata.namespace === undefined ? {} : { namespace: metadata.namespace };
    return [{ ...where, rules: role?.rules ?? [] }];
  });
}

let connected: ConnectedWorld;
const giving = () => givingOf(connected.world);

beforeAll(async () => {
  connected = await createConnectedWorld({
    configuration:
      'delivery: preview\nproviders:\n  gcp:\n    project: fleet-1234\n    network: fleet\n    image: ubuntu-2404\n',
    grants: shippedGrants(),
    environment: { CLEANUP_RECHECK_MS: '200' },
  });
  await connected.world.start();
}, 60_000);
afterAll(() => connected.close());

test('with the roles that are shipped a preview comes up and is cleaned up whole, a ConfigMap of its own included', async () => {
  const { issue } = await giving().give('/create-cluster europe-west3 workers=1 control-plane=1 name=whole');
  const { number, pull } = giving().pullOf(issue.number);
  await giving().check(pull.head.sha, 'Ready', 'success');
  const settings = { group: '', kind: 'ConfigMap', namespace: 'default', name: 'whole-ccm' };
  expect(connected.kubernetes.store.get(settings)).toBeDefined();
  await giving().close(number);
  await giving().check(pull.head.sha, 'Cleanup', 'success');
  expect(connected.objectsOf('whole')).toEqual([]);
  expect(connected.kubernetes.store.get(settings)).toBeUndefined();
  expect(readingOf(connected.world).runs(pull.head.sha).at(-1)?.summary).toMatch(/ConfigMap.*whole-ccm.*gone/);
}, 60_000);
