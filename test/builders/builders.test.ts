import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, test } from '@jest/globals';
import { type BuildLimits, createBuilders } from '../../src/builders/builders.ts';
import type { Recipe } from '../../src/domain/manifests/builds/recipe.ts';

const scratch = mkdtempSync(join(tmpdir(), 'clusterops-stand-ins-'));
const log = join(scratch, 'log');
afterAll(() => rmSync(scratch, { recursive: true }));
beforeEach(() => writeFileSync(log, ''));

/** A program that calls itself kustomize 5 and builds by a shell script of ours. `$root` is the folder that it is to build. */
function standIn(script: string, version = 'v5.8.1'): string {
  const folder = mkdtempSync(join(scratch, 'bin-'));
  const path = join(folder, 'kustomize');
  writeFileSync(
    path,
    `#!/bin/sh\nPATH=/usr/bin:/bin\nif [ "$1" = version ]; then echo ${version}; exit; fi\nfor root; do :; done\n${script}\n`,
  );
  chmodSync(path, 0o755);
  return folder;
}

const recipe: Recipe = {
  tool: 'kustomize',
  folder: 'clusters/shop',
  files: [
    { path: 'clusters/shop/kustomization.yaml', content: '{"resources":["../../base"]}' },
    { path: 'base/kustomization.yaml', content: '{}' },
  ],
  origins: new Map(),
  patches: new Map(),
};
const limits: BuildLimits = { time: 5_000, memory: 128 * 2 ** 20, output: 64 * 1024, total: 60_000, together: 2 };
const build = async (script: string, change: Partial<BuildLimits> = {}) => {
  const [built] = await createBuilders({ searched: [standIn(script)] }, { ...limits, ...change }).build([recipe]);
  return built;
};
const isGone = (pid: number): boolean => {
  try {
    return readFileSync(`/proc/${pid}/stat`, 'utf8').includes(') Z ');
  } catch {
    return true;
  }
};

describe('a build', () => {
  test('has its files, private to us, and nothing else; what it prints is the answer', async () => {
    const script = `cd "$root/../.." && find . -type f | sort && find . -type f -perm /077 && ls -a .. | tr '\\n' ' '`;
    expect(await build(script)).toEqual({
      state: 'built',
      printed: './base/kustomization.yaml\n./clusters/shop/kustomization.yaml\n. .. home tree ',
    });
  });

  test('where no folder can be made for it, it is not built, and says so', async () => {
    // A folder that is there and takes nothing, as on a read-only root file system.
    const builders = createBuilders({ searched: [standIn('echo a')] }, limits, '/proc');
    const [built] = await builders.build([recipe]);
    expect(built).toMatchObject({ state: 'not built', why: expect.stringContaining('could not be laid out') });
  });

  test('inherits nothing of the environment', async () => {
    process.env.CLUSTEROPS_TEST_SECRET = 'hunter2';
    const built = await build('env | cut -d= -f1 | sort | tr "\\n" " "');
    delete process.env.CLUSTEROPS_TEST_SECRET;
    expect(built).toMatchObject({ printed: expect.not.stringContaining('CLUSTEROPS') });
    expect(built).toMatchObject({ printed: expect.not.stringContaining('NODE_OPTIONS') });
  });

  test('that is refused hands on the complaint, without our paths', async () => {
    const built = await build('echo "Error: no $root/x" >&2; exit 1');
    expect(built).toEqual({ state: 'failed', complaint: 'Error: no clusters/shop/x\n' });
  });

  test('that crashes says nothing of the files', async () => {
    const built = await build('echo "panic: runtime error: index out of range" >&2; exit 2');
    expect(built).toMatchObject({
      state: 'not built',
      why: 'kustomize crashed: panic: runtime error: index out of range',
    });
  });

  test('leaves nothing behind', async () => {
    const before = readdirSync(tmpdir()).filter((name) => name.startsWith('clusterops-build-'));
    await build('mkdir -p "$HOME/x"; echo y > "$HOME/x/y"');
    expect(readdirSync(tmpdir()).filter((name) => name.startsWith('clusterops-build-'))).toEqual(before);
  });
});

