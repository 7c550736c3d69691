import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { Annotation, StageReport } from '../../src/domain/report/stage.ts';
import type { RunToWrite } from '../../src/ports/github.ts';
import { place, startWire, type Wire } from './support/wire.ts';

let wire: Wire;
let sha = '';
let number = 0;
beforeAll(async () => {
  wire = await startWire();
  sha = (await wire.head()) ?? '';
});
afterAll(() => wire.close());
beforeEach(() => {
  number += 1;
  wire.sandbox.faults.clear();
  wire.sandbox.forgetRequests();
});

const report = (overrides: Partial<StageReport> = {}): StageReport => ({
  stage: 'Plan',
  state: 'queued',
  title: 'Waiting',
  summary: 'Nothing yet.',
  annotations: [],
  actions: [{ identifier: 'retry', label: 'Retry', description: 'Does it again' }],
  ...overrides,
});
const run = (overrides: Partial<RunToWrite> = {}): RunToWrite => ({
  sha,
  report: report(),
  externalId: `request/${number}/Plan/1`,
  ...overrides,
});
const annotations = (count: number): readonly Annotation[] =>
  Array.from({ length: count }, (_, index) => ({
    place: { path: 'a.yaml', line: index + 1 },
    level: 'failure',
    title: 'Wrong',
    message: `line ${index + 1}`,
  }));
const runsThere = () =>
  [...wire.sandbox.world.store.runs.values()].filter(({ externalId }) => externalId.startsWith(`request/${number}/`));
const labelsOf = (pull: number) =>
  wire.sandbox.world.store.issues
    .get(wire.repository.id)
    ?.get(pull)
    ?.labels.map(({ name }) => name);
const publish = (runs: readonly RunToWrite[]) =>
  wire.github.announcements.publish({ repository: wire.repository, runs });

describe('one moment', () => {
  test('is one request: comment, labels, runs and reaction', async () => {
    await wire.commit({ '.github/clusterops.yml': 'labels: [clusterops, Made by Bot]\n' });
    const issue = await wire.sandbox.control.openIssue(place, 'ada', { title: 'x' });
    const source = wire.sandbox.control.comment(place, issue.number, 'ada', '/create-cluster eu-west-1');
    const person = wire.sandbox.world.store.accounts.get(source.author.id);
    const bot = wire.reconnect();
    wire.sandbox.forgetRequests();

    await bot.permissions.of(wire.repository, { id: person?.id ?? 0, login: 'ada' });
    const facts = await bot.facts.gather({
      repository: wire.repository,
      issue: issue.number,
      sourceNodeId: source.nodeId,
    });
    await bot.reactions.add(wire.repository, source.nodeId, 'eyes');
    const opened = await bot.changes.ensure(await wire.change({ fresh: facts.usedBranches?.length === 0 }));
    if (opened.state !== 'open') throw new Error(opened.state);
    const announced = await bot.announcements.publish({
      repository: wire.repository,
      comment: { issueNodeId: issue.nodeId, body: 'Made.' },
      labels: { pullNodeId: opened.pull.nodeId, names: ['clusterops', 'made by bot'] },
      runs: (['Plan', 'Sync', 'Ready'] as const).map((stage) =>
        run({
          sha: opened.headSha,
          fresh: true,
          report: report({ stage }),
          externalId: `request/${number}/${stage}/1`,
        }),
      ),
      reaction: { subjectNodeId: source.nodeId, content: 'rocket' },
    });
    expect(wire.calls()).toEqual([
      'POST /app/installations/{installation_id}/access_tokens',
      'GET /repos/{owner}/{repo}/collaborators/{username}/permission',
      'CommandFacts',
      'AddReaction',
      'OpenChange',
      'Announce',
    ]);
    expect(announced).toMatchObject({ refused: [], comment: { nodeId: expect.any(String), url: expect.any(String) } });
    expect(announced.runs.map(({ externalId, sha: on }) => [externalId, on])).toEqual(
      ['Plan', 'Sync', 'Ready'].map((stage) => [`request/${number}/${stage}/1`, opened.headSha]),
    );
    expect(runsThere().map(({ id, nodeId }) => [id, nodeId])).toEqual(
      announced.runs.map((each) => [each.runId, each.nodeId]),
    );
    const pull = await bot.pulls.read(wire.repository, opened.pull.number);
    expect(pull?.state).toBe('open');
    expect(labelsOf(opened.pull.number)?.sort()).toEqual(['Made by Bot', 'clusterops']);
  });

  test('labels whose ids are not known are added all the same', async () => {
    const opened = await wire.github.changes.ensure(
      await wire.change({ branch: `clusterops/l-${number}`, requestId: `l${number}` }),
    );
    if (opened.state !== 'open') throw new Error(opened.state);
    const announced = await wire.reconnect().announcements.publish({
      repository: wire.repository,
      labels: { pullNodeId: opened.pull.nodeId, names: ['never seen'] },
    });
    expect(announced.refused).toEqual([]);
    expect(labelsOf(opened.pull.number)).toEqual(['never seen']);
  });

  test('of nothing sends nothing', async () => {
    expect(await wire.github.announcements.publish({ repository: wire.repository })).toEqual({ runs: [], refused: [] });
    expect(wire.calls()).toEqual([]);
  });
});

