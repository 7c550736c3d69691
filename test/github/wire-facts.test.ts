import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { place, startWire, type Wire } from './support/wire.ts';

let wire: Wire;
beforeAll(async () => {
  wire = await startWire({
    'README.md': '# Platform\n',
    'clusters/green/cluster.yaml': 'x\n',
    'clusters/README.md': 'x\n',
  });
});
afterAll(() => wire.close());

const gather = (issue = wire.issue.number, sourceNodeId = wire.issue.nodeId) =>
  wire.reconnect().facts.gather({ repository: wire.repository, issue, sourceNodeId });

describe('facts', () => {
  test('come in one request', async () => {
    wire.sandbox.forgetRequests();
    await gather();
    expect(wire.calls()).toEqual(['POST /app/installations/{installation_id}/access_tokens', 'CommandFacts']);
  });

  test('say what stands on the default branch, on the issue and in the source', async () => {
    expect(await gather()).toEqual({
      repository: {
        nodeId: wire.nodeId,
        defaultBranch: 'main',
        archived: false,
        empty: false,
        url: `${wire.sandbox.url}/${place}`,
      },
      baseSha: await wire.head(),
      configuration: { state: 'absent' },
      issue: {
        nodeId: wire.issue.nodeId,
        url: expect.stringContaining(`/issues/${wire.issue.number}`),
        locked: false,
        isPull: false,
      },
      source: { body: '/create-cluster eu-west-1', edited: false },
      ownComments: [],
      clusterFolders: ['green'],
      clustersTree: expect.stringMatching(/^[0-9a-f]{40}$/),
      inTheWay: ['clusters/README.md'],
      missingPermissions: [],
      openPulls: [],
      lockIssues: [],
      usedBranches: [],
    });
  });

  test('of a comment tell whether it was edited, and its absence is a fact', async () => {
    const { control } = wire.sandbox;
    const comment = control.comment(place, wire.issue.number, 'ada', '/help');
    expect((await gather(undefined, comment.nodeId)).source).toEqual({ body: '/help', edited: false });
    control.deleteComment(place, comment.id, 'ada');
    const facts = await gather(undefined, comment.nodeId);
    expect(facts.source).toBeUndefined();
    expect(facts.issue).toBeDefined();
    expect(facts.usedBranches).toBeUndefined();
  });

  test('name our own comments only', async () => {
    const issue = await wire.sandbox.control.openIssue(place, 'ada', { title: 'Comments' });
    wire.sandbox.control.comment(place, issue.number, 'ada', 'mine');
    const { comment } = await wire.github.announcements.publish({
      repository: wire.repository,
      comment: { issueNodeId: issue.nodeId, body: 'ours' },
    });
    expect((await gather(issue.number, issue.nodeId)).ownComments).toEqual([{ ...comment, body: 'ours' }]);
  });

  test('read a long conversation back beyond its last hundred comments', async () => {
    const issue = await wire.sandbox.control.openIssue(place, 'ada', { title: 'Long' });
    await wire.github.announcements.publish({
      repository: wire.repository,
      comment: { issueNodeId: issue.nodeId, body: 'the first' },
    });
    for (let count = 0; count < 120; count += 1) wire.sandbox.control.comment(place, issue.number, 'ada', `${count}`);
    const bodies = async () => (await gather(issue.number, issue.nodeId)).ownComments.map(({ body }) => body);
    expect(await bodies()).toEqual(['the first']);
    for (let count = 0; count < 120; count += 1)
      wire.sandbox.control.comment(place, issue.number, wire.app.bot.login, `${count}`);
    expect((await bodies()).slice(0, 2)).toEqual(['the first', '0']);
  });

  test('of an issue that is gone: that it is not there', async () => {
    const issue = await wire.sandbox.control.openIssue(place, 'ada', { title: 'Gone' });
    await wire.sandbox.control.deleteIssue(place, issue.number, 'ada');
    const facts = await gather(issue.number, issue.nodeId);
    expect(facts.issue).toBeUndefined();
    expect(facts.source).toBeUndefined();
    expect(facts.ownComments).toEqual([]);
  });

  test('of a pull request: its branch', async () => {
    const opened = await wire.github.changes.ensure(await wire.change());
    if (opened.state !== 'open') throw new Error(opened.state);
    const facts = await gather(opened.pull.number, opened.pull.nodeId);
    expect(facts.issue).toMatchObject({ isPull: true, headRef: opened.pull.headRef });
    expect(facts.openPulls).toEqual([opened.pull]);
    expect(facts.usedBranches).toEqual([opened.pull.headRef]);
    await wire.github.pulls.close(wire.repository, opened.pull.number);
    await wire.github.changes.removeBranch(wire.repository, opened.pull.headRef, opened.headSha);
    const after = await gather();
    expect(after.openPulls).toEqual([]);
    expect(after.usedBranches).toEqual([opened.pull.headRef]);
  });

  test('of a repository that has another id by now are not read', async () => {
    const facts = wire.github.facts.gather({
      repository: { ...wire.repository, id: 1 },
      issue: 1,
      sourceNodeId: wire.issue.nodeId,
    });
    await expect(facts).rejects.toMatchObject({ code: 'github/gone' });
  });

  test('of a repository that is not there are a fault', async () => {
    const repository = { ...wire.repository, name: 'nothing' };
    const facts = wire.github.facts.gather({ repository, issue: 1, sourceNodeId: wire.issue.nodeId });
    await expect(facts).rejects.toMatchObject({ code: 'github/gone' });
  });
});

