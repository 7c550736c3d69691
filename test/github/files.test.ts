import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, describe, expect, test } from '@jest/globals';
import nock from 'nock';
import { blobOid } from '../../src/github/git-oid.ts';
import { api, clearStage, repository, type Stage, stage } from './support/stage.ts';

afterEach(clearStage);

const folder = 'c'.repeat(40);
const sha = 'b'.repeat(40);

function given(entries: readonly object[], blob: (oid: string) => unknown): Stage {
  const at = stage();
  at.on('TreeAt', () => ({
    data: { repository: { commit: { oid: sha }, folder: { __typename: 'Tree', oid: folder } } },
  }));
  at.on('ReadBlobs', (variables) => ({
    data: {
      repository: Object.fromEntries(
        Object.entries(variables)
          .filter(([name]) => name.startsWith('oid'))
          .map(([name, oid]) => [name.replace('oid', 'blob'), blob(String(oid))]),
      ),
    },
  }));
  nock(api).get(`/repos/acme/clusters/git/trees/${folder}?recursive=1`).reply(200, { truncated: false, tree: entries });
  return at;
}
const entry = (path: string, bytes: Uint8Array, mode = '100644', type = 'blob') => ({
  path,
  mode,
  type,
  sha: blobOid(bytes),
  size: bytes.length,
});
const read = (at: Stage) => at.github.tree.files(repository, sha, 'clusters');

test('links and submodules are listed, not followed', async () => {
  const at = given(
    [
      entry('link.yaml', Buffer.from('/etc/passwd'), '120000'),
      entry('module', Buffer.from('x'), '160000', 'commit'),
      entry('sub', Buffer.from('x'), '040000', 'tree'),
    ],
    () => null,
  );
  expect(await read(at)).toEqual({
    files: [],
    unread: [
      { path: 'clusters/link.yaml', why: 'it is a symbolic link' },
      { path: 'clusters/module', why: 'it is a submodule' },
    ],
  });
});

describe('a folder that is a blob', () => {
  const asked = async (mode: number, only?: (path: string) => boolean) => {
    const at = stage();
    at.on('TreeAt', () => ({
      data: { repository: { commit: { oid: sha }, folder: { __typename: 'Blob', oid: folder } } },
    }));
    at.on('EntriesAt', ({ expression }) => {
      const entries = expression === `${sha}:platform` ? [{ name: 'templates', mode }] : [];
      return { data: { repository: { folder: { __typename: 'Tree', entries } } } };
    });
    return at.github.tree.files(repository, sha, 'platform/templates', only);
  };

  test.each([
    ['a link', 0o120000, [{ path: 'platform/templates', why: 'it is a symbolic link' }]],
    ['a file', 0o100644, []],
  ])('%s', async (_what, mode, unread) => {
    expect(await asked(mode)).toEqual({ files: [], unread });
  });

  test.each([
    ['a link', 0o120000, [{ path: 'platform/templates', why: 'it is a symbolic link' }]],
    ['a file', 0o100644, []],
  ])('%s where a folder above would be', async (_what, mode, unread) => {
    const at = stage();
    at.on('TreeAt', ({ above0, above1, above2 }) => {
      expect([above0, above1, above2]).toEqual([`${sha}:platform`, `${sha}:platform/templates`, undefined]);
      const [above, blob] = [{ __typename: 'Tree' }, { __typename: 'Blob' }];
      return { data: { repository: { commit: { oid: sha }, folder: null, above0: above, above1: blob } } };
    });
    at.on('EntriesAt', () => ({
      data: { repository: { folder: { __typename: 'Tree', entries: [{ name: 'templates', mode }] } } },
    }));
    expect(await at.github.tree.files(repository, sha, 'platform/templates/aws')).toEqual({ files: [], unread });
  });

  test('a link that nobody needs', async () => {
    expect(await asked(0o120000, (path) => path.endsWith('.yaml'))).toEqual({ files: [], unread: [] });
  });
});

test('text that does not hash to its own id is read again as it is', async () => {
  const text = Buffer.from('name: blüe\n');
  const at = given([entry('a.yaml', text)], (oid) => ({
    oid,
    text: 'name: bl?e\n',
    isBinary: false,
    isTruncated: false,
  }));
  nock(api)
    .get(`/repos/acme/clusters/git/blobs/${blobOid(text)}`)
    .reply(200, { content: text.toString('base64').replace(/(.{4})/g, '$1\n'), encoding: 'base64' });
  expect((await read(at)).files).toEqual([{ path: 'clusters/a.yaml', content: 'name: blüe\n' }]);
});

test('what is not UTF-8 is listed, never guessed at', async () => {
  const latin = Buffer.from('name: blüe\n', 'latin1');
  const at = given([entry('a.yaml', latin)], (oid) => ({
    oid,
    text: 'name: bl�e\n',
    isBinary: false,
    isTruncated: false,
  }));
  nock(api)
    .get(`/repos/acme/clusters/git/blobs/${blobOid(latin)}`)
    .reply(200, { content: latin.toString('base64'), encoding: 'base64' });
  expect(await read(at)).toEqual({ files: [], unread: [{ path: 'clusters/a.yaml', why: 'it is not UTF-8 text' }] });
});

