import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { gunzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { openScene, type Scene } from '../../support/github/scene.ts';

// Real git against the sandbox: what it serves must be a repository, not something like one.
const run = promisify(execFile);
let scene: Scene;
let folder: string;
beforeEach(async () => {
  scene = await openScene();
  folder = await mkdtemp(join(tmpdir(), 'clone-'));
});
afterEach(async () => {
  await scene.close();
  await rm(folder, { recursive: true });
});

const identity = { GIT_AUTHOR_NAME: 'Wim', GIT_AUTHOR_EMAIL: 'wim@example.com' };
const environment = {
  ...process.env,
  ...identity,
  GIT_COMMITTER_NAME: 'Wim',
  GIT_COMMITTER_EMAIL: 'wim@example.com',
  GIT_TERMINAL_PROMPT: '0',
  GIT_CONFIG_GLOBAL: '/dev/null',
};
const git = async (...args: string[]) => (await run('git', args, { cwd: folder, env: environment })).stdout.trim();
const remote = (token?: string, repository = 'fleet') =>
  `${scene.github.url.replace('://', token ? `://x-access-token:${token}@` : '://')}/octo-org/${repository}.git`;
const main = () => scene.github.control.resolve('octo-org/fleet', 'main');

async function commitFile(name: string, text: string): Promise<string> {
  await writeFile(join(folder, name), text);
  await git('add', name);
  await git('commit', '-qm', `Write ${name}`);
  return git('rev-parse', 'HEAD');
}

describe('git over HTTP', () => {
  test('clones, and fetches what the API wrote', async () => {
    await git('clone', '-q', remote(), '.');
    expect(await readFile(join(folder, 'clusters/dev/cluster.yaml'), 'utf8')).toBe('kind: Cluster\n');
    const head = await scene.github.control.commit('octo-org/fleet', {
      branch: 'main',
      as: 'wim',
      message: 'More',
      files: { 'more/ünï.txt': 'x', 'README.md': undefined },
    });
    await git('pull', '-q');
    expect(await git('rev-parse', 'HEAD')).toBe(head);
    expect(await git('-c', 'core.quotePath=off', 'ls-files')).toBe('clusters/dev/cluster.yaml\nmore/ünï.txt');
    await git('fsck', '--strict');
  });

  test('pushes, which moves the branch, tells the App, and updates the pull request', async () => {
    await git('clone', '-q', remote(scene.tokens.wim), '.');
    await git('switch', '-qc', 'topic');
    const first = await commitFile('a.txt', 'one\n');
    await git('push', '-q', 'origin', 'topic');
    expect(await scene.github.control.resolve('octo-org/fleet', 'topic')).toBe(first);
    const place = '/repos/octo-org/fleet/pulls';
    const { number } = (await scene.rest(scene.tokens.bot, 'POST', place, { title: 't', head: 'topic', base: 'main' }))
      .json;
    const second = await commitFile('a.txt', 'two\n');
    await git('push', '-q', 'origin', 'topic');
    await scene.github.idle();
    const synchronize = scene.receiver.received.find(({ payload }) => payload.action === 'synchronize');
    expect(synchronize?.payload).toMatchObject({ number, before: first, after: second, sender: { login: 'wim' } });
    await git('fetch', '-q', 'origin', `refs/pull/${number}/head`);
    expect(await git('rev-parse', 'FETCH_HEAD')).toBe(second);
  });

  test('a push of the head to the base merges the pull request', async () => {
    await git('clone', '-q', remote(scene.tokens.wim), '.');
    await git('switch', '-qc', 'topic');
    await commitFile('a.txt', 'one\n');
    await git('push', '-q', 'origin', 'topic');
    const place = '/repos/octo-org/fleet/pulls';
    const { number } = (await scene.rest(scene.tokens.bot, 'POST', place, { title: 't', head: 'topic', base: 'main' }))
      .json;
    await git('push', '-q', 'origin', 'topic:main');
    expect((await scene.rest(scene.tokens.bot, 'GET', `${place}/${number}`)).json.merged).toBe(true);
  });

  test('a deleted branch closes its pull request, which then cannot be opened again', async () => {
    const { control } = scene.github;
    await control.commit('octo-org/fleet', { branch: 'topic', as: 'wim', message: 'm', files: { 'a.txt': 'a' } });
    const place = '/repos/octo-org/fleet/pulls';
    const { number } = (await scene.rest(scene.tokens.bot, 'POST', place, { title: 't', head: 'topic', base: 'main' }))
      .json;
    await git('init', '-q');
    await git('push', '-q', remote(scene.tokens.wim), ':topic');
    expect((await scene.rest(scene.tokens.bot, 'GET', `${place}/${number}`)).json.state).toBe('closed');
    const reopened = await scene.rest(scene.tokens.bot, 'PATCH', `${place}/${number}`, { state: 'open' });
    expect(reopened.status).toBe(422);
    expect(reopened.json.errors[0].message).toMatch(/topic branch has been deleted/);
  });

  test('takes a push that git had packed, and sees refs that git packed', async () => {
    await git('clone', '-q', remote(scene.tokens.wim), '.');
    for (let index = 0; index < 5; index += 1) await commitFile(`f${index}.txt`, `${index}\n`);
    await git('push', '-q', 'origin', 'HEAD:main');
    const bare = scene.repository.git.folder;
    await run('git', ['-C', bare, 'repack', '-adq'], { env: environment });
    await run('git', ['-C', bare, 'pack-refs', '--all'], { env: environment });
    const tree = await scene.github.control.readTree('octo-org/fleet', 'main', '');
    expect(tree.map(({ path }) => path)).toContain('f4.txt');
    const created = await scene.rest(scene.tokens.bot, 'POST', '/repos/octo-org/fleet/git/refs', {
      ref: 'refs/heads/new',
      sha: await main(),
    });
    expect(created.status).toBe(201);
    expect((await scene.rest(scene.tokens.bot, 'DELETE', '/repos/octo-org/fleet/git/refs/heads/new')).status).toBe(204);
  });

  test('a reader cannot push, nobody writes refs/pull, and a private repository asks who you are', async () => {
    await git('clone', '-q', remote(scene.tokens.rex), '.');
    await commitFile('a.txt', 'one\n');
    await expect(git('push', '-q', 'origin', 'HEAD:main')).rejects.toThrow(/403/);
    await expect(git('push', '-q', remote(), 'HEAD:main')).rejects.toThrow(/terminal prompts/);
    await expect(git('push', '-q', remote(scene.tokens.wim), 'HEAD:refs/pull/7/head')).rejects.toThrow(/hidden ref/);
    await scene.github.control.createRepository('octo-org/secret', { private: true, files: { a: 'b' } });
    await expect(git('ls-remote', remote(undefined, 'secret'))).rejects.toThrow(
      /could not read Username|terminal prompts/,
    );
    await expect(git('ls-remote', remote('wrong', 'secret'))).rejects.toThrow(/not found/);
    expect(await git('ls-remote', remote(scene.tokens.bot, 'secret'))).toMatch(/refs\/heads\/main/);
  });
});

describe('a tarball', () => {
  test('is reached by a redirect and holds the tree', async () => {
    const redirect = await scene.rest(scene.tokens.bot, 'GET', '/repos/octo-org/fleet/tarball/main');
    const location = redirect.headers.get('location') ?? '';
    const bytes = gunzipSync(Buffer.from(await (await fetch(location)).arrayBuffer()));
    const sha = (await main())?.slice(0, 7);
    expect(bytes.includes(`octo-org-fleet-${sha}/clusters/dev/cluster.yaml`)).toBe(true);
    expect(bytes.includes('kind: Cluster\n')).toBe(true);
  });
});
