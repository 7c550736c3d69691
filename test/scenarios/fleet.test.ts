import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { givingOf } from '../support/giving.ts';
import { type ConnectedWorld, createConnectedWorld } from '../support/management-cluster.ts';
import { readingOf } from '../support/reading.ts';
import { eventually, person, repositoryName, type World } from '../support/world.ts';

const configuration = `
delivery: merge
environments:
  staging: {clusters: ['*-staging']}
  production: {clusters: ['*']}
policy:
  rules:
    - name: till-freeze
      effect: deny
      when: {commands: [scale-cluster], clusters: [till], workersOver: 3}
`;

let connected: ConnectedWorld;
let world: World;
const reading = () => readingOf(world);
const giving = () => givingOf(world);

beforeAll(async () => {
  connected = await createConnectedWorld({ configuration });
  world = connected.world;
  await world.start();
  const lines = ['cart-staging', 'shop-staging', 'till', 'web packaging=kustomize'].map(
    (name) => `/create-cluster local name=${name} workers=1 control-plane=1`,
  );
  const { issue } = await giving().give(lines.join('\n'));
  await giving().merge(giving().pullOf(issue.number).number);
}, 60_000);
afterAll(() => connected.close());

async function patchOf(sha: string): Promise<readonly string[]> {
  const response = await fetch(`${world.github.url}/api/v3/repos/${repositoryName}/commits/${sha}`, {
    headers: { authorization: `Bearer ${world.github.control.createToken(person)}` },
  });
  const { files } = (await response.json()) as { files: { filename: string; patch: string }[] };
  return files.flatMap(({ filename, patch }) => [
    filename,
    ...patch.split('\n').filter((line) => /^[-+](?![-+])/.test(line)),
  ]);
}

