import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { place, startWire, type Wire } from './support/wire.ts';

let wire: Wire;
beforeAll(async () => {
  wire = await startWire({
    'README.md': '# Platform\n',
    'clusters/blue/cluster.yaml': 'kind: Cluster\nname: blüe\r\n',
    'clusters/blue/nested/deep.yaml': 'kind: ConfigMap\n',
    'clusters/empty.yaml': '',
  });
});
afterAll(() => wire.close());
beforeEach(() => wire.sandbox.forgetRequests());

const head = async (branch?: string) => (await wire.head(branch)) ?? '';

describe('files below a folder', () => {
  test('are read in full, byte for byte', async () => {
    const { files, unread } = await wire.github.tree.files(wire.repository, await head(), 'clusters');
    expect(files).toEqual([
      { path: 'clusters/blue/cluster.yaml', content: 'kind: Cluster\nname: blüe\r\n' },
      { path: 'clusters/blue/nested/deep.yaml', content: 'kind: ConfigMap\n' },
      { path: 'clusters/empty.yaml', content: '' },
    ]);
    expect(unread).toEqual([]);
  });

  test('are read once: another commit costs only what is new in it', async () => {
    await wire.github.tree.files(wire.repository, await head(), 'clusters');
    const next = await wire.commit({ 'clusters/blue/new.yaml': 'kind: Secret\n' }, 'next');
    wire.sandbox.forgetRequests();
    const { files } = await wire.github.tree.files(wire.repository, next, 'clusters');
    expect(files).toHaveLength(4);
    expect(wire.calls()).toEqual(['TreeAt', 'GET /repos/{owner}/{repo}/git/trees/{tree_sha}', 'ReadBlobs']);
    wire.sandbox.forgetRequests();
    await wire.github.tree.files(wire.repository, next, 'clusters');
    expect(wire.calls()).toEqual(['TreeAt']);
  });

  test('of a tree that is known are asked for once, and are those of the folder', async () => {
    const { number: issue, nodeId: sourceNodeId } = wire.issue;
    const facts = await wire.github.facts.gather({ repository: wire.repository, issue, sourceNodeId });
    const expected = await wire.github.tree.files(wire.repository, await head(), 'clusters');
    wire.sandbox.forgetRequests();
    expect(await wire.github.tree.filesOf(wire.repository, facts.clustersTree ?? '', 'clusters')).toEqual(expected);
    expect(wire.calls()).toEqual([]);
    const anew = wire.reconnect();
    expect(await anew.tree.filesOf(wire.repository, facts.clustersTree ?? '', 'clusters')).toEqual(expected);
    expect(wire.calls().filter((call) => !call.includes('access_tokens'))).toEqual([
      'GET /repos/{owner}/{repo}/git/trees/{tree_sha}',
      'ReadBlobs',
    ]);
  });

  test('that are many are read a hundred at a time', async () => {
    const many = Object.fromEntries(
      Array.from({ length: 230 }, (_, index) => [`many/f${index}.yaml`, `n: ${index}\n`]),
    );
    const sha = await wire.commit(many, 'many');
    wire.sandbox.forgetRequests();
    const { files } = await wire.reconnect().tree.files(wire.repository, sha, 'many');
    expect(files).toHaveLength(230);
    expect(files.every(({ path, content }) => many[path] === content)).toBe(true);
    expect(wire.calls().filter((call) => call === 'ReadBlobs')).toHaveLength(3);
  });

  test('that are binary, too large or not UTF-8 are listed, not read', async () => {
    const sha = await wire.commit(
      { 'odd/binary.bin': 'a\0b', 'odd/large.yaml': 'x'.repeat(1024 * 1024 + 1), 'odd/fine.yaml': 'ok\n' },
      'odd',
    );
    expect(await wire.github.tree.files(wire.repository, sha, 'odd')).toEqual({
      files: [{ path: 'odd/fine.yaml', content: 'ok\n' }],
      unread: [
        { path: 'odd/large.yaml', why: 'it is larger than 1 MiB' },
        { path: 'odd/binary.bin', why: 'it is not text' },
      ],
    });
  });

  test('that GraphQL cuts are read another way', async () => {
    const long = `${'# line\n'.repeat(100_000)}end\n`;
    const sha = await wire.commit({ 'long/file.yaml': long }, 'long');
    const { files } = await wire.github.tree.files(wire.repository, sha, 'long');
    expect(files).toEqual([{ path: 'long/file.yaml', content: long }]);
  });

  test('of a folder that is not there are none', async () => {
    expect(await wire.github.tree.files(wire.repository, await head(), 'nowhere')).toEqual({ files: [], unread: [] });
  });
});

