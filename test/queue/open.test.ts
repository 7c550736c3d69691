import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { openDatabase } from '../../src/queue/open.ts';
import { recording, serverDatabase, silent } from './support/backends.ts';

describe('opening the database', () => {
  test('a folder keeps what was stored, and no second process gets it meanwhile', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'clusterops-open-'));
    const first = await openDatabase({ folder, log: silent });
    await first.settings.put('kept', 'yes');
    await expect(openDatabase({ folder, log: silent })).rejects.toMatchObject({ code: 'queue/locked' });
    await first.close();
    const second = await openDatabase({ folder, log: silent });
    await expect(second.settings.get('kept')).resolves.toBe('yes');
    await second.close();
    rmSync(folder, { recursive: true });
  }, 60_000);

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
