import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { givingOf } from '../support/giving.ts';
import { readingOf } from '../support/reading.ts';
import { createWorld, repositoryName, type World } from '../support/world.ts';

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
`;

let world: World;
const giving = () => givingOf(world);
const reading = () => readingOf(world);

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

  test('is decided on what stands in Git of a cluster', async () => {
    const { issue, comment } = await giving().give('/scale-cluster dev-a workers=3');
    expect(reading().reactions(comment)).toEqual(['eyes', 'rocket']);
    expect(giving().pullOf(issue.number).title).toContain('dev-a');
    const other = await giving().give('/scale-cluster prod-z workers=3');
    // Whoever may not change production is not told what of it there is.
    expect(reading().answers(other.issue.number)[0]).toContain('policy.rules.production');
  });
});
