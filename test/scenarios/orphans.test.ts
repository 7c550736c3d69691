import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { givingOf } from '../support/giving.ts';
import { type ConnectedWorld, createConnectedWorld, previewConfiguration } from '../support/management-cluster.ts';
import { eventually, person, repositoryName } from '../support/world.ts';

let connected: ConnectedWorld;
beforeAll(async () => {
  connected = await createConnectedWorld({
    configuration: previewConfiguration,
    environment: { ORPHAN_LOOK_SECONDS: '1', DELETIONS_PER_HOUR: '1' },
  });
  await connected.world.start();
}, 60_000);
afterAll(() => connected.close());

const month = 30 * 24 * 3_600_000;
const keyOf = (name: string) => ({ group: 'cluster.x-k8s.io', kind: 'Cluster', namespace: 'default', name });
const annotationsOf = (name: string) => connected.kubernetes.store.get(keyOf(name))?.metadata.annotations ?? {};

/** A preview that is up, and its pull request. */
async function shown(name: string) {
  const giving = givingOf(connected.world);
  const { issue } = await giving.give(`/create-cluster eu-west-1 name=${name} workers=1 control-plane=1`);
  const pull = giving.pullOf(issue.number);
  await giving.check(pull.pull.head.sha, 'Ready', 'success');
  return { issue, pull };
}

test('what a forgotten preview left behind is cleaned up, as many an hour as may be, and production is never touched', async () => {
  const { world, kubernetes } = connected;
  const giving = givingOf(world);
  const production = await shown('prod');
  const merged = await giving.merge(production.pull.number);
  await giving.check(merged, 'Ready', 'success');
  await giving.check(merged, 'Cleanup', 'success');
  const left = [await shown('left'), await shown('over')];

  // The pull requests were closed a month ago, and whoever should have heard of it was away, and has forgotten everything.
  await world.stop();
  for (const { pull } of left) {
    await giving.close(pull.number);
    pull.closedAt = (pull.closedAt ?? 0) - month;
    pull.updatedAt -= month;
  }
  await world.github.idle();
  // GitHub keeps deliveries for three days.
  world.github.world.store.deliveries.splice(0);
  await world.loseDatabase();
  // Somebody's own cluster, with everything copied that can be copied, and a comment that claims it.
  const own = { ...annotationsOf('left') };
  kubernetes.store.apply(
    {
      apiVersion: 'cluster.x-k8s.io/v1beta2',
      kind: 'Cluster',
      metadata: { name: 'copied', namespace: 'default', annotations: own },
      spec: { controlPlaneEndpoint: { host: 'a', port: 6443 } },
    } as never,
    { manager: 'person' },
  );
  const first = left[0];
  if (first === undefined) throw new Error('no preview');
  const told = first.issue.comments.find(({ body }) => body.includes('<!--'))?.body ?? '';
  const uids = Object.fromEntries(['left', 'copied'].map((name) => [name, connected.clusterUid(name) ?? '']));
  world.github.control.comment(
    repositoryName,
    first.issue.number,
    person,
    told.replaceAll(uids['left'] ?? '', uids['copied'] ?? '').replaceAll('"left"', '"copied"'),
  );
  // The folder of production is called otherwise now, and stands elsewhere.
  const files = await world.github.control.readTree(repositoryName, 'main', 'clusters/prod');
  await world.github.control.commit(repositoryName, {
    branch: 'main',
    as: person,
    message: 'Move',
    files: Object.fromEntries(
      files.flatMap(({ path, content }) => [
        [path, undefined],
        [path.replace('clusters/prod', 'fleet/one'), content],
      ]),
    ),
  });
  const before = ['prod', 'copied'].map((name) => connected.clusterUid(name));
  await world.start();

  const stands = (name: string): boolean => {
    const cluster = kubernetes.store.get(keyOf(name));
    return cluster !== undefined && cluster.metadata.deletionTimestamp === undefined;
  };
  const standing = () => ['left', 'over'].filter(stands);
  await eventually(
    () => (standing().length === 1 ? true : undefined),
    () => standing(),
    30_000,
  );
  const gone = left.find(({ pull }) => !standing().some((name) => pull.title.includes(name)));
  await giving.check(gone?.pull.pull.head.sha ?? '', 'Cleanup', 'success');

  // The cap is spent, and a lost database does not give it back.
  await world.stop();
  await world.loseDatabase();
  await world.start();
  const asked = world.github.requests().length;
  const sweeps = () =>
    world.github
      .requests()
      .slice(asked)
      .filter((each) => JSON.stringify(each).includes('LastTouch')).length;
  await eventually(
    () => (sweeps() >= 5 ? true : undefined),
    () => sweeps(),
    30_000,
  );
  expect(standing()).toHaveLength(1);
  expect(['prod', 'copied'].map((name) => connected.clusterUid(name))).toEqual(before);
}, 180_000);
