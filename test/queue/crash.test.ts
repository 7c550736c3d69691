import { type ChildProcess, spawn } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { serverDatabase, until as untilWithin } from './support/backends.ts';

const victim = fileURLToPath(new URL('./support/victim.ts', import.meta.url));

// Processes start slowly on a busy machine.
const until = (condition: () => boolean, what: string): Promise<void> => untilWithin(condition, what, 60_000);

interface Life {
  readonly child: ChildProcess;
  readonly ended: Promise<number | null>;
}

/** All that the processes of one test said, word by word. */
const createStage = (place: string) => {
  const heard = new Map<string, string[]>();
  const lives: Life[] = [];
  const ids = (word: string): readonly string[] => heard.get(word) ?? [];
  const start = (life: string, mode: 'feed' | 'hold' | 'drain'): Life => {
    const child = spawn(process.execPath, ['--no-warnings', victim, place, life, mode], {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, NODE_COMPILE_CACHE: join(tmpdir(), 'clusterops-compile-cache') },
    });
    let rest = '';
    child.stdout?.on('data', (chunk: Buffer) => {
      const lines = (rest + chunk.toString('utf8')).split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) {
        const [word = '', ...id] = line.split(' ');
        heard.set(word, [...ids(word), id.join(' ')]);
      }
    });
    child.stderr?.on('data', (chunk: Buffer) => heard.set('stderr', [...ids('stderr'), chunk.toString('utf8')]));
    const ended = new Promise<number | null>((resolve) => child.once('close', (code) => resolve(code)));
    const started = { child, ended };
    lives.push(started);
    return started;
  };
  return { ids, start, lives };
};

const places: readonly {
  readonly name: string;
  readonly make: () => Promise<{ place: string; drop: () => Promise<void> }>;
}[] = [
  {
    name: 'embedded',
    make: async () => {
      const place = mkdtempSync(join(tmpdir(), 'clusterops-crash-'));
      const template = process.env['TEST_DATABASE_TEMPLATE'];
      if (template !== undefined) cpSync(template, place, { recursive: true });
      return { place, drop: async () => rmSync(place, { recursive: true, force: true }) };
    },
  },
  ...(serverDatabase === undefined ? [] : [{ name: 'postgres', make: serverDatabase }]),
];

describe.each(places)('kill -9 on $name', ({ make }) => {
  let place = '';
  let drop: () => Promise<void>;
  let stage: ReturnType<typeof createStage>;
  beforeAll(async () => {
    ({ place, drop } = await make());
  });
  afterEach(async () => {
    for (const { child, ended } of stage.lives) {
      child.kill('SIGKILL');
      await ended;
    }
  });
  afterAll(() => drop());

  test('loses no acknowledged delivery and no acknowledged job, and leaves nothing half-held', async () => {
    stage = createStage(place);
    for (let life = 0; life < 3; life++) {
      const { child, ended } = stage.start(`life${life}`, 'feed');
      await until(() => stage.ids('open').length > life, 'the start');
      // A different moment each time: after so many acknowledgements, in whatever is under way then.
      const enough = stage.ids('added').length + 5 + 23 * life;
      await until(() => stage.ids('added').length >= enough, 'work under way');
      child.kill('SIGKILL');
      await ended;
    }
    await expect(stage.start('last', 'drain').ended).resolves.toBe(0);
    expect(stage.ids('closed')).toEqual(['last']);

    const stored = stage.ids('stored');
    const added = stage.ids('added');
    expect(stored.length).toBeGreaterThan(20);
    const handled = new Set(stage.ids('handled'));
    const ran = new Set(stage.ids('ran'));
    expect(stored.filter((id) => !handled.has(id))).toEqual([]);
    expect(stored.filter((id) => !ran.has(`of-${id}`))).toEqual([]);
    expect(added.filter((id) => !ran.has(id))).toEqual([]);
  }, 180_000);
});

// Only a server has several replicas.
if (serverDatabase !== undefined) {
  const make = serverDatabase;
  test('other replicas take over from a killed and from a frozen process; the frozen one, awake again, ends nothing twice', async () => {
    const { place, drop } = await make();
    const stage = createStage(place);
    const began = (): number => stage.ids('began').filter((id) => id === 'long').length;

    const first = stage.start('first', 'hold');
    await until(() => began() === 1, 'the first run');
    const second = stage.start('second', 'hold');
    await until(() => stage.ids('open').includes('second'), 'the second process');
    first.child.kill('SIGKILL');
    await until(() => began() === 2, 'the run by the second process');

    const third = stage.start('third', 'hold');
    await until(() => stage.ids('open').includes('third'), 'the third process');
    second.child.kill('SIGSTOP');
    await until(() => began() === 3, 'the run by the third process');
    second.child.kill('SIGCONT');
    await until(() => stage.ids('log').some((line) => line.includes('lost its leases')), 'the notice of the loss');
    for (const { child, ended } of [second, third]) {
      child.kill('SIGKILL');
      await ended;
    }
    await drop();
  }, 120_000);
}
