import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { givingOf } from '../support/giving.ts';
import { readingOf } from '../support/reading.ts';
import { createWorld, eventually, person, repositoryName, type World } from '../support/world.ts';

let world: World;
const reading = () => readingOf(world);
const control = () => world.github.control;

beforeAll(async () => {
  world = await createWorld();
  await world.start();
}, 60_000);
afterAll(() => world.close());

const give = (body: string, as?: string) => givingOf(world).give(body, as);
const pullOf = (issue: number) =>
  reading()
    .pulls()
    .find((pull) => pull.body?.includes(`#${issue}:`));

describe('a create command', () => {
  test('becomes one verified commit, one pull request and one comment', async () => {
    const { issue, comment } = await give('/create-cluster eu-west-1 workers=3');
    const pull = pullOf(issue.number);
    expect(pull?.title).toBe(`Create cluster eu-west-1-${issue.number} in eu-west-1`);
    expect(reading().reactions(comment)).toEqual(['eyes', 'rocket']);
    expect(reading().answers(issue.number)).toHaveLength(1);
    expect(reading().answers(issue.number)[0]).toContain(`#${pull?.number}`);

    const sha = pull?.pull.head.sha ?? '';
    const response = await fetch(`${world.github.url}/api/v3/repos/${repositoryName}/commits/${sha}`, {
      headers: { authorization: `Bearer ${control().createToken(person)}` },
    });
    const commit = (await response.json()) as {
      commit: { verification: { verified: boolean }; message: string };
      parents: unknown[];
      files: { filename: string }[];
    };
    expect(commit.commit.verification.verified).toBe(true);
    expect(commit.parents).toHaveLength(1);
    expect(commit.files.map((file) => file.filename)).toEqual(
      ['addons', 'cluster', 'control-plane', 'workers'].map(
        (role) => `clusters/eu-west-1-${issue.number}/${role}.yaml`,
      ),
    );
  });

  test('gets its checks: Plan passes, Sync and Ready say why they cannot tell', async () => {
    const { issue } = await give('/create-cluster eu-west-1');
    const sha = pullOf(issue.number)?.pull.head.sha ?? '';
    await eventually(
      () => (reading().checks(sha)['Ready'] === 'neutral' ? true : undefined),
      () => reading().checks(sha),
    );
    expect(reading().checks(sha)).toEqual({ Plan: 'success', Sync: 'neutral', Ready: 'neutral' });
    expect(
      reading()
        .runs(sha)
        .find((run) => run.name.endsWith('Ready'))?.title,
    ).toContain('no management cluster');
  });

  test('given twice on one issue is one pull request and one comment', async () => {
    const { issue } = await give('/create-cluster eu-west-1 workers=2');
    const again = control().comment(repositoryName, issue.number, person, '/create-cluster  eu-west-1 workers=2');
    await eventually(() => (again.reactions.some((each) => each.content === 'rocket') ? true : undefined));
    expect(
      reading()
        .pulls()
        .filter((pull) => pull.body?.includes(`#${issue.number}:`)),
    ).toHaveLength(1);
    expect(reading().answers(issue.number)).toHaveLength(1);
  });

  test('stays within six requests and one for each check transition', async () => {
    await give('/help');
    world.github.forgetRequests();
    const { issue } = await give('/create-cluster eu-west-1 workers=1');
    const sha = pullOf(issue.number)?.pull.head.sha ?? '';
    await eventually(() => (reading().checks(sha)['Ready'] === 'neutral' ? true : undefined));
    const transitions = reading()
      .runs(sha)
      .reduce((sum, run) => sum + run.history.length - 1, 0);
    const requests = world.github.requests().filter((each) => each.installation !== undefined);
    expect(requests.length).toBeLessThanOrEqual(6 + transitions);
  });

  test('several in one comment are one pull request with a folder each', async () => {
    const { issue } = await give(
      '/create-cluster eu-west-1 name=east workers=1\n/create-cluster eu-central-1 name=west workers=1',
    );
    const pull = pullOf(issue.number);
    expect(pull?.body).toContain('`east`');
    expect(pull?.body).toContain('`west`');
    expect(
      reading()
        .pulls()
        .filter((each) => each.body?.includes(`#${issue.number}:`)),
    ).toHaveLength(1);
  });

  test('with dry-run shows the files and writes nothing', async () => {
    const before = reading().pulls().length;
    const { issue } = await give('/create-cluster eu-west-1 dry-run');
    expect(reading().pulls()).toHaveLength(before);
    expect(reading().answers(issue.number)[0]).toContain('Dry run: nothing was written');
    expect(reading().answers(issue.number)[0]).toContain('+kind: Cluster');
  });
});