describe('check runs', () => {
  test('are updated in place when they are known', async () => {
    const [known] = (await publish([run({ fresh: true })])).runs;
    wire.sandbox.forgetRequests();
    const written = await publish([
      run({ ...(known === undefined ? {} : { known }), report: report({ state: 'success', title: 'Done' }) }),
    ]);
    expect(wire.calls()).toEqual(['Announce']);
    expect(written.runs).toEqual([known]);
    expect(runsThere()).toMatchObject([
      { status: 'completed', conclusion: 'success', title: 'Done', name: 'ClusterOps / Plan' },
    ]);
  });

  test('are found by their external id when they are not known', async () => {
    const first = await publish([run({ fresh: true })]);
    const again = await publish([run({ report: report({ state: 'in_progress' }) })]);
    expect(again.runs).toEqual(first.runs);
    expect(runsThere()).toMatchObject([{ status: 'in_progress' }]);
  });

  test('once completed are not put back by a repeated try', async () => {
    const first = await publish([run({ fresh: true, report: report({ state: 'failure', title: 'Wrong' }) })]);
    const again = await publish([run({ report: report({ state: 'queued' }) })]);
    expect(again).toEqual({ runs: first.runs, refused: [] });
    expect(runsThere()).toMatchObject([{ status: 'completed', conclusion: 'failure', title: 'Wrong' }]);
  });

  test.each(['success', 'failure', 'neutral', 'action_required', 'cancelled', 'skipped', 'timed_out'] as const)(
    'conclude with %s',
    async (state) => {
      await publish([run({ fresh: true, report: report({ state }) })]);
      expect(runsThere()).toMatchObject([{ status: 'completed', conclusion: state }]);
    },
  );

  test('get all their annotations, fifty a request', async () => {
    await publish([run({ fresh: true, report: report({ state: 'failure', annotations: annotations(120) }) })]);
    expect(wire.calls()).toEqual(['Announce', 'Announce', 'Announce']);
    expect(runsThere()[0]?.annotations.map(({ message }) => message)).toEqual(
      annotations(120).map(({ message }) => message),
    );
  });

  test('get annotations that a try which was cut off left out, and none twice', async () => {
    const failing = run({ report: report({ state: 'failure', annotations: annotations(120) }) });
    wire.sandbox.faults.add({ kind: 'status', status: 502, match: { operation: 'Announce' }, skip: 1, times: 1 });
    await expect(publish([failing])).rejects.toMatchObject({ code: 'github/unavailable' });
    expect(runsThere()[0]?.annotations).toHaveLength(50);
    const [known] = (await publish([failing])).runs;
    await publish([{ ...failing, ...(known === undefined ? {} : { known }) }]);
    expect(runsThere()).toHaveLength(1);
    expect(runsThere()[0]?.annotations).toHaveLength(120);
  });

  test('a text beyond what GitHub takes is our own mistake and is not sent', async () => {
    await expect(publish([run({ report: report({ summary: 'x'.repeat(65_536) }) })])).rejects.toMatchObject({
      code: 'internal/bug',
    });
    expect(wire.calls()).toEqual([]);
  });
});

