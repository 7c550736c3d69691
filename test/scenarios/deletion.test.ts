import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { givingOf } from '../support/giving.ts';
import { type ConnectedWorld, createConnectedWorld } from '../support/management-cluster.ts';
import { readingOf } from '../support/reading.ts';
import { eventually, person, repositoryName, type World } from '../support/world.ts';

let connected: ConnectedWorld;
let world: World;
const reading = () => readingOf(world);
const giving = () => givingOf(world);

const configuration = 'providers:\n  aws:\n    sshKeyName: platform\n';

/** A cluster that is on the base branch and ready. */
async function standing(name: string): Promise<void> {
  const { issue } = await giving().give(`/create-cluster eu-west-1 name=${name} workers=1 control-plane=1`);
  const merged = await giving().merge(giving().pullOf(issue.number).number);
  await giving().check(merged, 'Ready', 'success');
}

const plans = (sha: string) =>
  reading()
    .runs(sha)
    .filter((run) => run.name.endsWith('Plan'));

/** The Plan of a commit once it says so. */
const plan = (sha: string, conclusion: string) =>
  eventually(
    () => plans(sha).findLast((run) => run.status === 'completed' && run.conclusion === conclusion),
    () => plans(sha).map((run) => [run.status, run.conclusion, run.title, run.summary]),
    20_000,
  );

const codeIn = (text: string): string => /\/confirm ([a-z2-9]{8})\b/.exec(text)?.[1] ?? 'none';

/** Asks for a deletion and waits for the code. */
async function asked(name: string) {
  const { issue } = await giving().give(`/delete-cluster ${name}`);
  const pull = giving().pullOf(issue.number);
  const { sha } = pull.pull.head;
  const run = await plan(sha, 'failure');
  return { issue, pull, sha, run, code: codeIn(run.summary ?? '') };
}

const ready = (nodeId: string) =>
  fetch(`${world.github.url}/api/graphql`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${world.github.control.createToken(person)}`,
      'content-type': 'application/json',
    },
    body: JSON.stringify({
      query: 'mutation($id: ID!) { markPullRequestReadyForReview(input: { pullRequestId: $id }) { clientMutationId } }',
      variables: { id: nodeId },
    }),
  });

/** A person marks the draft as ready and merges it. */
async function merged(pull: { readonly number: number; readonly nodeId: string }): Promise<string> {
  await ready(pull.nodeId);
  return giving().merge(pull.number);
}

const cleanup = (sha: string) =>
  reading()
    .runs(sha)
    .findLast((run) => run.name.endsWith('Cleanup'));

describe('a deletion', () => {
  beforeAll(async () => {
    connected = await createConnectedWorld({ configuration });
    world = connected.world;
    await world.start();
  }, 60_000);
  afterAll(() => connected.close());

  test('that is confirmed and merged goes to the proof', async () => {
    await standing('leaving');
    const { issue, pull, sha, run, code } = await asked('leaving');
    expect(pull.pull.draft).toBe(true);
    expect(run.title).toContain('waits for its confirmation');
    expect(run.summary).toMatch(/2 machines: 1 control plane, 1 workers/);
    expect(reading().answers(pull.number).join('\n')).toContain(`/confirm ${code}`);
    await giving().reply(pull.number, `/confirm ${code}`);
    expect((await plan(sha, 'success')).title).toContain('is confirmed');
    expect(connected.clusterUid('leaving')).toBeDefined();

    const merge = await merged(pull);
    await giving().check(merge, 'Cleanup', 'success');
    expect(connected.objectsOf('leaving')).toEqual([]);
    expect(cleanup(merge)?.title).toMatch(/^Deleted: leaving, \d+ objects gone$/);
    expect(cleanup(merge)?.summary).toMatch(/Cluster.*gone, \d{4}-/);
    await eventually(
      () => (reading().answers(issue.number)[0]?.includes('everything is gone') ? true : undefined),
      () => reading().answers(issue.number),
    );
    await eventually(async () => ((await reading().branches()).length === 1 ? true : undefined));
  }, 90_000);
});
void repositoryName;