test('a list that GitHub cut is a fault, not a shorter list', async () => {
  const at = stage();
  at.on('TreeAt', () => ({
    data: { repository: { commit: { oid: sha }, folder: { __typename: 'Tree', oid: folder } } },
  }));
  nock(api).get(`/repos/acme/clusters/git/trees/${folder}?recursive=1`).reply(200, { truncated: true, tree: [] });
  await expect(read(at)).rejects.toMatchObject({ code: 'github/refused' });
});

describe('a whole fleet', () => {
  const root = mkdtempSync(join(tmpdir(), 'clusterops-archive-'));
  afterAll(() => rmSync(root, { recursive: true, force: true }));
  const git = (...args: readonly string[]) =>
    execFileSync('git', ['-C', root, '-c', 'user.name=a', '-c', 'user.email=a@b', ...args], {
      maxBuffer: 64 * 1024 * 1024,
    });
  const long = `${'long-'.repeat(25)}name.yaml`;
  const texts = new Map([
    ...Array.from({ length: 600 }, (_, index): [string, string] => [`${index}.yaml`, `name: cluster-${index}\n`]),
    [long, 'name: long\n'],
    ['left-out.yaml', 'name: left-out\n'],
    ['substituted.yaml', 'name: $Format:%H$\n'],
  ]);
  const archive = (): Buffer => {
    git('init', '-q');
    mkdirSync(join(root, 'clusters'), { recursive: true });
    for (const [path, text] of texts) writeFileSync(join(root, 'clusters', path), text);
    writeFileSync(join(root, '.gitattributes'), 'left-out.yaml export-ignore\nsubstituted.yaml export-subst\n');
    writeFileSync(join(root, 'large.bin'), Buffer.alloc(300_000, 1));
    git('add', '.');
    git('commit', '-qm', 'all', '--allow-empty');
    return git('archive', '--format=tar.gz', '--prefix=acme-clusters-1/', 'HEAD');
  };
  const fleet = () => {
    const byOid = new Map([...texts.values()].map((text) => [blobOid(text), text]));
    return given(
      [...texts].map(([path, text]) => entry(path, Buffer.from(text))),
      (oid) => ({ oid, text: byOid.get(oid), isBinary: false, isTruncated: false }),
    );
  };
  const redirected = (status: number, body: Buffer | string = '') => {
    nock(api).get(`/repos/acme/clusters/tarball/${sha}`).reply(302, '', { location: 'http://codeload.local/archive' });
    nock('http://codeload.local').get('/archive').reply(status, body, { 'content-type': 'application/x-gzip' });
  };
  const all = [...texts].map(([path, content]) => ({ path: `clusters/${path}`, content }));
  const blobs = ({ operations }: Stage) => operations.filter(({ name }) => name === 'ReadBlobs').length;

  test('is read as one archive; what is not in it as it stands in Git is read by itself', async () => {
    const at = fleet();
    redirected(200, archive());
    expect(await read(at)).toEqual({ files: all, unread: [] });
    expect(blobs(at)).toBe(1);
  });

  test.each([
    ['cut off', 200, () => archive().subarray(0, 2_000)],
    ['no archive', 200, () => 'not gzip'],
    ['not there', 404, () => 'Not Found'],
  ])('is read file by file where the archive is %s', async (_case, status, body) => {
    const at = fleet();
    redirected(status, body());
    expect(await read(at)).toEqual({ files: all, unread: [] });
    expect(blobs(at)).toBeGreaterThan(4);
  });
});

test('contents that were read are not asked for again, those of a whole fleet', async () => {
  const texts = new Map(
    Array.from({ length: 3_000 }, (_, index) => `name: cluster-${index}\n`).map((text) => [
      blobOid(Buffer.from(text)),
      text,
    ]),
  );
  const entries = (folder: string) =>
    [...texts.values()].map((text, index) => entry(`${folder}/${index}.yaml`, Buffer.from(text)));
  const at = given(entries('a'), (oid) => ({ oid, text: texts.get(oid), isBinary: false, isTruncated: false }));
  const next = 'e'.repeat(40);
  nock(api)
    .get(`/repos/acme/clusters/git/trees/${next}?recursive=1`)
    .reply(200, { truncated: false, tree: entries('moved') });
  nock(api).get(`/repos/acme/clusters/tarball/${sha}`).reply(404);
  const asked = () => at.operations.filter(({ name }) => name === 'ReadBlobs').length;
  await read(at);
  expect(asked()).toBe(30);
  expect((await at.github.tree.filesOf(repository, next, 'clusters')).files[7]).toEqual({
    path: 'clusters/moved/7.yaml',
    content: 'name: cluster-7\n',
  });
  expect(asked()).toBe(30);
});
