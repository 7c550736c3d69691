import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type Deleting, deletingOf } from '../support/deleting.ts';
import { givingOf } from '../support/giving.ts';
import { type ConnectedWorld, createConnectedWorld } from '../support/management-cluster.ts';
import { goodCluster } from '../support/proposing.ts';
import { readingOf } from '../support/reading.ts';
import { eventually, person, repositoryName, type World } from '../support/world.ts';

let connected: ConnectedWorld;
let world: World;
let deleting: Deleting;
const reading = () => readingOf(world);
const giving = () => givingOf(world);
const commit = (branch: string, files: Readonly<Record<string, string | undefined>>) =>
  world.github.control.commit(repositoryName, { branch, as: person, message: 'Change', files });

const base = 'providers:\n  aws:\n    sshKeyName: platform\n';
const configuration = `${base}deletion:\n  protected: [precious-*]\n`;
const openTitles = () =>
  reading()
    .pulls()
    .filter((pull) => pull.state === 'open')
    .map((pull) => pull.title);
const answers = (issue: number) => reading().answers(issue).join('\n');

beforeAll(async () => {
  connected = await createConnectedWorld({
    configuration,
    environment: { DELETION_STUCK_SECONDS: '1', CLEANUP_RECHECK_MS: '300' },
  });
  world = connected.world;
  deleting = deletingOf(connected);
  await world.start();
}, 60_000);
afterAll(() => connected.close());

