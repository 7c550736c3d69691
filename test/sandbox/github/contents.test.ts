import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { openScene, type Scene } from '../../support/github/scene.ts';

let scene: Scene;
const big = 'x'.repeat(1_048_577);
beforeAll(async () => {
  scene = await openScene({
    files: { 'README.md': '# Fleet\n', 'a/b/c.txt': 'deep\n', 'a/d.txt': 'x', 'ünï cödé.txt': 'ü', 'big.txt': big },
  });
});
afterAll(() => scene.close());

const get = (path: string, accept?: string) =>
  scene.rest(scene.tokens.bot, 'GET', `/repos/octo-org/fleet${path}`, undefined, accept ? { accept } : {});
const rawType = 'application/vnd.github.raw+json';

describe('contents', () => {
  test.each([
    ['/contents/README.md', '# Fleet\n'],
    ['/contents/a/b/c.txt', 'deep\n'],
    ['/contents/a%2Fb%2Fc.txt?ref=main', 'deep\n'],
    [`/contents/${encodeURIComponent('ünï cödé.txt')}`, 'ü'],
  ])('%s is read as JSON and raw', async (path, text) => {
    const { json } = await get(path);
    expect(Buffer.from(json.content, 'base64').toString()).toBe(text);
    expect((await get(path, rawType)).bytes.toString()).toBe(text);
    expect((await get(path, 'application/vnd.github.v3.raw')).bytes.toString()).toBe(text);
  });

  test('of a folder are listed', async () => {
    const list = (await get('/contents/a')).json;
    expect(list.map(({ name, type, path }: Record<string, string>) => [name, type, path])).toEqual([
      ['b', 'dir', 'a/b'],
      ['d.txt', 'file', 'a/d.txt'],
    ]);
  });

  test('above a megabyte are only raw', async () => {
    expect((await get('/contents/big.txt')).json).toMatchObject({ content: '', encoding: 'none', size: big.length });
    expect((await get('/contents/big.txt', rawType)).bytes).toHaveLength(big.length);
  });

  test.each(['/contents/none', '/contents/README.md/deeper', '/contents/README.md?ref=none'])(
    '%s is not found',
    async (path) => {
      expect((await get(path)).status).toBe(404);
    },
  );
});

describe('trees and blobs', () => {
  test('are listed in full, or cut short and said so', async () => {
    const whole = (await get('/git/trees/main?recursive=1')).json;
    expect(whole.truncated).toBe(false);
    expect(whole.tree.map(({ path }: { path: string }) => path)).toContain('a/b/c.txt');
    scene.github.world.limits.treeEntries = 2;
    const cut = (await get('/git/trees/main?recursive=1')).json;
    scene.github.world.limits.treeEntries = 100_000;
    expect([cut.truncated, cut.tree.length]).toEqual([true, 2]);
  });

  test('are read raw', async () => {
    const { tree } = (await get('/git/trees/main')).json;
    const { sha } = tree.find(({ path }: { path: string }) => path === 'README.md');
    expect((await get(`/git/blobs/${sha}`, rawType)).bytes.toString()).toBe('# Fleet\n');
    expect((await get(`/git/blobs/${'0'.repeat(40)}`)).status).toBe(404);
  });

  test('of an empty repository answer 409', async () => {
    await scene.github.control.createRepository('octo-org/blank');
    const answer = await scene.rest(scene.tokens.bot, 'GET', '/repos/octo-org/blank/git/trees/main');
    expect([answer.status, answer.json.message]).toEqual([409, 'Git Repository is empty.']);
  });
});

describe('what an engine follows', () => {
  test('is read by branch or commit', async () => {
    const { control } = scene.github;
    const sha = await control.resolve('octo-org/fleet', 'main');
    expect(await control.resolve('octo-org/fleet', 'HEAD')).toBe(sha);
    expect(await control.resolve('octo-org/fleet', 'refs/heads/main')).toBe(sha);
    expect(await control.resolve('octo-org/fleet', 'none')).toBeUndefined();
    expect(await control.readTree('octo-org/fleet', sha ?? '', 'a')).toEqual([
      { path: 'a/b/c.txt', content: 'deep\n' },
      { path: 'a/d.txt', content: 'x' },
    ]);
    expect(await control.readTree('octo-org/fleet', 'main', 'none')).toEqual([]);
  });
});

describe('recovery by reading', () => {
  test('lists comments and issues since a moment, in order, by pages', async () => {
    const { control } = scene.github;
    const { number } = await control.openIssue('octo-org/fleet', 'wim', { title: 'x' });
    for (const body of ['one', 'two', 'three']) control.comment('octo-org/fleet', number, 'wim', body);
    const bodies = async (query: string) =>
      (await get(`/issues/comments?${query}`)).json.map(({ body }: { body: string }) => body);
    expect(await bodies('sort=created&direction=asc&per_page=2')).toEqual(['one', 'two']);
    expect(await bodies('sort=created&direction=asc&per_page=2&page=2')).toEqual(['three']);
    expect(await bodies('sort=created&direction=desc')).toEqual(['three', 'two', 'one']);
    expect(await bodies('since=2999-01-01T00:00:00Z')).toEqual([]);
    expect((await get('/issues?since=2999-01-01T00:00:00Z&state=all')).json).toEqual([]);
    expect((await get('/issues?state=all&since=2020-01-01T00:00:00Z')).json).toHaveLength(1);
  });
});
