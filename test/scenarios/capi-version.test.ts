import { afterEach, expect, test } from '@jest/globals';
import { startSandboxKubernetes } from '../../src/sandbox/kubernetes/main.ts';
import { givingOf } from '../support/giving.ts';
import { createWorld, repositoryName, type World } from '../support/world.ts';

const closers: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

async function started(unserved: readonly string[], silent = false) {
  const kubernetes = await startSandboxKubernetes({ unserved });
  if (silent) kubernetes.faults.add({ act: { kind: 'silent' } });
  closers.push(() => kubernetes.close());
  const world = await createWorld({ kubeconfig: kubernetes.kubeconfig() });
  closers.push(() => world.close());
  await world.start();
  return world;
}

/** The pull request of a create command, and the Cluster that it proposes. */
async function created(world: World) {
  const { issue } = await givingOf(world).give('/create-cluster eu-west-1 name=shop');
  const { pull, body } = givingOf(world).pullOf(issue.number);
  const files = await world.github.control.readTree(repositoryName, pull.head.sha, 'clusters/shop');
  return { body: body ?? '', cluster: files.find(({ path }) => path.endsWith('cluster.yaml'))?.content };
}

test('objects are written in the version that the management cluster serves', async () => {
  const world = await started(['cluster.x-k8s.io/v1beta2']);
  const { body, cluster } = await created(world);
  expect(cluster).toContain('apiVersion: cluster.x-k8s.io/v1beta1\nkind: Cluster\n');
  expect(body).toContain('Cluster API `v1beta1`');
}, 60_000);

test('where both versions are served it is the newer', async () => {
  const world = await started([]);
  const { body, cluster } = await created(world);
  expect(cluster).toContain('apiVersion: cluster.x-k8s.io/v1beta2\nkind: Cluster\n');
  expect(body).not.toContain('is assumed');
}, 60_000);

test('a management cluster that does not answer holds nothing up: the newest is assumed, and the pull request says so', async () => {
  const world = await started(['cluster.x-k8s.io/v1beta2'], true);
  const { body, cluster } = await created(world);
  expect(cluster).toContain('apiVersion: cluster.x-k8s.io/v1beta2\nkind: Cluster\n');
  expect(body).toContain('v1beta2 is assumed');
}, 60_000);
