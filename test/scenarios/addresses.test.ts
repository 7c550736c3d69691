import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { givingOf } from '../support/giving.ts';
import { proposingOf } from '../support/proposing.ts';
import { readingOf } from '../support/reading.ts';
import { createWorld, type World } from '../support/world.ts';

let world: World;
const give = (body: string) => givingOf(world).give(body);
const pulls = () => readingOf(world).pulls();
const answer = (issue: number) => readingOf(world).answers(issue).join('\n');

const configuration = `
providers:
  vsphere:
    server: vcenter.example.com
    thumbprint: AA:BB:CC:DD:EE:FF:00:11:22:33:44:55:66:77:88:99:AA:BB:CC:DD
    template: ubuntu-2404-kube-v{version}
    network: VM Network
    endpoints: [10.1.2.0/24]
    regions: [dc1, dc2]
`;

beforeAll(async () => {
  world = await createWorld({ configuration });
  await world.start();
}, 60_000);
afterAll(() => world.close());

test('an address that a command gives is refused while an open request holds it, and once its cluster is merged', async () => {
  const first = await give('/create-cluster dc1 name=first endpoint=10.1.2.3');
  const { number } = givingOf(world).pullOf(first.issue.number);

  const second = await give('/create-cluster dc2 name=second endpoint=10.1.2.3');
  expect(answer(second.issue.number)).toContain(
    'The cluster first, which is not merged yet, has the address 10.1.2.3.',
  );

  await givingOf(world).merge(number);
  const third = await give('/create-cluster dc2 name=third endpoint=10.1.2.3');
  expect(answer(third.issue.number)).toContain('The address 10.1.2.3 stands in clusters/first/');
  expect(pulls()).toHaveLength(1);

  const other = await give('/create-cluster dc2 name=other endpoint=10.1.2.30');
  expect(givingOf(world).pullOf(other.issue.number).title).toContain('other');
});

test('and so is one that a person wrote into a file by hand', async () => {
  const held = 'spec: { controlPlaneEndpoint: { host: 10.1.2.77, port: 6443 } }\n';
  await proposingOf(world).commit('main', { 'clusters/by-hand/cluster.yaml': held });
  const { issue } = await give('/create-cluster dc1 name=late endpoint=10.1.2.77');
  expect(answer(issue.number)).toContain('The address 10.1.2.77 stands in clusters/by-hand/cluster.yaml already.');
  expect(answer(issue.number)).toContain('cluster/endpoint-taken');
});

test('nor can two commands of one comment have it', async () => {
  const made = pulls().length;
  const { issue } = await give(
    '/create-cluster dc1 name=one endpoint=10.1.2.88\n/create-cluster dc2 name=two endpoint=10.1.2.88',
  );
  expect(answer(issue.number)).toContain('The cluster one, which is not merged yet, has the address 10.1.2.88.');
  expect(pulls()).toHaveLength(made);
});
