import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { deletingOf } from '../support/deleting.ts';
import { givingOf } from '../support/giving.ts';
import { type ConnectedWorld, createConnectedWorld } from '../support/management-cluster.ts';
import { readingOf } from '../support/reading.ts';
import { eventually } from '../support/world.ts';

let connected: ConnectedWorld;
const giving = () => givingOf(connected.world);
const checks = (sha: string) => readingOf(connected.world).checks(sha);
const lacking = /ClusterOps lacks a right in the management cluster/;
const latest = (sha: string, name: string) =>
  readingOf(connected.world)
    .runs(sha)
    .findLast((run) => run.name.endsWith(name));

/** What a check says once it needs somebody to grant a right. */
async function needing(sha: string, name: string, right: string): Promise<void> {
  const run = await eventually(
    () => {
      const last = latest(sha, name);
      return last?.conclusion === 'action_required' ? last : undefined;
    },
    () => [checks(sha), latest(sha, name)?.summary],
    20_000,
  );
  expect(run.title).toMatch(lacking);
  expect(run.summary).toContain(right);
  expect(run.summary).toContain('Grant the role that deploy/ ships.');
}

/** Asks for a cluster in preview; the commit, the pull request and the issue of it. */
async function proposed(name: string) {
  const { issue } = await giving().give(`/create-cluster eu-west-1 workers=1 control-plane=1 name=${name}`);
  const { pull, number } = giving().pullOf(issue.number);
  return { sha: pull.head.sha, number, issue: issue.number };
}

beforeAll(async () => {
  connected = await createConnectedWorld({ environment: { CLEANUP_RECHECK_MS: '200' } });
  await connected.world.start();
}, 60_000);
afterAll(() => connected.close());

test.each([
  ['patch', 'applications', 'Sync'],
  ['patch', 'appprojects', 'Ready'],
  ['get', 'clusters', 'Sync'],
])(
  'a preview that the right to %s %s is missing for says so, and comes up once it is granted',
  async (verb, resource, stage) => {
    // The picture is whole before the right goes: what may not be listed or watched is said elsewhere.
    const granted = connected.kubernetes.access.forbid({ verb, resource });
    const { sha, issue } = await proposed(`${verb}-${resource}`);
    await needing(sha, stage, `cannot ${verb} resource "${resource}"`);
    expect(Object.values(checks(sha)).filter((state) => state === 'success')).toHaveLength(1);
    expect(readingOf(connected.world).answers(issue)[0]).toMatch(lacking);
    granted();
    await giving().reply(issue, '/retry');
    await giving().check(sha, 'Ready', 'success');
  },
  60_000,
);

test('a clean-up that lacks a right deletes nothing, says so, and goes on once it is granted', async () => {
  const { sha, number, issue } = await proposed('kept');
  await giving().check(sha, 'Ready', 'success');
  const granted = connected.kubernetes.access.forbid({ verb: 'delete', resource: 'clusters' });
  await giving().close(number);
  await needing(sha, 'Cleanup', 'cannot delete resource "clusters"');
  expect(connected.clusterUid('kept')).toBeDefined();
  granted();
  await giving().reply(issue, '/retry');
  await giving().check(sha, 'Cleanup', 'success');
  expect(connected.clusterUid('kept')).toBeUndefined();
}, 60_000);

test('a confirmed deletion that lacks a right says so in one check, and goes on once it is granted', async () => {
  const deleting = deletingOf(connected);
  await deleting.standing('barred');
  const { pull, sha, code, issue } = await deleting.asked('barred');
  await giving().reply(pull.number, `/confirm ${code}`);
  await deleting.plan(sha, 'success');
  const granted = ['patch', 'delete'].map((verb) =>
    connected.kubernetes.access.forbid({ verb, resource: verb === 'patch' ? 'applications' : 'clusters' }),
  );
  const merge = await deleting.merged(pull);
  await needing(merge, 'Cleanup', 'resource');
  expect(connected.clusterUid('barred')).toBeDefined();
  await connected.world.github.idle();
  expect(
    readingOf(connected.world)
      .runs(merge)
      .filter((run) => run.name.endsWith('Cleanup')),
  ).toHaveLength(1);
  for (const grant of granted) grant();
  await giving().reply(issue.number, '/retry');
  await giving().check(merge, 'Cleanup', 'success');
  expect(connected.clusterUid('barred')).toBeUndefined();
}, 90_000);
