import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { givingOf } from '../support/giving.ts';
import { readingOf } from '../support/reading.ts';
import { createWorld, eventually, person, repositoryName, type World } from '../support/world.ts';

let world: World;
const reading = () => readingOf(world);
const giving = () => givingOf(world);
const answers = (issue: number) => reading().answers(issue).join('\n');

beforeAll(async () => {
  world = await createWorld({
    configuration:
      'providers:\n  aws:\n    sshKeyName: platform\ndeletion:\n  protected: [precious]\nlifetime:\n  most: 30d\n',
    environment: { LIFETIME_LOOK_SECONDS: '1' },
  });
  await world.start();
}, 60_000);
afterAll(() => world.close());

/** A cluster that lives for so many seconds: shorter than a command may ask for, so people write it. */
async function living(name: string, seconds: number): Promise<number> {
  const { issue } = await giving().give(`/create-cluster eu-west-1 name=${name} ttl=1h`);
  const pull = giving().pullOf(issue.number);
  expect(pull.body).toContain('lifetime 1 h from the merge');
  await giving().merge(pull.number);
  await lived(name, seconds);
  return issue.number;
}
async function lived(name: string, seconds: number): Promise<void> {
  const path = `clusters/${name}/cluster.yaml`;
  const files = await world.github.control.readTree(repositoryName, 'main', `clusters/${name}`);
  const content = files.find((file) => file.path.endsWith('cluster.yaml'))?.content ?? '';
  await world.github.control.commit(repositoryName, {
    branch: 'main',
    as: person,
    message: 'Another lifetime',
    files: { [path]: content.replace(/ttl-seconds: "\d+"/, `ttl-seconds: "${seconds}"`) },
  });
}
const warned = (issue: number, times = 1) =>
  eventually(
    () => (answers(issue).split('was asked for with a lifetime').length - 1 === times ? true : undefined),
    () => answers(issue),
    30_000,
  );
const deletions = (name: string) =>
  reading()
    .pulls()
    .filter((pull) => pull.title === `Delete cluster ${name}`);
const deletion = (name: string) =>
  eventually(
    () => deletions(name)[0],
    () =>
      reading()
        .pulls()
        .map(({ title }) => title),
    30_000,
  );
/** Waits until lifetimes were looked at so often again. */
async function looks(times: number): Promise<void> {
  const count = () => world.github.requests().filter(({ operation }) => operation === 'Configuration').length;
  const before = count();
  await eventually(() => (count() >= before + times ? true : undefined), count, 30_000);
  await world.github.idle();
}

describe('a cluster with a lifetime', () => {
  test('is warned of and then proposed for deletion, once, whatever is lost on the way', async () => {
    const issue = await living('brief', 6);
    await warned(issue);
    expect(answers(issue)).toContain('/extend-cluster brief ttl=48h');
    expect(deletions('brief')).toEqual([]);
    await world.stop();
    await world.loseDatabase();
    await world.start();
    const pull = await deletion('brief');
    expect(pull.pull.draft).toBe(true);
    expect(pull.body).toContain('/delete-cluster brief');
    await giving().check(pull.pull.head.sha, 'Plan', 'failure');
    await eventually(() => (answers(pull.number).includes('/confirm ') ? true : undefined));

    await world.stop();
    await world.loseDatabase();
    await world.start();
    await looks(3);
    await giving().close(pull.number);
    await looks(3);
    await world.stop();
    await world.loseDatabase();
    await world.start();
    await looks(3);
    expect(deletions('brief')).toHaveLength(1);
    expect(deletions('brief')[0]?.state).toBe('closed');
    await warned(issue);
  }, 120_000);

  test('that is extended lives on, and is warned of again before its new end', async () => {
    const issue = await living('longer', 9);
    await warned(issue);
    await giving().reply(issue, '/cluster-status longer');
    expect(answers(issue)).toMatch(/It lives 9 seconds from the merge, until \d{4}-/);
    await giving().reply(issue, '/extend-cluster longer ttl=1h');
    const pull = reading()
      .pulls()
      .find(({ title }) => title === 'Extend cluster longer: lifetime 9 seconds → 1 hour 9 seconds');
    expect(pull?.body).toContain('revert it; the cluster then lives 1h less');
    await giving().check(pull?.pull.head.sha ?? '', 'Plan', 'success');
    await giving().merge(pull?.number ?? 0);
    await looks(3);
    expect(deletions('longer')).toEqual([]);
    await lived('longer', 20);
    await warned(issue, 2);
    await giving().reply(issue, '/extend-cluster longer ttl=60d');
    expect(answers(issue)).toContain('the configuration allows 30d');
  }, 120_000);

  test('that is locked, or held by a request, waits for that', async () => {
    const issue = await living('locked', 3);
    await giving().reply(issue, '/lock locked reason="investigation"');
    await eventually(() => (answers(issue).includes('lock/held') ? true : undefined), undefined, 30_000);
    expect(deletions('locked')).toEqual([]);
    await giving().reply(issue, '/unlock locked');
    await deletion('locked');
  }, 90_000);

  test('that is protected is neither warned of nor deleted', async () => {
    const issue = await living('precious', 1);
    await looks(4);
    expect(answers(issue)).not.toContain('was asked for with a lifetime');
    expect(deletions('precious')).toEqual([]);
  }, 60_000);

  test('longer than may be, or without an end where there must be one, is refused', async () => {
    const { issue } = await giving().give('/create-cluster eu-west-1 ttl=60d');
    expect(answers(issue.number)).toContain('a life of 60d was asked for; the configuration allows 30d');
    const other = await giving().give('/create-cluster eu-west-1');
    expect(answers(other.issue.number)).toContain('no end of its life was asked for');
    const none = await giving().give('/extend-cluster nowhere ttl=1d');
    expect(answers(none.issue.number)).toContain('cluster/unknown');
  });
});
