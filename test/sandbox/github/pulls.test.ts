import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { openScene, type Scene } from '../../support/github/scene.ts';

let scene: Scene;
beforeEach(async () => {
  scene = await openScene({ files: { 'README.md': 'one\ntwo\nthree\n', 'clusters/dev/cluster.yaml': 'a: 1\n' } });
});
afterEach(() => scene.close());

const place = '/repos/octo-org/fleet';
const bot = (method: string, path: string, body?: unknown) => scene.rest(scene.tokens.bot, method, place + path, body);
const commit = (branch: string, files: Readonly<Record<string, string | undefined>>, message = 'Change') =>
  scene.github.control.commit('octo-org/fleet', { branch, as: 'wim', message, files });
const open = (head: string, more = {}) => bot('POST', '/pulls', { title: 'A change', head, base: 'main', ...more });
const files = async (revision: string) =>
  Object.fromEntries(
    (await scene.github.control.readTree('octo-org/fleet', revision, '')).map(({ path, content }) => [path, content]),
  );

describe('opening', () => {
  test.each([
    ['from a branch that is not there', { head: 'nowhere' }, /Head sha can't be blank/],
    ['into a branch that is not there', { base: 'nowhere' }, /Base ref must be a branch/],
    ['without a commit', { head: 'same' }, /No commits between main and same/],
    ['without a title', { title: ' ' }, /Title can't be blank/],
  ])('%s is refused', async (_what, change, message) => {
    await commit('topic', { a: 'b' });
    const sha = await scene.github.control.resolve('octo-org/fleet', 'main');
    await bot('POST', '/git/refs', { ref: 'refs/heads/same', sha });
    const answer = await open('topic', change);
    expect(answer.status).toBe(422);
    expect(answer.json.errors[0].message).toMatch(message);
  });

  test('twice is refused while the first is open', async () => {
    await commit('topic', { a: 'b' });
    const first = (await open('topic')).json.number;
    const answer = await open('topic');
    expect(answer.json).toMatchObject({
      message: 'Validation Failed',
      errors: [{ resource: 'PullRequest', message: 'A pull request already exists for octo-org:topic.' }],
    });
    await bot('PATCH', `/pulls/${first}`, { state: 'closed' });
    expect((await open('topic')).status).toBe(201);
  });

  test('counts and lists what it changes, renames too, against the point where it left', async () => {
    await commit('topic', {
      'README.md': 'one\n2\nthree\n',
      'clusters/dev/cluster.yaml': undefined,
      'clusters/prod/cluster.yaml': 'a: 1\n',
      'new.txt': 'x',
    });
    await commit('main', { 'unrelated.txt': 'later\n' });
    const { json } = await open('topic');
    expect(json).toMatchObject({ changed_files: 3, commits: 1, mergeable: true, mergeable_state: 'clean' });
    const listed = (await bot('GET', `/pulls/${json.number}/files`)).json;
    expect(listed.map((file: { filename: string; status: string }) => [file.filename, file.status])).toEqual([
      ['README.md', 'modified'],
      ['clusters/prod/cluster.yaml', 'renamed'],
      ['new.txt', 'added'],
    ]);
    expect(listed[0].patch).toBe('@@ -1,3 +1,3 @@\n one\n-two\n+2\n three');
    expect(listed[1].previous_filename).toBe('clusters/dev/cluster.yaml');
    expect(listed[2].patch).toBe('@@ -0,0 +1 @@\n+x\n\\ No newline at end of file');
  });
});

describe('merging', () => {
  test.each([
    ['merge', 2, 'Merge pull request #1 from octo-org/topic\n\nA change'],
    ['squash', 1, 'A change (#1)\n\n* first\n\n* second'],
    ['rebase', 1, 'second'],
  ])('by %s brings both sides together', async (method, parents, message) => {
    await commit('topic', { a: '1' }, 'first');
    await commit('topic', { b: '2' }, 'second');
    await commit('main', { c: '3' });
    const { number } = (await open('topic')).json;
    const { json } = await bot('PUT', `/pulls/${number}/merge`, { merge_method: method });
    expect(await files('main')).toMatchObject({ a: '1', b: '2', c: '3' });
    const merged = (await bot('GET', `/commits/${json.sha}`)).json;
    expect(merged.parents).toHaveLength(parents);
    expect(merged.commit.message).toBe(message);
    expect(merged.commit.verification.verified).toBe(true);
    expect((await bot('GET', `/pulls/${number}`)).json).toMatchObject({
      merged: true,
      state: 'closed',
      merge_commit_sha: json.sha,
      merged_by: { login: 'cluster-bot[bot]' },
    });
  });

  test('of both sides of one file works line by line', async () => {
    await commit('topic', { 'README.md': 'ONE\ntwo\nthree\n' });
    await commit('main', { 'README.md': 'one\ntwo\nTHREE\n' });
    const { number } = (await open('topic')).json;
    await bot('PUT', `/pulls/${number}/merge`);
    expect((await files('main'))['README.md']).toBe('ONE\ntwo\nTHREE\n');
  });

  test('is refused in conflict, as a draft, twice, and when the head has moved', async () => {
    const first = await commit('topic', { 'README.md': 'mine\n' });
    const { number } = (await open('topic', { draft: true })).json;
    const merge = async (body = {}) => {
      const answer = await bot('PUT', `/pulls/${number}/merge`, body);
      return [answer.status, answer.json.message];
    };
    expect(await merge()).toEqual([405, 'Pull Request is still a draft']);
    const { nodeId } = scene.github.world.store.issues.get(scene.repository.id)?.get(number) ?? {};
    await scene.graphql(
      scene.tokens.bot,
      'mutation($id: ID!) { markPullRequestReadyForReview(input: {pullRequestId: $id}) { pullRequest { isDraft } } }',
      { id: nodeId },
    );
    await commit('topic', { 'other.txt': 'x' });
    expect(await merge({ sha: first })).toEqual([409, 'Head branch was modified. Review and try the merge again.']);
    await commit('main', { 'README.md': 'yours\n' });
    expect((await bot('GET', `/pulls/${number}`)).json).toMatchObject({ mergeable: false, mergeable_state: 'dirty' });
    expect(await merge()).toEqual([405, 'Pull Request is not mergeable']);
    await commit('topic', { 'README.md': 'one\ntwo\nthree\n' });
    expect((await merge())[0]).toBe(200);
    expect(await merge()).toEqual([405, 'Pull Request is not mergeable']);
  });

  test('waits for required checks', async () => {
    scene.github.control.protect('octo-org/fleet', 'main', ['Plan']);
    const head = await commit('topic', { a: 'b' });
    const { number } = (await open('topic')).json;
    const merge = async () => (await bot('PUT', `/pulls/${number}/merge`)).status;
    expect(await merge()).toBe(405);
    expect((await bot('GET', `/pulls/${number}`)).json.mergeable_state).toBe('blocked');
    const run = (await bot('POST', '/check-runs', { name: 'Plan', head_sha: head, status: 'in_progress' })).json.id;
    expect(await merge()).toBe(405);
    await bot('PATCH', `/check-runs/${run}`, { conclusion: 'failure', status: 'completed' });
    expect(await merge()).toBe(405);
    await bot('POST', '/check-runs', { name: 'Plan', head_sha: head, status: 'completed', conclusion: 'neutral' });
    expect(await merge()).toBe(200);
  });
});

describe('comparing', () => {
  test.each([
    ['main...topic', 'diverged', 1, 1],
    ['topic...topic', 'identical', 0, 0],
    ['base...topic', 'ahead', 1, 0],
    ['topic...base', 'behind', 0, 1],
  ])('%s is %s', async (basehead, status, ahead, behind) => {
    const sha = await scene.github.control.resolve('octo-org/fleet', 'main');
    await bot('POST', '/git/refs', { ref: 'refs/heads/base', sha });
    await commit('topic', { a: 'b' });
    await commit('main', { c: 'd' });
    expect((await bot('GET', `/compare/${basehead}`)).json).toMatchObject({
      status,
      ahead_by: ahead,
      behind_by: behind,
      merge_base_commit: { sha: basehead.startsWith('topic...topic') ? expect.any(String) : sha },
    });
  });
});

describe('listing', () => {
  test('pages by Link headers', async () => {
    for (let index = 1; index <= 5; index += 1) {
      await commit(`topic-${index}`, { [`f${index}`]: 'x' });
      await open(`topic-${index}`);
    }
    const first = await bot('GET', '/pulls?per_page=2&direction=asc');
    expect(first.json.map(({ number }: { number: number }) => number)).toEqual([1, 2]);
    expect(first.headers.get('link')).toMatch(/page=2>; rel="next".*page=3>; rel="last"/);
    const last = await bot('GET', '/pulls?per_page=2&direction=asc&page=3');
    expect(last.json.map(({ number }: { number: number }) => number)).toEqual([5]);
    expect(last.headers.get('link')).toMatch(/rel="prev".*rel="first"/);
    expect(last.headers.get('link')).not.toMatch(/rel="next"/);
  });
});

describe('pull requests of a commit', () => {
  test('are the open ones that have it, and the merged one once it has landed', async () => {
    const first = await commit('topic', { a: '1' });
    await commit('topic', { b: '2' });
    const { number } = (await open('topic')).json;
    await bot('POST', '/git/refs', { ref: 'refs/heads/twin', sha: first });
    const twin = (await open('twin')).json.number;
    const numbers = async () => {
      const query = `query { repository(owner: "octo-org", name: "fleet") { object(oid: "${first}") {
        ... on Commit { associatedPullRequests(first: 9) { nodes { number } } } } } }`;
      const answer = await scene.graphql<{
        repository: { object: { associatedPullRequests: { nodes: { number: number }[] } } };
      }>(scene.tokens.bot, query);
      return answer.data.repository.object.associatedPullRequests.nodes.map((node) => node.number);
    };
    expect(await numbers()).toEqual([number, twin]);
    await bot('PATCH', `/pulls/${twin}`, { state: 'closed' });
    expect(await numbers()).toEqual([number]);
    await bot('PUT', `/pulls/${number}/merge`);
    expect(await numbers()).toEqual([number]);
  });
});
