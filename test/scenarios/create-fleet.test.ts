import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { givingOf } from '../support/giving.ts';
import { goodCluster, proposingOf } from '../support/proposing.ts';
import { readingOf } from '../support/reading.ts';
import { createWorld, type World } from '../support/world.ts';

const configuration = `providers:
  openstack:
    image: ubuntu-2404-kube-v{version}
    externalNetworkId: 5d6a2e0c-57c1-4b1e-9c0e-6f3b3d1f0a11
    perRegion:
      regionone: {name: RegionOne}
templates:
  quick: {path: templates/quick.yaml}
`;
const template = `apiVersion: cluster.x-k8s.io/v1beta2
kind: Cluster
metadata:
  name: \${CLUSTER_NAME}
spec:
  topology:
    classRef: {name: quick}
    version: \${KUBERNETES_VERSION}
    variables: [{name: region, value: eu-west-1}]
`;
const quick = `apiVersion: cluster.x-k8s.io/v1beta2
kind: ClusterClass
metadata: {name: quick}
spec: {variables: [{name: location, required: false, schema: {openAPIV3Schema: {type: string}}}]}
`;
const legacy = goodCluster('payments')['clusters/payments/cluster.yaml'] ?? '';

let world: World;
const reading = () => readingOf(world);
const give = (body: string) => givingOf(world).give(body);

beforeAll(async () => {
  world = await createWorld({ configuration });
  await world.start();
  await proposingOf(world).commit('main', {
    ...goodCluster('one'),
    'clusters/legacy/cluster.yaml': legacy,
    'cluster-classes/quick.yaml': quick,
    'templates/quick.yaml': template,
  });
}, 60_000);
afterAll(() => world.close());

async function refused(command: string): Promise<string> {
  const before = reading().pulls().length;
  const { issue } = await give(command);
  expect(reading().pulls()).toHaveLength(before);
  return reading().answers(issue.number).join('\n');
}

describe('a cluster that does not fit into the repository is refused before there is a pull request', () => {
  test('one that another folder describes', async () => {
    const answer = await refused('/create-cluster eu-west-1 name=payments');
    expect(answer).toContain('manifest/duplicate-object');
    expect(answer).toContain('is described in clusters/legacy/cluster.yaml, line 1, too.');
    expect(answer).toContain('Give the cluster another name, with name=');
  });

  test('one of a template whose class has no such variable', async () => {
    const answer = await refused('/create-cluster eu-west-1 name=quick template=quick');
    expect(answer).toContain('the ClusterClass quick has no variable "region".');
    expect(answer).toContain('templates/quick.yaml');
  });
});

test('networks that are shared are said in the pull request and by Plan', async () => {
  const first = await give('/create-cluster regionone name=first');
  await givingOf(world).merge(givingOf(world).pullOf(first.issue.number).number);
  const { issue } = await give('/create-cluster regionone name=second');
  const { pull, body } = givingOf(world).pullOf(issue.number);
  const said = 'The machines of Cluster second are in 10.6.0.0/24, which overlaps with the network of first.';
  expect(body).toContain(said);
  const plan = await proposingOf(world).plan(pull.head.sha);
  expect(plan.conclusion).toBe('success');
  expect(plan.summary).toContain(said);
  expect(plan.summary).toContain('The network 192.168.0.0/16 of Cluster second is used inside of');
});

test('the rest of the fleet is read once: again only what is new in it', async () => {
  const reads = async (name: string): Promise<number> => {
    world.github.forgetRequests();
    await give(`/create-cluster eu-west-1 name=${name} workers=1`);
    return world.github
      .requests()
      .filter(({ path, operation = '' }) => path.includes('/git/trees/') || /^(TreeAt|ReadBlobs)$/.test(operation))
      .length;
  };
  await reads('before');
  expect(await reads('unchanged')).toBe(0);
  await proposingOf(world).commit('main', goodCluster('new'));
  await world.github.idle();
  expect(await reads('changed')).toBe(2);
});