describe('what is refused, is refused once, with a code and a cure', () => {
  const cases: readonly (readonly [name: string, command: string, code: string])[] = [
    ['an unknown key', '/create-cluster eu-west-1 worker=3', 'command/argument-unknown'],
    ['a wrong type', '/create-cluster eu-west-1 workers=many', 'command/argument-invalid'],
    ['an unknown region', '/create-cluster eu-wst-1', 'cluster/region-unknown'],
    ['an unsafe name', '/create-cluster eu-west-1 name=../../etc', 'command/argument-invalid'],
    ['a name too long', `/create-cluster eu-west-1 name=${'a'.repeat(60)}`, 'cluster/name-too-long'],
    ['an even control plane', '/create-cluster eu-west-1 control-plane=2', 'cluster/control-plane-even'],
    ['a version that does not exist', '/create-cluster eu-west-1 version=1.12', 'cluster/version-unsupported'],
    ['a pool of no cluster', '/remove-pool nowhere pool=batch', 'cluster/unknown'],
    ['a command that is misspelt', '/create-clutser eu-west-1', 'command/unknown'],
    ['no region', '/create-cluster workers=3', 'command/argument-missing'],
  ];
  test.each(cases)('%s', async (_name, command, code) => {
    const before = reading().pulls().length;
    const { issue, comment } = await give(command);
    expect(reading().answers(issue.number)).toHaveLength(1);
    expect(reading().answers(issue.number)[0]).toContain(code);
    expect(reading().reactions(comment)).toEqual(['confused', 'eyes']);
    expect(reading().pulls()).toHaveLength(before);
  });

  test('somebody without write permission', async () => {
    const { issue } = await give('/create-cluster eu-west-1', 'stranger');
    expect(reading().answers(issue.number)[0]).toContain('access/permission');
    expect(pullOf(issue.number)).toBeUndefined();
  });

  test('a name that an open request holds', async () => {
    await give('/create-cluster eu-west-1 name=taken');
    const { issue } = await give('/create-cluster eu-west-1 name=taken workers=5');
    expect(reading().answers(issue.number)[0]).toContain('cluster/taken');
  });

  test('a folder that somebody else made', async () => {
    await control().commit(repositoryName, {
      branch: 'main',
      as: person,
      message: 'By hand',
      files: { 'clusters/byhand/notes.md': 'mine\n' },
    });
    const { issue } = await give('/create-cluster eu-west-1 name=byhand');
    expect(reading().answers(issue.number)[0]).toMatch(/cluster\/(taken|file-in-the-way)/);
    expect(pullOf(issue.number)).toBeUndefined();
  });

  test('one refused create holds back the others of its comment', async () => {
    const { issue } = await give('/create-cluster eu-west-1 name=good\n/create-cluster eu-west-1 control-plane=2');
    expect(reading().answers(issue.number)[0]).toContain('cluster/control-plane-even');
    expect(pullOf(issue.number)).toBeUndefined();
  });
});

describe('reading commands', () => {
  test('/help lists the commands, and explains one', async () => {
    const { issue } = await give('/help');
    expect(reading().answers(issue.number)[0]).toContain('/create-cluster');
    const one = await give('/help create-cluster');
    expect(reading().answers(one.issue.number)[0]).toContain('control-plane');
  });

  test('/list-clusters shows what stands on the base branch', async () => {
    const { issue } = await give('/create-cluster eu-west-1 name=listed workers=4');
    const pull = pullOf(issue.number);
    await fetch(`${world.github.url}/api/v3/repos/${repositoryName}/pulls/${pull?.number}/merge`, {
      method: 'PUT',
      headers: { authorization: `Bearer ${control().createToken(person)}`, 'content-type': 'application/json' },
      body: '{}',
    });
    const list = await give('/list-clusters');
    expect(reading().answers(list.issue.number)[0]).toContain('`listed`');
  });

  test('/cluster-status of an unknown cluster is refused', async () => {
    const { issue } = await give('/cluster-status nowhere');
    expect(reading().answers(issue.number)[0]).toContain('cluster/unknown');
  });
});
