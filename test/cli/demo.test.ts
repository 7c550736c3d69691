import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'clusterops-demo-test-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Takes a port of loopback, unless somebody else has it. */
async function hold(port: number): Promise<() => void> {
  const server = createServer();
  await new Promise<void>((resolve) => {
    server.once('error', () => resolve());
    server.listen(port, '127.0.0.1', resolve);
  });
  return () => server.close();
}

describe('demo --keep', () => {
  test('takes another port where its own is taken, and leaves nothing behind when its terminal is closed', async () => {
    const release = await hold(3100);
    const main = join(import.meta.dirname, '../../src/cli/main.ts');
    const demo = spawn(process.execPath, [main, 'demo', '--keep'], {
      cwd: folder,
      env: { PATH: process.env['PATH'], HOME: process.env['HOME'], TMPDIR: folder },
    });
    const said: string[] = [];
    let errors = '';
    demo.stderr.on('data', (chunk: Buffer) => {
      errors += chunk;
    });
    const ended = once(demo, 'exit');
    createInterface({ input: demo.stdout }).on('line', (line) => {
      said.push(line);
      if (line.includes('the bot is starting')) demo.kill('SIGHUP');
    });
    const [code, signal] = await ended;
    release();
    expect(said.join('\n')).toMatch(/a local GitHub at http:\/\/127\.0\.0\.1:(?!3100\/)\d+\/acme\/platform/);
    expect([code, signal, errors]).toEqual([1, null, expect.stringContaining('Stopped by SIGHUP')]);
    expect(readdirSync(folder).filter((name) => /clusterops|sandbox/.test(name))).toEqual([]);
  });
});
