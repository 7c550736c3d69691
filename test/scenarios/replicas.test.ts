import { afterEach, expect, test } from '@jest/globals';
import { Client } from 'pg';
import { type Bot, startBot } from '../../src/compose.ts';
import { readSettings } from '../../src/config.ts';
import { givingOf } from '../support/giving.ts';
import { createConnectedWorld } from '../support/management-cluster.ts';
import { readingOf } from '../support/reading.ts';
import { silentLog } from '../support/silent-log.ts';
import { createTwoClusterWorld, otherRepository } from '../support/two-clusters.ts';
import { eventually, person, repositoryName } from '../support/world.ts';

/** The management clusters that a replica watches, as its metrics say. */
async function ledBy(bot: Bot): Promise<readonly string[]> {
  const response = await fetch(`${bot.metricsUrl}/metrics`);
  return [...(await response.text()).matchAll(/^clusterops_leader\{management_cluster="(\w+)"\} 1$/gm)].map(
    ([, name = '']) => name,
  );
}

/** Ends the session by which some replica leads, as a broken connection does. */
async function endLead(url: string | undefined, name: string): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  await client
    .query(
      `select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and application_name = $1
       and pid in (select pid from pg_locks where locktype = 'advisory' and granted)`,
      [`clusterops leader of ${name}`],
    )
    .finally(() => client.end());
}

const closers: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

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

  test('two management clusters have a leader each, in two replicas; the one that stays follows both', async () => {
    const two = await createTwoClusterWorld({ unchecked: true, environment: { METRICS_PORT: '0' } });
    closers.push(two.close);
    const { world } = two;
    const first = await world.start();
    const settings = readSettings({ ...world.environment(), PORT: '0' });
    if (!settings.ok) throw new Error('settings');
    const second = await startBot(settings.settings, silentLog);
    closers.push(second.stop);
    expect(await ledBy(first)).toEqual(['europe', 'america']);
    expect(await ledBy(second)).toEqual([]);
    await eventually(
      async () => {
        if ((await ledBy(second)).length > 0) return true;
        await endLead(world.environment()['DATABASE_URL'], 'america');
        return undefined;
      },
      () => 'the second replica leads nothing',
    );
    await eventually(async () => ((await ledBy(first)).join() === 'europe' ? true : undefined));
    expect(await ledBy(second)).toEqual(['america']);

    // Deliveries go to the first one only: what its checks need of america is done by the second.
    const propose = async (repository: string) => {
      const { give, pullOf, check } = givingOf(world, repository);
      const { issue } = await give('/create-cluster eu-west-1 workers=1 name=shared');
      return { sha: pullOf(issue.number).pull.head.sha, check };
    };
    const payments = await propose(otherRepository);
    await payments.check(payments.sha, 'Ready', 'success');
    const platform = await propose(repositoryName);
    await world.stop();
    const stoppedAt = performance.now();
    await eventually(async () => ((await ledBy(second)).length === 2 ? true : undefined));
    expect(performance.now() - stoppedAt).toBeLessThan(15_000);
    await platform.check(platform.sha, 'Ready', 'success');
    expect([two.europe, two.america].map((each) => typeof two.uidOf(each, 'shared'))).toEqual(['string', 'string']);
  });
}