describe('what changed', () => {
  test('in a pull request and between commits', async () => {
    const base = await head();
    const change = await wire.change({
      files: [
        { path: 'clusters/blue/cluster.yaml', content: 'kind: Other\n' },
        { path: 'clusters/red/cluster.yaml', content: 'kind: Cluster\n' },
      ],
      deletions: ['clusters/empty.yaml'],
    });
    const opened = await wire.github.changes.ensure(change);
    if (opened.state !== 'open') throw new Error(opened.state);
    const expected = [
      { path: 'clusters/blue/cluster.yaml', status: 'modified' },
      { path: 'clusters/empty.yaml', status: 'removed' },
      { path: 'clusters/red/cluster.yaml', status: 'added' },
    ];
    const byPath = (one: { path: string }, other: { path: string }) => (one.path < other.path ? -1 : 1);
    expect([...(await wire.github.tree.changed(wire.repository, opened.pull.number))].sort(byPath)).toEqual(expected);
    expect([...(await wire.github.tree.changedBetween(wire.repository, base, opened.headSha))].sort(byPath)).toEqual(
      expected,
    );
  });

  test('is complete beyond what GitHub compares', async () => {
    const many = Object.fromEntries(
      Array.from({ length: 310 }, (_, index) => [`wide/f${index}.yaml`, `n: ${index}\n`]),
    );
    const base = await head();
    const sha = await wire.commit({ ...many, 'README.md': undefined }, 'wide');
    const changed = await wire.github.tree.changedBetween(wire.repository, base, sha);
    expect(changed).toHaveLength(311);
    expect(changed).toContainEqual({ path: 'README.md', status: 'removed' });
  });
});

describe('pull requests', () => {
  test('of ours are found among others, open and lately closed', async () => {
    const before = await wire.github.pulls.ours(wire.repository);
    const opened = await wire.github.changes.ensure(await wire.change({ branch: 'clusterops/p-1', requestId: 'p1' }));
    if (opened.state !== 'open') throw new Error(opened.state);
    const closed = await wire.github.changes.ensure(await wire.change({ branch: 'clusterops/p-2', requestId: 'p2' }));
    if (closed.state !== 'open') throw new Error(closed.state);
    await wire.github.pulls.close(wire.repository, closed.pull.number);
    expect(await wire.github.pulls.close(wire.repository, closed.pull.number)).toBe('closed');
    const ours = await wire.github.pulls.ours(wire.repository);
    expect(ours.slice(before.length).map(({ number, state }) => [number, state])).toEqual([
      [opened.pull.number, 'open'],
      [closed.pull.number, 'closed'],
    ]);
    const read = await wire.github.pulls.read(wire.repository, closed.pull.number);
    expect(read).toMatchObject({ state: 'closed', headSha: closed.headSha, closedAt: expect.any(Number), own: true });
    expect(await wire.github.pulls.withHead(wire.repository, opened.headSha)).toEqual([opened.pull]);
    expect(await wire.github.pulls.withHead(wire.repository, closed.headSha)).toEqual([]);
  });

  test('that are not there are undefined', async () => {
    expect(await wire.github.pulls.read(wire.repository, 9999)).toBeUndefined();
    expect(await wire.github.pulls.withHead(wire.repository, `${'0'.repeat(39)}1`)).toEqual([]);
  });
});

