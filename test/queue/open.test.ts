import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { openDatabase } from '../../src/queue/open.ts';
import { recording, serverDatabase, silent } from './support/backends.ts';

describe('opening the database', () => {
  test('a folder keeps what was stored, is whole after a broken first start, has one owner, and serves as template', async () => {
    const root = mkdtempSync(join(tmpdir(), 'clusterops-open-'));
    const folder = join(root, 'a');
    // What a crash in the middle of the first start leaves behind.
    mkdirSync(join(folder, 'pgdata.new', 'base'), { recursive: true });
    writeFileSync(join(folder, 'pgdata.new', 'PG_VERSION'), '18\n');
    const first = await openDatabase({ folder, log: silent });
    await expect(openDatabase({ folder, log: silent })).rejects.toMatchObject({ code: 'queue/locked' });
    await first.close();

    const copy = await openDatabase({ folder: join(root, 'b'), template: folder, log: silent });
    await copy.settings.put('kept', 'yes');
    await copy.close();
    const again = await openDatabase({ folder: join(root, 'b'), template: folder, log: silent });
    await expect(again.settings.get('kept')).resolves.toBe('yes');
    await again.close();
    rmSync(root, { recursive: true });
  }, 120_000);

  test('a server that is not there is tried again, then named in the error without its password', async () => {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    await new Promise((resolve) => server.close(resolve));
    const log = recording();
    const opened = openDatabase({ url: `postgres://bot:hunter2@127.0.0.1:${port}/x`, log, startTries: 2 });
    await expect(opened).rejects.toMatchObject({ code: 'queue/unavailable' });
    await expect(opened).rejects.not.toThrow(/hunter2/);
    expect(log.lines.filter(({ level }) => level === 'warn')).toHaveLength(1);
  });

  if (serverDatabase !== undefined) {
    const make = serverDatabase;
    test('several replicas may start at once on an empty database', async () => {
      const { place, drop } = await make();
      const replicas = await Promise.all(Array.from({ length: 4 }, () => openDatabase({ url: place, log: silent })));
      await replicas[0]?.settings.put('shared', 'yes');
      for (const replica of replicas) await expect(replica.settings.get('shared')).resolves.toBe('yes');
      for (const replica of replicas) await replica.close();
      await drop();
    });
  }
});
