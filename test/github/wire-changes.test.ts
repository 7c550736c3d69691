import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { type Step, sendSteps } from '../../src/github/change-request.ts';
import { createClient } from '../../src/github/client.ts';
import { createRepositoryBook } from '../../src/github/repository-book.ts';
import type { Change } from '../../src/ports/github.ts';
import { place, startWire, type Wire } from './support/wire.ts';

let wire: Wire;
let number = 0;

beforeAll(async () => {
  wire = await startWire({ 'README.md': '# Platform\n', 'clusters/green/cluster.yaml': 'kind: Cluster\n' });
});
afterAll(() => wire.close());
beforeEach(() => {
  wire.sandbox.faults.clear();
  wire.sandbox.forgetRequests();
  number += 1;
});

/** A change of its own for each test. */
const fresh = (overrides: Partial<Change> = {}) => {
  const id = `request${String(number).padStart(3, '0')}`;
  const folder = `clusters/c${number}`;
  return wire.change({
    requestId: id,
    branch: `clusterops/create-c${number}-${id}`,
    files: [
      { path: `${folder}/cluster.yaml`, content: 'kind: Cluster\nname: blüe\n' },
      { path: `${folder}/workers.yaml`, content: `kind: MachineDeployment\n` },
    ],
    ...overrides,
  });
};
const pullsOf = async (branch: string) =>
  (await wire.github.pulls.ours(wire.repository)).filter((pull) => pull.headRef === branch);
const commitsAhead = async (branch: string) => {
  const { git } = [...wire.sandbox.world.store.repositories.values()][0] ?? {};
  let count = 0;
  const main = await wire.head();
  for (let oid = await wire.head(branch); oid !== undefined && oid !== main && count < 10; count += 1) {
    oid = (await git?.objects.commit(oid))?.parents[0];
  }
  return count;
};

describe('a change where nothing of it exists', () => {
  test('takes one request when that is known, two when it is not', async () => {
    const known = await wire.github.changes.ensure(await fresh({ fresh: true }));
    expect(wire.calls().filter((call) => !call.includes('access_tokens'))).toEqual(['OpenChange']);
    expect(known).toMatchObject({ state: 'open', resumed: false, pull: { state: 'open', own: true, fork: false } });

    number += 1;
    wire.sandbox.forgetRequests();
    expect(await wire.github.changes.ensure(await fresh())).toMatchObject({ state: 'open', resumed: false });
    expect(wire.calls()).toEqual(['ChangeState', 'OpenChange']);
  });

  test('makes one signed commit of exactly the files, with the trailer, on a pull request', async () => {
    const change = await fresh();
    const opened = await wire.github.changes.ensure(change);
    if (opened.state !== 'open') throw new Error(opened.state);
    expect(await wire.head(change.branch)).toBe(opened.headSha);
    const made = await wire.sandbox.control.readTree(place, change.branch, `clusters/c${number}`);
    expect(made).toEqual(change.files);
    const { git, signed } = [...wire.sandbox.world.store.repositories.values()][0] ?? {};
    const commit = await git?.objects.commit(opened.headSha);
    expect(commit?.message).toBe(`Create cluster blue\n\nAsked for in #1.\n\nClusterOps-Request: ${change.requestId}`);
    expect(commit?.parents).toEqual([change.base.sha]);
    expect(signed?.has(opened.headSha)).toBe(true);
    expect(opened.pull).toMatchObject({ headSha: opened.headSha, baseRef: 'main', title: 'Create cluster blue' });
  });

  test('stands on the commit it was planned for, even when the base moved on', async () => {
    const change = await fresh({ fresh: true });
    await wire.commit({ 'README.md': `# ${number}\n` });
    const opened = await wire.github.changes.ensure(change);
    expect(opened).toMatchObject({ state: 'open' });
  });
});

