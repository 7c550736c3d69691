import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type Deleting, deletingOf } from '../support/deleting.ts';
import { givingOf } from '../support/giving.ts';
import { type ConnectedWorld, createConnectedWorld } from '../support/management-cluster.ts';
import { readingOf } from '../support/reading.ts';
import { eventually, person, repositoryName, type World } from '../support/world.ts';

let connected: ConnectedWorld;
let world: World;
let deleting: Deleting;
const giving = () => givingOf(world);
const { keys } = Object;
const configuration = 'providers:\n  aws:\n    sshKeyName: platform\n';

beforeAll(async () => {
  connected = await createConnectedWorld({
    configuration,
    environment: { DELETIONS_PER_HOUR: '1' },
  });
  world = connected.world;
  deleting = deletingOf(connected);
  await world.start();
}, 60_000);
afterAll(() => connected.close());

const application = (name: string) =>
  connected.kubernetes.store.list('argoproj.io', 'Application').find(({ metadata }) => metadata.name === name);
const machinesOf = (name: string) => connected.objectsOf(name).filter((each) => each.startsWith('Machine/'));
const commit = (files: Readonly<Record<string, string | undefined>>) =>
  world.github.control.commit(repositoryName, { branch: 'main', as: person, message: 'Change', files });

test('more deletions in an hour than the cap allows wait, and say until when, though the database is lost', async () => {
  await deleting.standing('first');
  await deleting.standing('second');
  const merges: string[] = [];
  for (const name of ['first', 'second']) {
    const { pull, sha, code } = await deleting.asked(name);
    await giving().reply(pull.number, `/confirm ${code}`);
    await deleting.plan(sha, 'success');
    merges.push(await deleting.merged(pull));
    if (merges.length > 1) continue;
    await giving().check(merges[0] ?? '', 'Cleanup', 'success');
    await world.stop();
    await world.loseDatabase();
    await world.start();
  }
  await giving().check(merges[1] ?? '', 'Cleanup', 'action_required');
  expect(deleting.cleanup(merges[1] ?? '')?.title).toMatch(/^Held back until \d{4}-/);
  expect(connected.clusterUid('second')).toBeDefined();
  expect(machinesOf('second')).toHaveLength(2);
}, 90_000);

test('a deletion that was merged around Plan stays refused, though what kept it is over and the database is lost', async () => {
  await deleting.standing('approved');
  const uid = connected.clusterUid('approved');
  const rule = 'policy:\n  approvals:\n    - name: two\n      when: { clusters: [approved] }\n';
  await commit({ '.github/clusterops.yml': `${configuration}${rule}` });
  const { issue, pull, sha, code } = await deleting.asked('approved');
  await giving().reply(pull.number, `/confirm ${code}`);
  await eventually(() => (readingOf(world).answers(pull.number).join().includes('confirmed that') ? true : undefined));
  await deleting.plan(sha, 'failure');
  const merge = await deleting.merged(pull);
  await giving().check(merge, 'Cleanup', 'action_required');
  const said = deleting.cleanup(merge);
  expect(said?.title).toBe('Nothing is deleted: Plan did not allow the merge (approved)');
  expect(said?.summary).toContain('The rule "policy.approvals.two" asks for an approval');
  await eventually(() => (readingOf(world).answers(issue.number).join().includes('needs somebody') ? true : undefined));

  await commit({ '.github/clusterops.yml': configuration });
  await world.stop();
  await world.loseDatabase();
  await world.start();
  // It is found again before it is answered, and there is nothing to try again.
  const { reactions } = await giving().reply(pull.number, '/retry');
  expect(reactions.map(({ content }) => content)).toContain('confused');
  expect(connected.clusterUid('approved')).toBe(uid);
  expect(deleting.cleanup(merge)).toEqual(said);
}, 90_000);

test('no Cluster goes when its folder is emptied, the clusters folder renamed, or the ApplicationSet deleted', async () => {
  await deleting.standing('alive');
  const uid = connected.clusterUid('alive');
  const files = await world.github.control.readTree(repositoryName, 'main', 'clusters/alive');
  const at = (folder: string) =>
    Object.fromEntries(files.map(({ path, content }) => [path.replace('clusters/alive', folder), content]));
  const gone = (folder: string) => Object.fromEntries(keys(at(folder)).map((path) => [path, undefined]));
  const stands = () => {
    expect(connected.clusterUid('alive')).toBe(uid);
    expect(machinesOf('alive')).toHaveLength(2);
  };

  await commit({ ...gone('clusters/alive'), 'clusters/alive/README.md': 'Nothing here.\n' });
  await eventually(
    () => (JSON.stringify(application('alive')?.['status']).includes('requiresPruning') ? true : undefined),
    () => application('alive'),
  );
  stands();
  await commit({ ...at('clusters/alive'), 'clusters/alive/README.md': undefined });
  await eventually(() =>
    JSON.stringify(application('alive')?.['status']).includes('requiresPruning') ? undefined : true,
  );

  await commit({ ...gone('clusters/alive'), ...at('fleet/alive') });
  await eventually(() => (application('alive')?.metadata.deletionTimestamp === undefined ? undefined : true));
  stands();

  connected.kubernetes.store.remove(
    { group: 'argoproj.io', kind: 'ApplicationSet', namespace: 'argocd', name: 'clusters' },
    { propagationPolicy: 'Background' },
  );
  await connected.kubernetes.store.collected();
  stands();
}, 90_000);
