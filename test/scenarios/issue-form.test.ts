import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { issueForm } from '../../src/domain/command/form.ts';
import { givingOf } from '../support/giving.ts';
import { readingOf } from '../support/reading.ts';
import { createWorld, eventually, person, repositoryName, type World } from '../support/world.ts';

let world: World;
const reading = () => readingOf(world);

beforeAll(async () => {
  world = await createWorld({ configuration: 'providers:\n  aws:\n    sshKeyName: platform\n' });
  await world.start();
}, 60_000);
afterAll(() => world.close());

/** As GitHub renders the form that a person submits. */
function submitted(values: Readonly<Record<string, string>>): string {
  const { body } = parse(issueForm()) as { body: { id?: string; type: string; attributes: { label: string } }[] };
  return body
    .filter(({ type }) => type !== 'markdown')
    .map(({ id = '', type, attributes: { label } }) => {
      const empty = type === 'checkboxes' ? '- [ ] Show what would change, and change nothing.' : '_No response_';
      return `### ${label}\n\n${values[id] ?? empty}`;
    })
    .join('\n\n');
}

const open = (body: string, as = person) => world.github.control.openIssue(repositoryName, as, { title: 'New', body });
const answered = (issue: number) =>
  eventually(() => {
    const answers = reading().answers(issue);
    return answers.length > 0 ? answers.join('\n') : undefined;
  });

describe('an issue opened by the form', () => {
  test('is a request like one that a comment makes', async () => {
    const issue = await open(submitted({ region: 'eu-west-1', name: 'formed', workers: '2' }));
    await answered(issue.number);
    const pull = givingOf(world).pullOf(issue.number);
    expect(pull.title).toBe('Create cluster formed in eu-west-1');
    expect(pull.body).toContain('/create-cluster eu-west-1 name=formed workers=2');
    await givingOf(world).check(pull.pull.head.sha, 'Plan', 'success');
  }, 60_000);

  test('meets the same checks', async () => {
    const many = await open(submitted({ region: 'eu-west-1', workers: '900' }));
    expect(await answered(many.number)).toContain('900 workers are asked for, and 50 are the most here');
    const stranger = await open(submitted({ region: 'eu-west-1' }), 'stranger');
    expect(await answered(stranger.number)).toContain('access/permission');
  });

  test('with a command in a field gets one clear answer, and the command is not run', async () => {
    const before = reading().pulls().length;
    const issue = await open(submitted({ region: 'eu-west-1', name: 'shop\n/create-cluster local name=smuggled' }));
    expect(await answered(issue.number)).toContain('holds several lines');
    expect(reading().pulls()).toHaveLength(before);
    expect(reading().answers(issue.number)).toHaveLength(1);
  });
});
