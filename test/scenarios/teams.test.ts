import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { givingOf } from '../support/giving.ts';
import { proposingOf } from '../support/proposing.ts';
import { readingOf } from '../support/reading.ts';
import { createWorld, eventually, person, repositoryName, type World } from '../support/world.ts';

const configuration = `
environments:
  production: { clusters: ["prod-*"] }
policy:
  rules:
    - name: production
      effect: deny
      when: { environments: [production] }
      except: { teams: [acme/platform] }
  approvals:
    - name: production
      when: { environments: [production] }
      by: { teams: [acme/reviewers] }
  unlock: { teams: [acme/reviewers] }
`;
const path = '.github/clusterops.yml';

let world: World;
const giving = () => givingOf(world);
const reading = () => readingOf(world);
const proposing = () => proposingOf(world);
const control = () => world.github.control;
const answerTo = async (body: string, as = person) => {
  const { issue } = await giving().give(body, as);
  return reading().answers(issue.number).join('\n');
};
const planEnds = (sha: string, conclusion: string) =>
  eventually(
    () => (proposing().plans(sha).at(-1)?.conclusion === conclusion ? proposing().plans(sha).at(-1) : undefined),
    () =>
      proposing()
        .plans(sha)
        .map((run) => [run.status, run.conclusion, run.summary]),
    30_000,
  );

beforeAll(async () => {
  world = await createWorld({ configuration });
  for (const name of ['wim', 'mai']) {
    control().createUser(name);
    control().setCollaborator(repositoryName, name, 'write');
  }
  control().createTeam('acme/platform', [person]);
  control().createTeam('acme/reviewers', ['mai']);
  await world.start();
}, 60_000);
afterAll(() => world.close());

test('a rule lets its team in, and a pull request waits for one of the other', async () => {
  expect(await answerTo('/create-cluster local name=prod-a', 'wim')).toContain(
    'Ask one of those who may: the team acme/platform.',
  );
  const { issue } = await giving().give('/create-cluster local name=prod-a');
  const pull = giving().pullOf(issue.number);
  const { sha } = pull.pull.head;
  await planEnds(sha, 'failure');
  control().review(repositoryName, pull.number, 'wim', { event: 'approve' });
  await eventually(() => (proposing().plans(sha).at(-1)?.summary?.includes('wim approved it') ? true : undefined));
  control().review(repositoryName, pull.number, 'mai', { event: 'approve' });
  expect((await planEnds(sha, 'success'))?.summary).toContain('Approved by mai');
}, 60_000);

test('those whom the policy names may release the locks of others, and nobody else', async () => {
  const { issue } = await giving().give('/create-cluster local name=dev-l');
  await giving().merge(giving().pullOf(issue.number).number);
  expect(await answerTo('/lock dev-l')).toContain('one of those who may, too: the team acme/reviewers');
  expect(await answerTo('/unlock dev-l', 'wim')).toContain(
    'Ask octavia, or one of those who may release it, too: the team acme/reviewers.',
  );
  expect(await answerTo('/unlock dev-l', 'mai')).toContain('octavia had locked it');
}, 60_000);

test('a team that there is not fails Plan of the configuration at its line, and on the default branch denies all that changes something', async () => {
  const wrong = configuration.replace('acme/platform', 'acme/platfrom');
  const { pull } = await proposing().propose('renamed', { [path]: wrong });
  const run = await planEnds(pull.head.sha, 'failure');
  expect(run?.annotations).toEqual([
    expect.objectContaining({ path, startLine: 9, message: expect.stringContaining('no team "acme/platfrom"') }),
  ]);
  await control().commit(repositoryName, { branch: 'main', as: person, message: 'Other', files: { [path]: wrong } });
  const answer = await answerTo('/create-cluster local name=dev-a');
  expect(answer).toContain('access/team-unknown');
  expect(answer).toContain('organisation/team, as in its address');
  expect(await answerTo('/list-clusters')).not.toContain('access/team-unknown');
}, 60_000);

test('an organisation that did not grant the permission lets in nobody, and the answer says what to accept', async () => {
  await control().commit(repositoryName, {
    ...{ branch: 'main', as: person, message: 'The right team', files: { [path]: configuration } },
  });
  const [installation] = world.github.world.store.installations.values();
  if (installation === undefined) throw new Error('not installed');
  const { members: _, ...permissions } = installation.app.permissions;
  control().uninstall(installation);
  control().install(installation.app, 'acme', { permissions });
  const before = reading().pulls().length;
  const answer = await answerTo('/create-cluster local name=dev-b');
  expect(answer).toContain('access/teams-unreadable');
  expect(answer).toContain('Have an owner accept the permission "Members: read"');
  expect(reading().pulls()).toHaveLength(before);
  expect(await answerTo('/list-clusters')).not.toContain('access/teams');
}, 60_000);