describe('a change that is repeated', () => {
  test.each([
    ['at once', async () => {}],
    ['after the base moved', () => wire.commit({ 'README.md': `# moved ${number}\n` })],
    ['after somebody pushed to the branch', (change: Change) => wire.commit({ 'note.txt': 'hello\n' }, change.branch)],
  ])('%s is found, not made again', async (_name, between) => {
    const change = await fresh({ fresh: true });
    const first = await wire.github.changes.ensure(change);
    await between(change);
    const again = await wire
      .reconnect()
      .changes.ensure({ ...change, fresh: false, base: { name: 'main', sha: (await wire.head()) ?? '' } });
    if (first.state !== 'open' || again.state !== 'open') throw new Error(again.state);
    expect(again).toMatchObject({ resumed: true, headSha: first.headSha, pull: { number: first.pull.number } });
    expect(await pullsOf(change.branch)).toHaveLength(1);
  });

  test('even though told that nothing exists, is found', async () => {
    const change = await fresh({ fresh: true });
    const first = await wire.github.changes.ensure(change);
    const again = await wire.github.changes.ensure(change);
    if (first.state !== 'open' || again.state !== 'open') throw new Error(again.state);
    expect(again).toMatchObject({ resumed: true, headSha: first.headSha, pull: { number: first.pull.number } });
    expect(await pullsOf(change.branch)).toHaveLength(1);
    expect(await commitsAhead(change.branch)).toBe(1);
  });

  test('after its pull request was closed and its branch removed stays closed', async () => {
    const change = await fresh();
    const first = await wire.github.changes.ensure(change);
    if (first.state !== 'open') throw new Error(first.state);
    await wire.github.pulls.close(wire.repository, first.pull.number);
    await wire.github.changes.removeBranch(wire.repository, change.branch, first.headSha);
    const again = await wire.github.changes.ensure(change);
    expect(again).toMatchObject({
      state: 'open',
      headSha: first.headSha,
      pull: { number: first.pull.number, state: 'closed' },
    });
    expect(await wire.head(change.branch)).toBeUndefined();
  });
});

describe('a change that was cut off', () => {
  test.each([
    ['before it reached GitHub', { kind: 'reset' } as const],
    ['after GitHub carried it out', { kind: 'reset', when: 'after' } as const],
    ['with a 502 after GitHub carried it out', { kind: 'status', status: 502, when: 'after' } as const],
    ['with a 500', { kind: 'status', status: 500 } as const],
  ])('%s is completed by the next try', async (_name, fault) => {
    const change = await fresh({ fresh: true });
    wire.sandbox.faults.add({ ...fault, match: { operation: 'OpenChange' }, times: 1 });
    await expect(wire.github.changes.ensure(change)).rejects.toMatchObject({ code: 'github/unavailable', retry: true });
    const again = await wire.reconnect().changes.ensure({ ...change, fresh: false });
    expect(again).toMatchObject({ state: 'open', pull: { state: 'open' } });
    expect(await pullsOf(change.branch)).toHaveLength(1);
    expect(await commitsAhead(change.branch)).toBe(1);
  });

  test.each<[string, readonly Step[]]>([
    ['its branch', ['ref']],
    ['its branch and commit', ['ref', 'commit']],
  ])('after %s is completed', async (_name, steps) => {
    const change = await fresh();
    await half(change, steps);
    const opened = await wire.github.changes.ensure(change);
    expect(opened).toMatchObject({ state: 'open', pull: { state: 'open', headRef: change.branch } });
    expect(await commitsAhead(change.branch)).toBe(1);
    expect(await pullsOf(change.branch)).toHaveLength(1);
  });

  test('after its branch alone is completed in one more request where nothing was looked up', async () => {
    const change = await fresh({ fresh: true });
    await half(change, ['ref']);
    wire.sandbox.forgetRequests();
    expect(await wire.github.changes.ensure(change)).toMatchObject({ state: 'open' });
    expect(wire.calls()).toEqual(['OpenChange']);
  });
});

/** An earlier try of the bot that stopped part of the way. */
async function half(change: Change, steps: readonly Step[]): Promise<void> {
  await wire.reconnect().permissions.of(wire.repository, { id: 1, login: 'ada' });
  const token = [...wire.sandbox.world.store.tokens.values()].at(-1)?.value ?? '';
  const client = createClient({
    graphqlUrl: `${wire.sandbox.url}/api/graphql`,
    forecast: async () => 0,
    call: async ({ send, judge }) => {
      const reply = await send();
      judge(reply);
      return reply;
    },
    send: async ({ method, url, parameters }) => {
      const headers = { authorization: `token ${token}`, 'content-type': 'application/json' };
      const response = await fetch(url, { method, headers, body: JSON.stringify(parameters) });
      return { status: response.status, headers: {}, data: await response.json() };
    },
  });
  const onto = { onto: change.base.sha, deletions: [] };
  const done = await sendSteps(
    client,
    createRepositoryBook(() => client),
    change,
    steps,
    onto,
  );
  expect(done.errors).toEqual([]);
}

