import { expect, test } from '@jest/globals';
import { createConnectedWorld } from '../support/management-cluster.ts';
import { readingOf } from '../support/reading.ts';
import { eventually, person, repositoryName } from '../support/world.ts';

if (process.env['DATABASE_URL'] === undefined) {
  process.stderr.write('DATABASE_URL is not set: replicas are not tested, because they share a Postgres.\n');
  test.skip('replicas: only with DATABASE_URL', () => {});
} else {
  test('the leader is killed while a cluster comes up; the other replica sees it through', async () => {
    const connected = await createConnectedWorld({ unchecked: true });
    const { world } = connected;
    const leader = await world.spawn();
    await leader.ready;
    // Deliveries go to the first one only: the second lives by what the database holds and what it sees itself.
    const standby = await world.spawn({ PORT: '0' });
    await standby.ready;
    const { control } = world.github;
    const issue = await control.openIssue(repositoryName, person, { title: 'A cluster', body: '' });
    control.comment(repositoryName, issue.number, person, '/create-cluster eu-west-1 workers=1 name=followed');
    const reading = readingOf(world);
    const told = () => ({ leader: leader.said(), standby: standby.said() });
    await eventually(() => connected.clusterUid('followed'), told);
    const uid = connected.clusterUid('followed');
    await leader.kill();
    const killedAt = performance.now();

    const head = reading.pulls()[0]?.pull.head.sha ?? '';
    const checks = () => reading.checks(head);
    await eventually(
      () => (checks()['Ready'] === 'success' ? true : undefined),
      () => ({ ...told(), checks: checks() }),
    );
    expect(performance.now() - killedAt).toBeLessThan(30_000);
    expect(checks()).toMatchObject({ Plan: 'success', Sync: 'success', Ready: 'success' });
    expect(connected.clusterUid('followed')).toBe(uid);
    expect(reading.pulls()).toHaveLength(1);
    await standby.terminate();
    await connected.close();
  });
}
