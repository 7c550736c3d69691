import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { printedTrail, trailOf } from '../support/auditing.ts';
import { givingOf } from '../support/giving.ts';
import { proposingOf } from '../support/proposing.ts';
import { readingOf } from '../support/reading.ts';
import { createWorld, person, repositoryName, type World } from '../support/world.ts';

const configuration = `
environments:
  production: { clusters: ["prod-*"] }
  development: { clusters: ["dev-*"], defaults: { controlPlane: 1, workers: 1 } }
policy:
  rules:
    - name: production
      effect: deny
      reason: Production clusters are made by maintainers.
      when: { environments: [production] }
      except: { permission: maintain }
    - name: self-service
      effect: allow
      when: { commands: [create-cluster], environments: [development], by: { permission: read } }
  quotas:
    - { name: development, environments: [development], mostClusters: 2 }
    - { name: made, clusters: ["made-*"], mostMachines: 9 }
    - { name: raced, clusters: ["race-*"], mostClusters: 1 }
`;

let world: World;
const giving = () => givingOf(world);
const reading = () => readingOf(world);
const proposing = () => proposingOf(world);
const path = '.github/clusterops.yml';

beforeAll(async () => {
  world = await createWorld({ configuration });
  world.github.control.setCollaborator(repositoryName, 'stranger', 'read');
  await world.start();
}, 60_000);
afterAll(() => world.close());

describe('a policy', () => {
  test('denies by a rule, and the answer says which, why and who may', async () => {
    const { issue, comment } = await giving().give('/create-cluster local name=prod-a');
    expect(reading().reactions(comment)).toEqual(['confused', 'eyes']);
    const [answer] = reading().answers(issue.number);
    expect(answer).toContain('octavia may not do this here');
    expect(answer).toContain('policy.rules.production');
    expect(answer).toContain('Production clusters are made by maintainers.');
    expect(answer).toContain('anybody with the maintain permission');
    expect(reading().pulls()).toEqual([]);
  });

  test('lets in by a rule who could not otherwise, for that alone', async () => {
    const { issue } = await giving().give('/create-cluster local name=dev-a', 'stranger');
    expect(giving().pullOf(issue.number).title).toContain('dev-a');
    await giving().merge(giving().pullOf(issue.number).number);
    await giving().reply(issue.number, '/scale-cluster dev-a workers=2', 'stranger');
    expect(reading().answers(issue.number).join('\n')).toContain('write is needed');
  });

  test('counts a quota over Git, open requests and the same comment', async () => {
    // dev-a stands on the default branch since the story before.
    const both = await giving().give('/create-cluster local name=dev-b\n/create-cluster local name=dev-c');
    const [answer] = reading().answers(both.issue.number);
    expect(answer).toContain('policy.quotas.development');
    expect(answer).toContain('with this there would be 3');
    expect(
      reading()
        .pulls()
        .filter(({ state }) => state === 'open'),
    ).toEqual([]);

    const open = await giving().give('/create-cluster local name=dev-b');
    expect(giving().pullOf(open.issue.number).state).toBe('open');
    const third = await giving().give('/create-cluster local name=dev-c');
    expect(reading().answers(third.issue.number)[0]).toContain('with this there would be 3');

    await giving().close(giving().pullOf(open.issue.number).number);
    const now = await giving().give('/create-cluster local name=dev-c');
    expect(giving().pullOf(now.issue.number).title).toContain('dev-c');
  });

  test('holds a quota against two commands at the same time, also when Plan runs again', async () => {
    const both = await Promise.all([
      giving().give('/create-cluster local name=race-a'),
      giving().give('/create-cluster local name=race-b'),
    ]);
    const answers = both.flatMap(({ issue }) => reading().answers(issue.number)).join('\n');
    const raced = reading()
      .pulls()
      .filter(({ title }) => title.includes('race-'))
      .toSorted((left, right) => left.number - right.number);
    const [first, second] = raced.map(({ pull }) => pull.head.sha);
    await giving().check(first ?? '', 'Plan', 'success');
    if (second === undefined) expect(answers).toContain('policy.quotas.raced');
    else {
      await giving().check(second, 'Plan', 'failure');
      const run = await proposing().plan(second);
      expect(run.summary).toContain('policy.quotas.raced');
      world.github.control.rerun(run, person);
      const again = await proposing().plan(second, (runs) => runs.length > 1);
      expect(again.conclusion).toBe('failure');
      expect(again.summary).toContain('policy.quotas.raced');
    }
  });

  test('counts the machines that a template makes, which are more than it was asked for', async () => {
    const pool = (name: string) =>
      `---\napiVersion: cluster.x-k8s.io/v1beta2\nkind: MachineDeployment\nmetadata: {name: "\${CLUSTER_NAME}-${name}"}\nspec: {clusterName: "\${CLUSTER_NAME}", replicas: \${WORKER_MACHINE_COUNT}}\n`;
    const own = `apiVersion: cluster.x-k8s.io/v1beta2\nkind: Cluster\nmetadata: {name: "\${CLUSTER_NAME}"}\nspec: {}\n`;
    await proposing().commit('main', { 'templates/pools.yaml': `${own}${pool('a')}${pool('b')}` });
    const asking = 'local template=templates/pools.yaml control-plane=1 workers=';
    const within = await giving().give(`/create-cluster ${asking}4 name=made-a`);
    const quotaOf = async (issue: number) =>
      (await proposing().plan(giving().pullOf(issue).pull.head.sha)).summary?.match(/policy\.quotas\.made.*/)?.[0];
    expect(await quotaOf(within.issue.number)).toBeUndefined();
    await giving().close(giving().pullOf(within.issue.number).number);
    const beyond = await giving().give(`/create-cluster ${asking}5 name=made-b`);
    expect(await quotaOf(beyond.issue.number)).toContain('with this there would be 11');
  });

  test('is decided on what stands in Git of a cluster', async () => {
    const { issue, comment } = await giving().give('/scale-cluster dev-a workers=3');
    expect(reading().reactions(comment)).toEqual(['eyes', 'rocket']);
    expect(giving().pullOf(issue.number).title).toContain('dev-a');
    const other = await giving().give('/scale-cluster prod-z workers=3');
    // Whoever may not change production is not told what of it there is.
    expect(reading().answers(other.issue.number)[0]).toContain('policy.rules.production');
  });
});