describe('a branch of somebody else', () => {
  test.each([true, false])('is never adopted (told that nothing exists: %s)', async (told) => {
    const change = await fresh({ fresh: told });
    await wire.sandbox.control.commit(place, {
      branch: change.branch,
      as: 'ada',
      message: `Mine\n\nClusterOps-Request: ${change.requestId}`,
      files: { 'clusters/evil/cluster.yaml': 'kind: Cluster\n' },
    });
    const before = await wire.head(change.branch);
    expect(await wire.github.changes.ensure(change)).toEqual({ state: 'foreign branch' });
    expect(await wire.head(change.branch)).toBe(before);
    expect((await pullsOf(change.branch)).filter(({ state }) => state === 'open')).toEqual([]);
  });
});

describe('files that are on the base exactly so', () => {
  const same = { files: [{ path: 'clusters/green/cluster.yaml', content: 'kind: Cluster\n' }] };
  test.each([true, false])('are nothing to change, and leave no branch (told that they differ: %s)', async (told) => {
    const change = await fresh({ ...same, fresh: told });
    expect(await wire.github.changes.ensure(change)).toEqual({ state: 'nothing to change' });
    expect(await wire.head(change.branch)).toBeUndefined();
    expect((await pullsOf(change.branch)).filter(({ state }) => state === 'open')).toEqual([]);
  });

  test('also when only a file is to be deleted that is not there', async () => {
    const change = await fresh({ ...same, deletions: ['clusters/green/gone.yaml'] });
    expect(await wire.github.changes.ensure(change)).toEqual({ state: 'nothing to change' });
  });

  test('an edit and a deletion are one commit', async () => {
    await wire.commit({ 'clusters/red/a.yaml': 'a\n', 'clusters/red/b.yaml': 'b\n' });
    const change = await fresh({
      files: [{ path: 'clusters/red/a.yaml', content: 'changed\n' }],
      deletions: ['clusters/red/b.yaml', 'clusters/red/never-was.yaml'],
    });
    expect(await wire.github.changes.ensure(change)).toMatchObject({ state: 'open' });
    expect(await wire.sandbox.control.readTree(place, change.branch, 'clusters/red')).toEqual([
      { path: 'clusters/red/a.yaml', content: 'changed\n' },
    ]);
    expect(await commitsAhead(change.branch)).toBe(1);
  });
});

describe('removing a branch', () => {
  const branch = () => `clusterops/away-${number}`;
  test('removes it at the expected head, by compare-and-delete', async () => {
    const sha = await wire.commit({ 'x.txt': `${number}` }, branch());
    expect(await wire.github.changes.removeBranch(wire.repository, branch(), sha)).toBe('removed');
    expect(await wire.head(branch())).toBeUndefined();
    expect(await wire.github.changes.removeBranch(wire.repository, branch(), sha)).toBe('already gone');
  });

  test('keeps it when somebody pushed', async () => {
    const sha = await wire.commit({ 'x.txt': `${number}` }, branch());
    const pushed = await wire.commit({ 'y.txt': `${number}` }, branch());
    wire.sandbox.forgetRequests();
    expect(await wire.github.changes.removeBranch(wire.repository, branch(), sha)).toBe('kept');
    expect(wire.calls()).toEqual(['BranchHead']);
    expect(await wire.head(branch())).toBe(pushed);
    expect(await wire.github.tree.headOf(wire.repository, branch())).toBe(pushed);
    expect(await wire.github.tree.headOf(wire.repository, 'nowhere')).toBeUndefined();
  });

  test('that GitHub removed although its answer was lost counts as removed', async () => {
    const sha = await wire.commit({ 'x.txt': `${number}` }, branch());
    wire.sandbox.faults.add({ kind: 'reset', when: 'after', match: { operation: 'RemoveBranch' }, times: 1 });
    await expect(wire.github.changes.removeBranch(wire.repository, branch(), sha)).rejects.toMatchObject({
      retry: true,
    });
    expect(await wire.github.changes.removeBranch(wire.repository, branch(), sha)).toBe('already gone');
  });
});