describe('open pull requests', () => {
  test('of everybody are told with their authors and what they change', async () => {
    const ours = await wire.github.changes.ensure(await wire.change({ branch: 'clusterops/o-1', requestId: 'o1' }));
    await wire.commit({ 'clusters/blue/by-hand.yaml': 'kind: Other\n' }, 'by-hand');
    const number = await wire.open('by-hand');
    const found = await wire.github.pulls.open(wire.repository);
    const hand = found.find((each) => each.number === number);
    expect(hand).toMatchObject({
      own: false,
      author: { login: 'ada' },
      paths: ['clusters/blue/by-hand.yaml'],
      partly: false,
    });
    const made = found.find((each) => ours.state === 'open' && each.number === ours.pull.number);
    expect(made?.own).toBe(true);
    expect(made).not.toHaveProperty('author');
    expect(found.every(({ state }) => state === 'open')).toBe(true);
  });
});

describe('the pull request behind a file', () => {
  test('is that on the branch of the request, whatever changed the file since, and is asked for once', async () => {
    const branch = 'clusterops/create-made-abcdefghij';
    const files = [{ path: 'clusters/made/cluster.yaml', content: 'kind: Cluster\n' }];
    const opened = await wire.github.changes.ensure(await wire.change({ branch, requestId: 'abcdefghij', files }));
    if (opened.state !== 'open') throw new Error(opened.state);
    const behind = async (request: string, github = wire.github) =>
      github.pulls.behind(wire.repository, { sha: await head(), path: 'clusters/made/cluster.yaml' }, request);
    expect(await behind('abcdefghij')).toBeUndefined();
    await wire.merge(opened.pull.number);
    await wire.commit({ 'clusters/made/cluster.yaml': 'kind: Cluster\nedited: true\n' });
    expect(await behind('abcdefghij')).toMatchObject({
      number: opened.pull.number,
      state: 'merged',
      closedAt: expect.any(Number),
    });
    expect(await behind('bcdefghijk')).toBeUndefined();
    wire.sandbox.forgetRequests();
    await behind('abcdefghij');
    expect(wire.calls()).toEqual([]);
    expect((await behind('abcdefghij', wire.reconnect()))?.number).toBe(opened.pull.number);
  });
});

describe('issues that keep locks', () => {
  const read = () => wire.github.lockIssues.read(wire.repository);
  const write = (body: string, more: object = {}) =>
    wire.github.lockIssues.write(wire.repository, { title: 'Locks', body, open: true, ...more });

  test('are ours with the label, whoever else uses it, and tell a foreign hand', async () => {
    expect(await read()).toEqual([]);
    const { number, nodeId, url } = await write('one');
    const issue = { number, nodeId, url, comments: 0 };
    await wire.openIssue(['clusterops-locks']);
    expect(await read()).toEqual([{ ...issue, body: 'one', open: true, foreign: false }]);
    await write('two', { existing: number, open: false });
    expect(await read()).toEqual([{ ...issue, body: 'two', open: false, foreign: false }]);
    await wire.edit(number, 'three');
    expect(await read()).toEqual([{ ...issue, body: 'three', open: false, foreign: true }]);
    await write('four', { existing: number });
    expect(await read()).toEqual([{ ...issue, body: 'four', open: true, foreign: false }]);
  });
});

