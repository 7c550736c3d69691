import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { PullIssue } from '../../src/sandbox/github/main.ts';
import { trailOf } from '../support/auditing.ts';
import { givingOf } from '../support/giving.ts';
import { goodCluster, proposingOf } from '../support/proposing.ts';
import { readingOf } from '../support/reading.ts';
import { createWorld, eventually, person, repositoryName, type World } from '../support/world.ts';

const configuration = `
providers: { aws: { sshKeyName: platform } }
environments:
  production: { clusters: ["prod-*"] }
policy:
  approvals:
    - name: production
      reason: Two people look at production.
      when: { environments: [production] }
      by: { permission: maintain }
`;

let world: World;
const control = () => world.github.control;
const giving = () => givingOf(world);
const reading = () => readingOf(world);
const proposing = () => proposingOf(world);
const [writer, keeper, second] = ['wim', 'mai', 'sue'];

beforeAll(async () => {
  world = await createWorld({ configuration });
  for (const [name, role] of [
    [writer, 'write'],
    [keeper, 'maintain'],
    [second, 'maintain'],
  ] as const) {
    control().createUser(name);
    control().setCollaborator(repositoryName, name, role);
  }
  await world.start();
}, 60_000);
afterAll(() => world.close());

const approve = (pull: PullIssue, as: string) =>
  control().review(repositoryName, pull.number, as, { event: 'approve' });
/** The newest Plan of a commit once it ended so, after an act. */
const plan = async (sha: string, conclusion: string, says = '') =>
  eventually(
    () => {
      const last = proposing().plans(sha).at(-1);
      return last?.conclusion === conclusion && last.summary?.includes(says) === true ? last : undefined;
    },
    () =>
      proposing()
        .plans(sha)
        .map((run) => [run.status, run.conclusion, run.title, run.summary]),
    60_000,
  );
const sticky = (issue: number) => reading().answers(issue).join('\n');

describe('a rule that asks for approvals', () => {
  test('fails Plan until somebody else who may approves the very head, and again when that is taken back', async () => {
    const { issue } = await giving().give('/create-cluster eu-west-1 name=prod-a');
    const pull = giving().pullOf(issue.number);
    const head = pull.pull.head.sha;
    const waiting = await plan(head, 'failure');
    expect(waiting.title).toBe('Waits for an approval');
    expect(waiting.summary).toContain('Two people look at production.');
    expect(waiting.summary).toContain('anybody with the maintain permission');
    expect(sticky(issue.number)).toContain('Waits for an approval');

    approve(pull, person);
    await plan(head, 'failure', 'octavia asked for it');
    approve(pull, writer);
    await plan(head, 'failure', 'wim approved it, and is not one of those who may');
    const approval = approve(pull, keeper);
    expect((await plan(head, 'success')).summary).toContain('Approved by mai');
    await eventually(() => (sticky(issue.number).includes('Waits for') ? undefined : true));

    control().dismissReview(repositoryName, pull.number, writer, approval);
    await plan(head, 'failure');
    approve(pull, keeper);
    await plan(head, 'success');

    const pushed = await control().commit(repositoryName, {
      ...{ branch: pull.pull.head.ref, as: writer, message: 'One more' },
      files: { 'clusters/prod-a/NOTE.yaml': '# by hand\n' },
    });
    await plan(pushed, 'failure', 'mai approved an older commit');
    approve(pull, keeper);
    await plan(pushed, 'success');

    const kept = await control().commit(repositoryName, {
      ...{ branch: pull.pull.head.ref, as: keeper, message: 'And another' },
      files: { 'clusters/prod-a/NOTE.yaml': '# by the one who approves\n' },
    });
    approve(pull, keeper);
    await plan(kept, 'failure', 'mai made commits of it, and is not counted');
    approve(pull, second);
    await plan(kept, 'success', 'Approved by sue');
  }, 180_000);

  test('is about pull requests that people made, too, and not about other clusters', async () => {
    const other = await proposing().propose('other', goodCluster('dev-a'));
    await plan(other.pull.head.sha, 'success');
    const pull = await proposing().propose('by-hand', goodCluster('prod-b'));
    await plan(pull.pull.head.sha, 'failure', 'policy.approvals.production');
    approve(pull, keeper);
    await plan(pull.pull.head.sha, 'success');
    // GitHub asks once more when the queue is about to merge it.
    await plan(await control().requestMergeGroup(repositoryName, pull.number), 'success', 'Approved by mai');
  }, 120_000);

  test('is held against a review that came while the bot was down', async () => {
    const { issue } = await giving().give('/create-cluster eu-west-1 name=prod-c');
    const pull = giving().pullOf(issue.number);
    await plan(pull.pull.head.sha, 'failure');
    await world.stop();
    approve(pull, keeper);
    await world.github.idle();
    await world.start();
    await plan(pull.pull.head.sha, 'success');

    await world.stop();
    const rows = (await trailOf(world)).filter(
      ({ kind, ...row }) => String(kind).startsWith('plan.') && row['pull'] === pull.number,
    );
    expect(rows.map(({ kind, said }) => [kind, said])).toEqual([
      ['plan.waits', expect.stringContaining('policy.approvals.production')],
      ['plan.allowed', 'Approved by mai. (policy.approvals.production)'],
    ]);
    expect(rows[0]).toMatchObject({ repository: repositoryName, headSha: pull.pull.head.sha });
  }, 120_000);
});
