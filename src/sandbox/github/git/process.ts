import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { env } from 'node:process';
import type { GitObject, ObjectType } from './objects.ts';

// Neither the machine's nor the person's git settings may change what the sandbox does; only the way to the binary is
// inherited.
const quietEnvironment = {
  PATH: env.PATH ?? '',
  HOME: '/nonexistent',
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_TERMINAL_PROMPT: '0',
  LC_ALL: 'C',
};

export interface GitResult {
  readonly code: number;
  readonly stdout: Buffer;
  readonly stderr: string;
}

/** Environment for every git process. */
export function gitEnvironment(extra: Readonly<Record<string, string>> = {}): Record<string, string> {
  return { ...quietEnvironment, ...extra };
}

/** Runs git once; resolves whatever its exit code. Throws when there is no git binary. */
export function runGit(folder: string, args: readonly string[], input?: string | Buffer): Promise<GitResult> {
  return new Promise((resolve, reject) => {
    const child = spawn('git', args, { cwd: folder, env: gitEnvironment() });
    const stdout: Buffer[] = [];
    const stderr: Buffer[] = [];
    child.stdout.on('data', (chunk: Buffer) => stdout.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => stderr.push(chunk));
    child.stdin.on('error', () => {
      // git may end before it has read all; its exit code tells
    });
    child.on('error', reject);
    child.on('close', (code) =>
      resolve({ code: code ?? 1, stdout: Buffer.concat(stdout), stderr: Buffer.concat(stderr).toString() }),
    );
    child.stdin.end(input);
  });
}

/** One long-lived `git cat-file --batch`, started at the first question. */
export function openObjectReader(folder: string): {
  read(oid: string): Promise<GitObject | undefined>;
  close(): void;
} {
  let child: ChildProcessWithoutNullStreams | undefined;
  let buffered = Buffer.alloc(0);
  const waiting: ((found: GitObject | undefined) => void)[] = [];

  const take = () => {
    for (;;) {
      const line = buffered.indexOf(0x0a);
      if (line < 0 || waiting.length === 0) return;
      const [, type, size] = buffered.toString('latin1', 0, line).split(' ');
      if (size === undefined) {
        buffered = buffered.subarray(line + 1);
        waiting.shift()?.(undefined);
        continue;
      }
      const end = line + 1 + Number(size);
      if (buffered.length < end + 1) return;
      const bytes = Buffer.from(buffered.subarray(line + 1, end));
      buffered = buffered.subarray(end + 1);
      waiting.shift()?.({ type: type as ObjectType, bytes });
    }
  };
  const start = () => {
    const started = spawn('git', ['cat-file', '--batch'], { cwd: folder, env: gitEnvironment() });
    started.stdout.on('data', (chunk: Buffer) => {
      buffered = Buffer.concat([buffered, chunk]);
      take();
    });
    started.on('close', () => {
      child = undefined;
      buffered = Buffer.alloc(0);
      for (const answer of waiting.splice(0)) answer(undefined);
    });
    started.on('error', () => started.emit('close'));
    started.stdin.on('error', () => undefined);
    return started;
  };

  return {
    read: (oid) =>
      new Promise((resolve) => {
        child ??= start();
        waiting.push(resolve);
        child.stdin.write(`${oid}\n`);
      }),
    close: () => child?.stdin.end(),
  };
}