describe('a deletion', () => {
  test('that is confirmed and merged goes to the proof', async () => {
    await deleting.standing('leaving');
    const { issue, pull, sha, run, code } = await deleting.asked('leaving');
    expect(pull.pull.draft).toBe(true);
    expect(run.title).toContain('waits for its confirmation');
    expect(run.summary).toMatch(/2 machines: 1 control plane, 1 workers/);
    expect(answers(pull.number)).toContain(`/confirm ${code}`);
    await giving().reply(pull.number, `/confirm ${code}`);
    expect((await deleting.plan(sha, 'success')).title).toContain('is confirmed');
    expect(connected.clusterUid('leaving')).toBeDefined();

    const merge = await deleting.merged(pull);
    await giving().check(merge, 'Cleanup', 'success');
    expect(connected.objectsOf('leaving')).toEqual([]);
    expect(deleting.cleanup(merge)?.title).toMatch(/^Deleted: leaving, \d+ objects gone$/);
    expect(deleting.cleanup(merge)?.summary).toMatch(/Cluster.*gone, \d{4}-/);
    await eventually(
      () => (answers(issue.number).includes('everything is gone') ? true : undefined),
      () => answers(issue.number),
    );
    await eventually(async () => ((await reading().branches()).length === 1 ? true : undefined));
  }, 90_000);

  test('that is merged around the confirmation deletes nothing, and says so', async () => {
    await deleting.standing('kept');
    const uid = connected.clusterUid('kept');
    const { issue, pull } = await deleting.asked('kept');
    const merge = await deleting.merged(pull);
    await giving().check(merge, 'Cleanup', 'action_required');
    expect(deleting.cleanup(merge)?.title).toBe('Nothing is deleted: the merge was not confirmed (kept)');
    // Argo CD has seen that the folder is gone, and holds the Cluster back.
    await eventually(() => {
      const application = connected.kubernetes.store.list('argoproj.io', 'Application').find(isNamed('kept'));
      return application?.metadata.deletionTimestamp === undefined ? undefined : true;
    });
    expect(connected.clusterUid('kept')).toBe(uid);
    expect(connected.objectsOf('kept').filter((each) => each.startsWith('Machine/'))).toHaveLength(2);
    await eventually(() => (answers(issue.number).includes('needs somebody') ? true : undefined));
  }, 90_000);

  test('needs the right code, for the last commit', async () => {
    await deleting.standing('coded');
    const { pull, sha, code } = await deleting.asked('coded');
    await giving().reply(pull.number, '/confirm abcdefgh');
    expect(answers(pull.number)).toContain('deletion/code-wrong');
    await giving().reply(pull.number, `/confirm ${code}`, 'stranger');
    expect(answers(pull.number)).toContain('access/permission');
    expect(reading().checks(sha)).toMatchObject({ Plan: 'failure' });

    const { ref } = pull.pull.head;
    const second = await commit(ref, { 'README.md': '# Changed\n' });
    await deleting.plan(second, 'failure');
    await giving().reply(pull.number, `/confirm ${code}`);
    expect(answers(pull.number)).toContain('deletion/code-stale');
    await giving().reply(pull.number, `/confirm ${deleting.codeOf(second)}`);
    await deleting.plan(second, 'success');

    // One more commit voids it, and a merge of that deletes nothing.
    const third = await commit(ref, { 'README.md': '# Changed again\n' });
    await deleting.plan(third, 'failure');
    const merge = await deleting.merged(pull);
    await giving().check(merge, 'Cleanup', 'action_required');
    expect(connected.clusterUid('coded')).toBeDefined();
  }, 90_000);

  test('that is asked for or confirmed twice is one', async () => {
    await deleting.standing('twice');
    const { issue, pull, sha, code } = await deleting.asked('twice');
    await giving().reply(issue.number, '/delete-cluster twice');
    expect(answers(issue.number)).toContain(`#${pull.number} is open already`);
    await giving().reply(pull.number, `/confirm ${code}`);
    await giving().reply(pull.number, `/confirm ${code}`);
    await deleting.plan(sha, 'success');
    expect(answers(pull.number).match(/confirmed that/g)).toHaveLength(1);
    await giving().close(pull.number);
    await giving().check(sha, 'Cleanup', 'success');
    expect(connected.clusterUid('twice')).toBeDefined();
  }, 90_000);

  test('of what is protected, not there, or somebody else’s is refused', async () => {
    const { issue } = await giving().give('/delete-cluster precious-one');
    expect(answers(issue.number)).toContain('deletion/protected');
    await giving().reply(issue.number, '/delete-cluster nowhere');
    expect(answers(issue.number)).toContain('cluster/unknown');
    await giving().reply(issue.number, '/confirm abcdefgh');
    expect(answers(issue.number)).toContain('request/none-open');
    // Its files name another repository as their owner.
    await commit('main', goodCluster('foreign'));
    await eventually(() => connected.clusterUid('foreign'));
    await giving().reply(issue.number, '/delete-cluster foreign');
    expect(answers(issue.number)).toContain('deletion/not-owned');
    expect(openTitles()).toEqual([]);
  }, 90_000);

  test('dry-run shows what would go, and changes nothing', async () => {
    await deleting.standing('shown');
    const { issue } = await giving().give('/delete-cluster shown dry-run');
    expect(answers(issue.number)).toContain('clusters/shown/cluster.yaml');
    expect(answers(issue.number)).toContain('2 machines');
    expect(openTitles()).toEqual([]);
  }, 90_000);

  test('that a finalizer holds says which and whose, goes on when it is gone, and outlives the database', async () => {
    await deleting.standing('stuck');
    const free = deleting.hold('AWSCluster', 'stuck');
    const { pull, sha, code } = await deleting.asked('stuck');
    await giving().reply(pull.number, `/confirm ${code}`);
    await deleting.plan(sha, 'success');
    // The confirmation stands on GitHub alone.
    await world.stop();
    await world.loseDatabase();
    await world.start();
    const merge = await deleting.merged(pull);
    await giving().check(merge, 'Cleanup', 'action_required');
    await eventually(
      () => (deleting.cleanup(merge)?.title?.includes('AWSCluster stuck by') ? true : undefined),
      () => deleting.cleanup(merge)?.title,
    );
    expect(deleting.cleanup(merge)?.text).toMatch(/AWSCluster.*default\/stuck.*example\.com\/held/);

    // What it takes along stands in the signed comment.
    await world.stop();
    await world.loseDatabase();
    await world.start();
    free();
    await giving().check(merge, 'Cleanup', 'success');
    expect(connected.objectsOf('stuck')).toEqual([]);
    expect(deleting.cleanup(merge)?.summary).toMatch(/AWSCluster.*gone/);
  }, 120_000);

  test('that is merged around a lock deletes nothing, and says whose lock it is', async () => {
    world.github.control.createUser('mai');
    world.github.control.setCollaborator(repositoryName, 'mai', 'write');
    await deleting.standing('locked');
    const { issue, pull, sha, code } = await deleting.asked('locked');
    await giving().reply(pull.number, `/confirm ${code}`);
    await deleting.plan(sha, 'success');
    await giving().reply(issue.number, '/lock locked reason="forensics"', 'mai');
    expect((await deleting.plan(sha, 'failure')).summary).toContain('locked is locked by mai');
    await giving().reply(pull.number, `/confirm ${code}`);
    expect(answers(pull.number)).toContain('lock/held');
    const merge = await deleting.merged(pull);
    await giving().check(merge, 'Cleanup', 'action_required');
    expect(deleting.cleanup(merge)?.summary).toMatch(/locked is locked by mai since .*: forensics/);
    expect(connected.clusterUid('locked')).toBeDefined();
    await giving().reply(issue.number, '/unlock locked', 'mai');
  }, 90_000);

  test('is undone by bringing the folder back before the Cluster goes', async () => {
    await deleting.standing('undone');
    const { pull, sha, code } = await deleting.asked('undone');
    await giving().reply(pull.number, `/confirm ${code}`);
    await deleting.plan(sha, 'success');
    await world.stop();
    const before = await world.github.control.readTree(repositoryName, 'main', 'clusters/undone');
    const uid = connected.clusterUid('undone');
    const merge = await deleting.merged(pull);
    await commit('main', Object.fromEntries(before.map(({ path, content }) => [path, content])));
    await world.start();
    await giving().check(merge, 'Cleanup', 'neutral');
    expect(deleting.cleanup(merge)?.title).toContain('undone is on main');
    expect(connected.clusterUid('undone')).toBe(uid);
  }, 90_000);

  test('does not take the Cluster that has the name since', async () => {
    await deleting.standing('replaced');
    const { pull, sha, code } = await deleting.asked('replaced');
    await giving().reply(pull.number, `/confirm ${code}`);
    await deleting.plan(sha, 'success');
    await world.stop();
    const key = { group: 'cluster.x-k8s.io', kind: 'Cluster', namespace: 'default', name: 'replaced' };
    const old = connected.clusterUid('replaced');
    connected.kubernetes.store.remove(key);
    // Argo CD makes it again from the base branch.
    const uid = await eventually(() => {
      const now = connected.clusterUid('replaced');
      return now === old ? undefined : now;
    });
    await world.start();
    const merge = await deleting.merged(pull);
    await giving().check(merge, 'Cleanup', 'action_required');
    expect(deleting.cleanup(merge)?.title).toContain('not the confirmed Cluster');
    expect(connected.clusterUid('replaced')).toBe(uid);
  }, 90_000);

  test('needs a code that is still valid', async () => {
    await commit('main', { '.github/clusterops.yml': `${base}deletion:\n  confirmWithin: 1s\n` });
    const { issue } = await giving().give('/delete-cluster shown');
    const pull = giving().pullOf(issue.number);
    await deleting.plan(pull.pull.head.sha, 'failure');
    const old = deleting.codeOf(pull.pull.head.sha);
    const end = Date.now() + 1_000;
    await eventually(() => (Date.now() > end ? true : undefined));
    await giving().reply(pull.number, `/confirm ${old}`);
    expect(answers(pull.number)).toContain('the code was valid until');
    // A new one is shown by itself.
    await eventually(() => (deleting.codeOf(pull.pull.head.sha) === old ? undefined : true));
  }, 60_000);
});

const isNamed =
  (name: string) =>
  (object: { readonly metadata: { readonly name: string } }): boolean =>
    object.metadata.name === name;
