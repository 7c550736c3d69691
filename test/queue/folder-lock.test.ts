import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, symlinkSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { lockFolder } from '../../src/queue/folder-lock.ts';

describe('the lock of a folder', () => {
  let folder = '';
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'clusterops-lock-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  test('has one owner, under whatever name, until it is released', async () => {
    const release = await lockFolder(folder, 0);
    const other = `${folder}-link`;
    symlinkSync(folder, other);
    await expect(lockFolder(folder, 0)).rejects.toMatchObject({ code: 'queue/locked' });
    await expect(lockFolder(other, 0)).rejects.toMatchObject({ code: 'queue/locked' });
    rmSync(other);
    await release();
    // A process that is just being started holds the names of its parent for a moment.
    await (await lockFolder(folder))();
    expect(readdirSync(folder)).toEqual([]);
  });

  test('makes the folder, and keeps different folders apart', async () => {
    const releases = [await lockFolder(join(folder, 'a', 'b'), 0), await lockFolder(join(folder, 'c'), 0)];
    for (const release of releases) await release();
  });

  test('of several that start at once, exactly one gets it', async () => {
    const results = await Promise.allSettled(Array.from({ length: 5 }, () => lockFolder(folder, 0)));
    const won = results.filter((result) => result.status === 'fulfilled');
    expect(won).toHaveLength(1);
    for (const { value } of won) await value();
  });

  test('waits for a process that is just ending', async () => {
    const release = await lockFolder(folder, 0);
    const second = lockFolder(folder, 10_000);
    await release();
    await (await second)();
  });

  test('is free at once after a crash, though its socket is left over', async () => {
    const script = `import { lockFolder } from ${JSON.stringify(new URL('../../src/queue/folder-lock.ts', import.meta.url).href)};
      await lockFolder(${JSON.stringify(folder)}); console.log('locked'); setInterval(() => {}, 1000);`;
    const child = spawn(process.execPath, ['--no-warnings', '--input-type=module', '-e', script]);
    const ended = new Promise((resolve) => child.once('close', resolve));
    await new Promise((resolve) => child.stdout.once('data', resolve));
    await expect(lockFolder(folder, 0)).rejects.toMatchObject({ code: 'queue/locked' });
    child.kill('SIGKILL');
    await ended;
    expect(readdirSync(folder)).toEqual(['lock']);
    await (await lockFolder(folder, 0))();
  });

  test('sees an owner in another container, which shares the folder but not the names of the kernel', async () => {
    const server = createServer((socket) => socket.end('taken\n'));
    await new Promise<void>((resolve) => server.listen(join(folder, 'lock'), resolve));
    await expect(lockFolder(folder, 0)).rejects.toMatchObject({ code: 'queue/locked' });
    await new Promise((resolve) => server.close(resolve));
  });

  test('works for a folder whose path is too long for a socket', async () => {
    const long = join(folder, 'x'.repeat(120));
    const release = await lockFolder(long, 0);
    if (process.platform === 'linux') await expect(lockFolder(long, 0)).rejects.toMatchObject({ code: 'queue/locked' });
    await release();
  });
});
