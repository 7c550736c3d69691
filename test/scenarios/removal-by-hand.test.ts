import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type Deleting, deletingOf } from '../support/deleting.ts';
import { givingOf } from '../support/giving.ts';
import { type ConnectedWorld, createConnectedWorld } from '../support/management-cluster.ts';
import { proposingOf } from '../support/proposing.ts';
import { readingOf } from '../support/reading.ts';
import { eventually, person, repositoryName, type World } from '../support/world.ts';

let connected: ConnectedWorld;
let world: World;
let deleting: Deleting;
const giving = () => givingOf(world);
const answers = (pull: number) => readingOf(world).answers(pull).join('\n');
const clusterKey = (name: string) => ({ group: 'cluster.x-k8s.io', kind: 'Cluster', namespace: 'default', name });

beforeAll(async () => {
  connected = await createConnectedWorld({
    configuration: 'providers:\n  aws:\n    sshKeyName: platform\n',
    environment: { DELETION_STUCK_SECONDS: '1', CLEANUP_RECHECK_MS: '300' },
  });
  world = connected.world;
  deleting = deletingOf(connected);
  await world.start();
}, 60_000);
afterAll(() => connected.close());

/** A person takes a cluster's folder out of Git with a pull request of their own, and merges it past Plan. */
async function removed(name: string, edit: (content: string) => string | undefined = () => undefined) {
  const files = await world.github.control.readTree(repositoryName, 'main', `clusters/${name}`);
  const gone = Object.fromEntries(files.map(({ path, content }) => [path, edit(content)]));
  const pull = await proposingOf(world).propose(`drop-${name}`, gone);
  await proposingOf(world).plan(pull.pull.head.sha);
  return { pull, merge: await giving().merge(pull.number), files };
}

const ended = (merge: string, conclusion: string, title: RegExp) =>
  eventually(
    () => {
      const run = deleting.cleanup(merge);
      return run?.conclusion === conclusion && title.test(run.title ?? '') ? run : undefined;
    },
    () => [deleting.cleanup(merge)?.conclusion, deleting.cleanup(merge)?.title, deleting.cleanup(merge)?.summary],
    30_000,
  );

test('a cluster that people took out of Git stays, which is said; deleted by them it is followed to the proof', async () => {
  await deleting.standing('dropped');
  const uid = connected.clusterUid('dropped');
  const { pull, merge } = await removed('dropped');
  const stays = await ended(merge, 'action_required', /^Nothing deletes dropped, which left Git$/);
  expect(stays.summary).toContain('kubectl delete cluster.cluster.x-k8s.io dropped --namespace default');
  expect(stays.summary).toContain('/delete-cluster dropped');
  expect(connected.clusterUid('dropped')).toBe(uid);
  await eventually(() => (answers(pull.number).includes('needs somebody') ? true : undefined));
  expect(await readingOf(world).branches()).toContain('drop-dropped');

  const free = deleting.hold('AWSCluster', 'dropped');
  connected.kubernetes.store.remove(clusterKey('dropped'), { propagationPolicy: 'Background' });
  const held = await ended(merge, 'action_required', /^Held: AWSCluster dropped by .*example\.com\/held/);
  expect(held.summary).toMatch(/Machines\s*\|\s*2\/2/);
  expect(held.summary).toMatch(/Infrastructure objects\s*\|\s*\d+\/\d+/);
  expect(held.text).toMatch(/AWSCluster.*default\/dropped.*example\.com\/held/);

  // Who followed it forgets everything but what GitHub has.
  await world.stop();
  await world.loseDatabase();
  await world.start();
  free();
  const end = await ended(merge, 'neutral', /^Deleted: dropped, \d+ objects gone, \d+ objects? left$/);
  expect(end.summary).toMatch(/Cluster.*gone, \d{4}-/);
  expect(end.summary).toMatch(/What remains[\s\S]*kubectl delete helmchartproxy\.addons\.cluster\.x-k8s\.io/);
  expect(connected.clusterUid('dropped')).toBeUndefined();
  expect(connected.objectsOf('dropped').some((each) => each.startsWith('HelmChartProxy/'))).toBe(true);
}, 120_000);

test('a folder that comes back is no removal any more', async () => {
  await deleting.standing('returned');
  const uid = connected.clusterUid('returned');
  const { merge, files } = await removed('returned');
  await ended(merge, 'action_required', /^Nothing deletes returned/);
  const back = Object.fromEntries(files.map(({ path, content }) => [path, content]));
  await giving().merge((await proposingOf(world).propose('bring-back', back)).number);
  await ended(merge, 'neutral', /^Nothing is deleted: returned is on main$/);
  expect(connected.clusterUid('returned')).toBe(uid);
}, 90_000);

test('a folder that a push takes out is followed in the checks of the commit, and open requests for it are told', async () => {
  const [pushed, open] = ['pushed', 'scaled'];
  await deleting.standing(pushed);
  await deleting.standing(open);
  const uid = connected.clusterUid(pushed);
  const { issue } = await giving().give(`/scale-cluster ${open} workers=2`);
  const scaling = giving().pullOf(issue.number);
  const files = [
    ...(await world.github.control.readTree(repositoryName, 'main', `clusters/${pushed}`)),
    ...(await world.github.control.readTree(repositoryName, 'main', `clusters/${open}`)),
  ];
  const change = (as: (content: string) => string | undefined) =>
    world.github.control.commit(repositoryName, {
      branch: 'main',
      as: person,
      message: 'By hand',
      files: Object.fromEntries(files.map(({ path, content }) => [path, as(content)])),
    });
  const sha = await change(() => undefined);
  const stays = await ended(sha, 'action_required', /^Nothing deletes pushed, scaled, which left Git$/);
  expect(stays.summary).toMatch(/^A push took it out of Git without `\/delete-cluster`, pushed at/);
  expect(stays.summary).toContain('revert the commit');
  expect(stays.summary).toContain('kubectl delete cluster.cluster.x-k8s.io pushed --namespace default');
  expect(deleting.cleanup(sha)?.id).toBe(stays.id);
  const plan = await proposingOf(world).plan(scaling.pull.head.sha, (runs) =>
    runs.some(({ conclusion }) => conclusion === 'failure'),
  );
  expect(plan.summary).toContain('clusters/scaled');
  expect(connected.clusterUid(pushed)).toBe(uid);
}, 180_000);