const answerTo = async (command: string): Promise<string> => {
  const { issue, comment } = await giving().give(command);
  expect(reading().reactions(comment)).toContain('eyes');
  return (reading().answers(issue.number)[0] ?? '').replace(/&#8203;/g, '');
};

describe('a selector', () => {
  test('changes all clusters that it fits in one pull request, and Ready means all of them', async () => {
    const { issue, comment } = await giving().give('/scale-cluster env=staging,region=lo* workers=2');
    expect(reading().reactions(comment)).toEqual(['eyes', 'rocket']);
    const pull = giving().pullOf(issue.number);
    expect(pull.title).toBe('Scale 2 clusters: env=staging,region=lo*');
    expect(await patchOf(pull.pull.head.sha)).toEqual([
      'clusters/cart-staging/workers.yaml',
      '-  replicas: 1',
      '+  replicas: 2',
      'clusters/shop-staging/workers.yaml',
      '-  replicas: 1',
      '+  replicas: 2',
    ]);
    expect(pull.body).toContain('| `cart-staging` | pool md-0 | 1 | **2** |');
    expect(pull.body).toContain('/scale-cluster shop-staging workers=1');
    await giving().check(pull.pull.head.sha, 'Plan', 'success');

    const merged = await giving().merge(pull.number);
    await giving().check(merged, 'Ready', 'success');
    const ready = reading()
      .runs(merged)
      .find(({ name }) => name.endsWith('Ready'));
    expect(ready?.title).toContain('4/4 workers');
    expect(await reading().branches()).toEqual(['main']);
  }, 60_000);

  test('leaves alone what is so already, and says so', async () => {
    const { issue } = await giving().give('/scale-cluster name=*,region=local,env!=staging workers=1');
    expect(reading().answers(issue.number)[0]).toContain('till and web say so on main already');
    const body = await answerTo('/scale-cluster region=local,name!=till workers=2 dry-run');
    expect(body).toContain('| pool md-0 | 1 | **2** |');
    expect(body).toContain('`cart-staging` and `shop-staging`');
  });

  test('a dry run shows which clusters, and writes nothing', async () => {
    const before = reading().pulls().length;
    const body = await answerTo('/hibernate-cluster env=production dry-run');
    expect(body).toContain('would change this of 2 clusters');
    expect(body).toContain('+++ b/clusters/till/workers.yaml');
    expect(body).toContain('+++ b/clusters/web/patches/machine-deployment-md-0.yaml');
    expect(reading().pulls()).toHaveLength(before);
  });

  test.each([
    ['/scale-cluster regoin=local workers=3', 'No cluster has a label "regoin"', 'Did you mean region=?'],
    ['/scale-cluster env=stagin workers=3', 'No cluster fits "env=stagin"', 'Did you mean env=staging?'],
    ['/scale-cluster env!=staging workers=3', 'does not say which clusters', 'Name something that they have in common'],
    ['/delete-cluster env=staging', '/delete-cluster has no argument "env"', ''],
    // One of the clusters, and the others are not changed either.
    ['/scale-cluster env=production workers=4', '"policy.rules.till-freeze" denies this for the cluster "till"', ''],
    ['/scale-cluster region=local pool=md-9 workers=4', 'cart-staging, shop-staging, till and web: ', 'md-0'],
  ])('%s is refused as a whole', async (command, reason, cure) => {
    const before = reading().pulls().length;
    const answer = await answerTo(command);
    expect(answer).toContain(reason);
    expect(answer).toContain(cure);
    expect(reading().pulls()).toHaveLength(before);
  });

  test('an upgrade goes on with the clusters that it began with, whatever the selector fits by then', async () => {
    const { issue } = await giving().give('/upgrade-cluster env=staging,version=1.34 version=1.35.2');
    const first = giving().pullOf(issue.number);
    expect(first.title).toBe('Upgrade 2 clusters: env=staging,version=1.34');
    await giving().merge(first.number);
    const next = 'Upgrade 2 clusters: name=cart-staging|shop-staging';
    const second = await eventually(
      () =>
        reading()
          .pulls()
          .find(({ title }) => title === next),
      () => reading().answers(issue.number),
      30_000,
    );
    expect(second.body).toContain('| `shop-staging` | pool md-0 | v1.34.3 | **v1.35.2** |');
    await giving().close(second.number);
  }, 60_000);

  test('a lock on one of the clusters keeps all of them, for others than its owner', async () => {
    world.github.control.createUser('otto');
    world.github.control.setCollaborator(repositoryName, 'otto', 'write');
    await giving().give('/lock web reason="load test"', 'otto');
    expect(await answerTo('/hibernate-cluster env=production')).toContain('web is locked by otto');
    await giving().give('/unlock web', 'otto');
  });

  test('waits for its turn: of two requests for one cluster at the same time, one is made', async () => {
    const { control } = world.github;
    const issue = await control.openIssue(repositoryName, person, { title: 'Two at once', body: '' });
    const asked = [
      '/scale-cluster env=production workers=2',
      '/scale-cluster web workers=3',
      '/hibernate-cluster name=w*',
    ].map((body) => control.comment(repositoryName, issue.number, person, body));
    const answered = () =>
      asked.filter((each) =>
        reading()
          .reactions(each)
          .some((r) => r === 'rocket' || r === 'confused'),
      );
    await eventually(() => (answered().length === asked.length ? true : undefined));
    expect(asked.filter((each) => reading().reactions(each).includes('rocket'))).toHaveLength(1);
    expect(
      reading()
        .pulls()
        .filter(({ state, title }) => state === 'open' && /clusters: |web/.test(title)),
    ).toHaveLength(1);
  });
});

describe('waves', () => {
  const scales = () =>
    reading()
      .pulls()
      .filter(({ title }) => title.startsWith('Scale cluster') && title.includes('wave'));

  test('the next opens when the one before is ready at its merge commit, and /cancel ends them', async () => {
    await world.github.control.commit(repositoryName, {
      branch: 'main',
      as: person,
      message: 'In waves',
      files: { '.github/clusterops.yml': `${configuration}fleet: {waves: [1]}\n` },
    });
    const { issue } = await giving().give('/scale-cluster env=staging workers=1');
    const first = giving().pullOf(issue.number);
    expect(first.title).toBe('Scale cluster cart-staging (wave 1 of 2): pool md-0 2 → 1');
    expect(first.body).toContain('Later: `shop-staging`.');
    const sticky = () => reading().answers(issue.number)[0] ?? '';
    expect(sticky()).toContain('| 2 | 1 | ⏳ waits');
    expect(sticky()).toContain('once this is merged and ready');

    await giving().check(await giving().merge(first.number), 'Ready', 'success');
    const second = await eventually(
      () => scales()[1],
      () => reading().answers(issue.number),
      30_000,
    );
    expect(second.title).toBe('Scale cluster shop-staging (wave 2 of 2): pool md-0 2 → 1');
    expect(second.author.login).toBe(first.author.login);
    await eventually(() =>
      reading()
        .answers(issue.number)
        .some((each) => each.includes('| 1 | 1 | ✅ done'))
        ? true
        : undefined,
    );

    await giving().reply(issue.number, '/cancel');
    expect(scales()[1]?.state).toBe('closed');
    expect(await answerTo('/scale-cluster env=staging workers=1 dry-run')).toContain(
      'a/clusters/shop-staging/workers.yaml',
    );
  }, 90_000);

  test('a dry run shows the first wave, and who comes later', async () => {
    const body = await answerTo('/hibernate-cluster env=staging dry-run');
    expect(body).toContain('+++ b/clusters/cart-staging/workers.yaml');
    expect(body).not.toContain('+++ b/clusters/shop-staging/workers.yaml');
    expect(body).toContain('Later: `shop-staging`.');
  });
});