describe('a pull request that changes the configuration', () => {
  const planOf = async (branch: string, text: string | undefined) => {
    const { pull } = await proposing().propose(branch, { [path]: text });
    return proposing().plan(pull.head.sha);
  };

  test('is told its faults, each at its line', async () => {
    const run = await planOf('broken', `${configuration}limts: {}\n`);
    expect(run.conclusion).toBe('failure');
    const line = configuration.split('\n').length;
    expect(run.annotations).toEqual([
      expect.objectContaining({ path, startLine: line, message: expect.stringContaining('Did you mean limits?') }),
    ]);
  });

  test('is refused when it locks everybody out', async () => {
    const rules = 'policy: { rules: [{ name: calm, effect: deny, when: {} }] }\n';
    const run = await planOf('lock-out', rules);
    expect(run.conclusion).toBe('failure');
    expect(run.summary).toContain('locks everybody out');
  });

  test('is told which of the last requests it would decide otherwise, and decides nothing before it is merged', async () => {
    const stricter = configuration.replace('by: { permission: read }', 'by: { permission: write }');
    const run = await planOf('stricter', stricter);
    expect(run.conclusion).toBe('success');
    expect(run.summary).toContain('1 would be decided otherwise');
    expect(run.summary).toContain('of stranger');
    expect(run.summary).toContain('would now be denied by access.permission');
    const still = await giving().give('/create-cluster local name=prod-b', 'stranger');
    expect(reading().answers(still.issue.number)[0]).toContain('policy.rules.production');
  });

  test('may take the file away: then the defaults hold', async () => {
    const run = await planOf('without', undefined);
    expect(run.conclusion).toBe('success');
    expect(run.summary).toContain('The configuration has no fault.');
  });
});

test('what was decided and done stands in the audit trail, and is printed and exported', async () => {
  // Refused before anybody decides: it says nothing that could be decided.
  const { issue, comment } = await giving().give('/create-cluster local nmae=prod-t');
  const denied = await giving().give('/create-cluster local name=prod-u');
  expect(reading().reactions(comment)).toEqual(['confused', 'eyes']);
  const locked = await giving().give('/lock dev-a reason="until noon"');
  await giving().reply(locked.issue.number, '/unlock dev-a');
  await world.stop();
  const rows = await trailOf(world, { kind: 'command.denied' });
  expect(rows.at(-1)).toMatchObject({
    kind: 'command.denied',
    who: expect.stringMatching(/^octavia \(\d+\)$/),
    repository: repositoryName,
    issue: denied.issue.number,
    command: '/create-cluster local name=prod-u',
    because: [expect.objectContaining({ rule: 'policy.rules.production', holds: false })],
  });
  expect(rows.filter((row) => row['issue'] === issue.number)).toEqual([]);
  const request = String(rows.at(-1)?.['request']);
  expect(await printedTrail(world, { request })).toEqual([
    expect.stringContaining('/create-cluster local name=prod-u'),
  ]);
  const acts = (await trailOf(world)).filter((row) => row['issue'] === locked.issue.number);
  expect(acts.map(({ kind, said = '' }) => `${kind} ${said}`.trim())).toEqual([
    'command.allowed',
    'lock.taken dev-a was locked',
    'command.allowed',
    'lock.released dev-a was unlocked',
  ]);
  const people = await trailOf(world, { who: 'Stranger' });
  expect(people.map(({ kind }) => kind).slice(0, 3)).toEqual(['command.allowed', 'change.committed', 'pull.opened']);
  expect(people.some(({ kind }) => kind === 'command.denied')).toBe(true);
  const merged = await trailOf(world, { kind: 'pull.merged' });
  expect(merged).toEqual([
    expect.objectContaining({ who: expect.stringMatching(/^octavia/), said: expect.any(String) }),
  ]);
  expect(await printedTrail(world, { since: '2999-01-01' })).toEqual([]);
  await expect(printedTrail(world, { since: 'noon' })).rejects.toThrow('is no time');
});