describe('history', () => {
  test('tells descendants, and asks once', async () => {
    const base = await head();
    const next = await wire.commit({ 'h.txt': '1' }, 'history');
    const other = await wire.commit({ 'h.txt': '2' }, 'history-2');
    wire.sandbox.forgetRequests();
    const { history } = wire.github;
    expect(await history.contains(wire.repository, next, base)).toBe(true);
    expect(await history.contains(wire.repository, base, next)).toBe(false);
    expect(await history.contains(wire.repository, next, other)).toBe(false);
    expect(await history.contains(wire.repository, next, next)).toBe(true);
    expect(await history.contains(wire.repository, next, base)).toBe(true);
    expect(wire.calls()).toHaveLength(3);
  });

  test('does not remember a commit that is not there yet', async () => {
    const base = await head();
    const unknown = 'f'.repeat(40);
    wire.sandbox.forgetRequests();
    expect(await wire.github.history.contains(wire.repository, unknown, base)).toBe(false);
    expect(await wire.github.history.contains(wire.repository, unknown, base)).toBe(false);
    expect(await wire.github.history.treeOf(wire.repository, unknown, 'clusters')).toBeUndefined();
    expect(wire.calls()).toHaveLength(3);
  });

  test('asks once what a hundred clusters ask at the same time', async () => {
    const base = await head();
    const clusters = Array.from({ length: 100 }, (_, index) => `clusters/of-${index}`);
    const files = Object.fromEntries(clusters.map((folder) => [`${folder}/cluster.yaml`, folder]));
    const next = await wire.commit(files, 'history-of-many');
    wire.sandbox.forgetRequests();
    const { history } = wire.github;
    const lacks = await Promise.all(clusters.map(() => history.contains(wire.repository, base, next)));
    const trees = await Promise.all(
      clusters.flatMap((folder) => [base, next].map((sha) => history.treeOf(wire.repository, sha, folder))),
    );
    expect(new Set(lacks)).toEqual(new Set([false]));
    expect(trees.filter((oid) => oid !== undefined)).toHaveLength(100);
    expect(wire.calls()).toHaveLength(3);
  });

  test("tells a folder's tree, equal where its files are equal", async () => {
    const base = await head();
    const elsewhere = await wire.commit({ 'elsewhere.txt': 'x' }, 'trees');
    const inside = await wire.commit({ 'clusters/blue/cluster.yaml': 'other\n' }, 'trees');
    const tree = (sha: string, folder = 'clusters/blue') => wire.github.history.treeOf(wire.repository, sha, folder);
    expect(await tree(base)).toMatch(/^[0-9a-f]{40}$/);
    expect(await tree(elsewhere)).toBe(await tree(base));
    expect(await tree(inside)).not.toBe(await tree(base));
    expect(await tree(base, 'clusters/none')).toBeUndefined();
    expect(await tree(base, 'README.md')).toBeUndefined();
    wire.sandbox.forgetRequests();
    await tree(base);
    await tree(base, 'clusters/none');
    expect(wire.calls()).toEqual([]);
  });
});

test('a merged pull request names its merge commit', async () => {
  const opened = await wire.github.changes.ensure(
    await wire.change({ branch: 'clusterops/m-1', requestId: 'm1', files: [{ path: 'm.txt', content: 'm' }] }),
  );
  if (opened.state !== 'open') throw new Error(opened.state);
  const token = wire.sandbox.control.createToken('ada');
  const merged = await fetch(`${wire.sandbox.url}/api/v3/repos/${place}/pulls/${opened.pull.number}/merge`, {
    method: 'PUT',
    headers: { authorization: `token ${token}` },
    body: '{}',
  });
  expect(merged.status).toBe(200);
  expect(await wire.github.pulls.read(wire.repository, opened.pull.number)).toMatchObject({
    state: 'merged',
    mergeSha: await head(),
  });
});

describe('teams', () => {
  const person = { id: 1, login: 'ada' };
  test('are not asked for where none is named', async () => {
    expect(await wire.github.teams.of(wire.repository, person, [])).toEqual({ state: 'read', teams: [] });
    expect(wire.calls()).toEqual([]);
  });

  test('of an installation that may not read members leave it open who is in them', async () => {
    expect(await wire.github.teams.of(wire.repository, person, ['acme/platform'])).toEqual({
      state: 'unresolved',
      findings: [expect.objectContaining({ code: 'access/teams-unreadable' })],
    });
  });
});