describe('the configuration', () => {
  const read = async () => (await gather()).configuration;

  test('that is there is decoded, and a folder it names is asked for', async () => {
    await wire.commit({
      '.github/clusterops.yml': 'clusters:\n  folder: fleet/all\n',
      'fleet/all/one/cluster.yaml': 'x\n',
      'fleet/all/two/cluster.yaml': 'x\n',
    });
    wire.sandbox.forgetRequests();
    const facts = await wire.github.facts.gather({
      repository: wire.repository,
      issue: wire.issue.number,
      sourceNodeId: wire.issue.nodeId,
    });
    expect(facts.configuration.state).toBe('read');
    expect(facts.clusterFolders).toEqual(['one', 'two']);
    expect(wire.calls()).toEqual(['CommandFacts', 'ClusterFolders']);
  });

  test('that is broken is invalid', async () => {
    await wire.commit({ '.github/clusterops.yml': 'clusters: [\n' });
    expect(await read()).toMatchObject({ state: 'invalid' });
  });

  test('that is too long to be read in full is invalid, never cut', async () => {
    await wire.commit({ '.github/clusterops.yml': `# ${'x'.repeat(600_000)}\n` });
    expect(await read()).toMatchObject({ state: 'invalid' });
  });

  test('that is binary is invalid', async () => {
    await wire.commit({ '.github/clusterops.yml': 'a\0b' });
    expect(await read()).toMatchObject({ state: 'invalid' });
  });

  test('that is a folder is invalid', async () => {
    await wire.commit({ '.github/clusterops.yml': undefined, '.github/clusterops.yml/x': 'x\n' });
    expect(await read()).toMatchObject({ state: 'invalid' });
  });

  test('of a folder without it is absent', async () => {
    await wire.commit({ '.github/clusterops.yml/x': undefined, '.github/other.yml': 'x\n' });
    expect(await read()).toEqual({ state: 'absent' });
  });

  test('counts only on the default branch', async () => {
    await wire.commit({ '.github/clusterops.yml': 'regions: [eu-west-1]\n' }, 'side');
    expect(await read()).toEqual({ state: 'absent' });
  });

  test('is read by itself with the same rules', async () => {
    await wire.commit({ '.github/clusterops.yml': 'clusters: [\n' });
    expect(await wire.github.tree.configuration(wire.repository)).toMatchObject({
      defaultBranch: 'main',
      headSha: await wire.head(),
      read: { state: 'invalid' },
    });
  });
});

test('an empty repository is told as such', async () => {
  const made = await wire.sandbox.control.createRepository('acme/empty', {});
  const issue = await wire.sandbox.control.openIssue('acme/empty', 'acme', { title: 'x' });
  const facts = await wire.github.facts.gather({
    repository: { ...wire.repository, id: made.id, name: 'empty' },
    issue: issue.number,
    sourceNodeId: issue.nodeId,
  });
  expect(facts).toMatchObject({ repository: { empty: true }, configuration: { state: 'absent' }, clusterFolders: [] });
  expect(facts.baseSha).toBeUndefined();
});

test('what is locked and archived is told', async () => {
  await wire.sandbox.control.lock(place, wire.issue.number, 'acme', true);
  wire.sandbox.control.setArchived(place, true);
  expect(await gather()).toMatchObject({ repository: { archived: true }, issue: { locked: true } });
});