describe('a limit ends it, and it counts as not built', () => {
  test('of output', async () => {
    expect(await build('exec yes')).toMatchObject({ state: 'not built', why: 'kustomize printed more than 64 KiB' });
  });

  test('of complaints', async () => {
    expect(await build('exec yes >&2')).toMatchObject({
      state: 'not built',
      why: 'kustomize printed more than 64 KiB',
    });
  });

  test('of time, with all that it started', async () => {
    const script = `sleep 1000 & echo $! >> ${log}; (sleep 1000 & echo $! >> ${log}; sleep 1000) & sleep 1000`;
    const built = await build(script, { time: 500 });
    expect(built).toMatchObject({ state: 'not built', why: 'kustomize took longer than 0.5 s' });
    const started = readFileSync(log, 'utf8').trim().split('\n').map(Number);
    expect(started.length).toBeGreaterThan(0);
    expect(started.filter((pid) => !isGone(pid))).toEqual([]);
  });

  test('of time, though what it left running keeps its output open', async () => {
    expect(await build('sleep 1000 & echo done', { time: 500 })).toMatchObject({ state: 'not built' });
  });

  test('of memory', async () => {
    const built = await build('exec dd if=/dev/zero of=/dev/null bs=1024M count=1');
    expect(built).toMatchObject({ state: 'not built', why: 'kustomize wanted more than 128 MiB of memory' });
  });

  test('of memory, met by a thread that Go begins', async () => {
    const built = await build(
      'echo "runtime/cgo: pthread_create failed: Resource temporarily unavailable" >&2; exit 2',
    );
    expect(built).toMatchObject({ state: 'not built', why: 'kustomize wanted more than 128 MiB of memory' });
  });

  test('of time for all together', async () => {
    const builders = createBuilders({ searched: [standIn('sleep 0.2')] }, { ...limits, total: 100, together: 1 });
    const states = (await builders.build([recipe, recipe, recipe])).map(({ state }) => state);
    expect(states).toEqual(['built', 'not built', 'not built']);
  });
});

test('only so many run at a time, and the answers come in the order of the questions', async () => {
  const script = `echo + >> ${log}; sleep 0.1; echo - >> ${log}; cat "$root/name"`;
  const builders = createBuilders({ searched: [standIn(script)] }, limits);
  const recipes = ['a', 'b', 'c', 'd'].map((content) => ({
    ...recipe,
    files: [...recipe.files, { path: 'clusters/shop/name', content }],
  }));
  const printed = (await builders.build(recipes)).map((each) => (each.state === 'built' ? each.printed : each.state));
  expect(printed).toEqual(['a', 'b', 'c', 'd']);
  let running = 0;
  const depths = readFileSync(log, 'utf8')
    .trim()
    .split('\n')
    .map((sign) => (running += sign === '+' ? 1 : -1));
  expect(Math.max(...depths)).toBe(2);
});

describe('a program', () => {
  const whyNot = async (settings: Parameters<typeof createBuilders>[0]) => {
    const [built] = await createBuilders(settings, limits).build([recipe]);
    return built?.state === 'not built' ? built.why : built?.state;
  };

  test('that is not installed is named, with how to have it', async () => {
    const [built] = await createBuilders({ searched: [scratch] }, limits).build([recipe]);
    expect(built).toEqual({
      state: 'not built',
      why: 'kustomize is not installed here',
      cure: 'Install kustomize, or give its path in KUSTOMIZE_PATH.',
    });
  });

  test('that is too old, or does not say its version, is not used', async () => {
    expect(await whyNot({ searched: [standIn('', 'v4.5.7')] })).toMatch(/is version 4\.5, older than 5\.0$/);
    expect(await whyNot({ searched: [standIn('', 'unknown')] })).toMatch(/does not say its version$/);
  });

  test('that a setting names is used, and only that one', async () => {
    const folder = standIn('echo set');
    expect(await whyNot({ searched: [], kustomize: join(folder, 'kustomize') })).toBe('built');
    expect(await whyNot({ searched: [folder], kustomize: join(scratch, 'gone') })).toMatch(/which is no program$/);
    expect(await whyNot({ searched: [folder], kustomize: 'off' })).toBe('KUSTOMIZE_PATH is off');
  });

  test('that was missing is found once it is installed', async () => {
    const folder = join(scratch, 'later');
    mkdirSync(folder);
    const builders = createBuilders({ searched: [folder] }, limits);
    expect((await builders.build([recipe]))[0]?.state).toBe('not built');
    writeFileSync(join(folder, 'kustomize'), readFileSync(join(standIn('echo now'), 'kustomize')), { mode: 0o755 });
    expect((await builders.build([recipe]))[0]?.state).toBe('built');
  });
});

test('a file whose path leads out of the repository is never written', async () => {
  const builders = createBuilders({ searched: [standIn('echo built')] }, limits);
  const [built] = await builders.build([{ ...recipe, files: [{ path: '../../escaped/x.yaml', content: 'x' }] }]);
  expect(built).toMatchObject({ state: 'not built', why: expect.stringContaining('leads out of the repository') });
});