describe('the comment', () => {
  const comment = (issueNodeId: string, body: string, existing?: string) =>
    wire.github.announcements.publish({
      repository: wire.repository,
      comment: { issueNodeId, body, ...(existing === undefined ? {} : { existing }) },
    });

  test('is rewritten in place, and written anew when somebody removed it', async () => {
    const issue = await wire.sandbox.control.openIssue(place, 'ada', { title: 'x' });
    const first = await comment(issue.nodeId, 'one');
    const second = await comment(issue.nodeId, 'two', first.comment?.nodeId);
    expect(second.comment).toEqual(first.comment);
    const there = () => [...wire.sandbox.world.store.comments.values()].filter((each) => each.issue === issue);
    expect(there().map(({ body }) => body)).toEqual(['two']);
    wire.sandbox.control.deleteComment(place, there()[0]?.id ?? 0, 'ada');
    const third = await comment(issue.nodeId, 'three', first.comment?.nodeId);
    expect(third.refused).toEqual([]);
    expect(third.comment?.nodeId).not.toBe(first.comment?.nodeId);
    expect(there().map(({ body }) => body)).toEqual(['three']);
  });

  test('that GitHub refuses for good is told, and the rest is done', async () => {
    const issue = await wire.sandbox.control.openIssue(place, 'ada', { title: 'x' });
    await wire.sandbox.control.deleteIssue(place, issue.number, 'ada');
    const announced = await wire.github.announcements.publish({
      repository: wire.repository,
      comment: { issueNodeId: issue.nodeId, body: 'hello' },
      runs: [run({ fresh: true })],
    });
    expect(announced.refused).toEqual([expect.stringMatching(/^comment: /)]);
    expect(announced.runs).toHaveLength(1);
    expect(runsThere()).toHaveLength(1);
  });
});

test('in an archived repository every part is refused, and nothing is thrown', async () => {
  const archived = await wire.sandbox.control.createRepository('acme/old', { files: { 'README.md': 'x\n' } });
  const issue = await wire.sandbox.control.openIssue('acme/old', 'acme', { title: 'x' });
  const head = (await wire.sandbox.control.resolve('acme/old', 'main')) ?? '';
  wire.sandbox.control.setArchived('acme/old', true);
  const announced = await wire.github.announcements.publish({
    repository: { ...wire.repository, id: archived.id, name: 'old' },
    comment: { issueNodeId: issue.nodeId, body: 'hello' },
    runs: [run({ sha: head, fresh: true })],
    reaction: { subjectNodeId: issue.nodeId, content: 'confused' },
  });
  expect(announced.refused.map((refused) => refused.split(':')[0])).toEqual(['comment', 'check run', 'reaction']);
});

test('a permission that the App lacks is a fault that retrying does not cure', async () => {
  const [installation] = wire.sandbox.world.store.installations.values();
  if (installation === undefined) throw new Error('no installation');
  const granted = installation.permissions;
  installation.permissions = { ...granted, checks: 'read' };
  const publishing = wire
    .reconnect()
    .announcements.publish({ repository: wire.repository, runs: [run({ fresh: true })] });
  await expect(publishing).rejects.toMatchObject({ code: 'github/permission', retry: false });
  installation.permissions = granted;
});
