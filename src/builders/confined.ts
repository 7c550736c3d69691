import { spawn } from 'node:child_process';
import { access, constants } from 'node:fs/promises';

export interface Limits {
  /** Milliseconds. */
  readonly time: number;
  /** Bytes of memory that the program may write to. */
  readonly memory: number;
  /** Bytes that it may print. */
  readonly output: number;
}

export type Ended =
  | { readonly state: 'ended'; readonly code: number; readonly stdout: string; readonly stderr: string }
  | { readonly state: 'stopped'; readonly why: 'time' | 'output' }
  | { readonly state: 'not started'; readonly why: string };

export interface Command {
  readonly program: string;
  readonly args: readonly string[];
  readonly cwd: string;
  /** The whole environment. */
  readonly env: Readonly<Record<string, string>>;
}

/** Words of an error are of no use beyond this. */
const mostComplaint = 64 * 1024;

/**
 * `ulimit -d` bounds what Go's runtime maps writable, and so holds for the heap (`-v` counts what it only reserves; GOMEMLIMIT is
 * but a wish). `-t` ends one that outlives us, `-f` one that fills the disk. Systems that do not know a limit go without it.
 */
const wrapper =
  'ulimit -d "$1" 2>/dev/null; ulimit -t "$2" 2>/dev/null; ulimit -f 65536 2>/dev/null; shift 2; exec "$@"';

/** Runs a program to its end within limits; at a limit the program and all that it started is killed. */
export async function runConfined(command: Command, limits: Limits): Promise<Ended> {
  const { program, args, cwd, env } = command;
  const bounds = [String(Math.ceil(limits.memory / 1024)), String(Math.ceil(limits.time / 1000) + 1)];
  const net = await withoutNetwork();
  const child = spawn('/bin/sh', ['-c', wrapper, 'sh', ...bounds, ...net, program, ...args], {
    cwd,
    env: { ...env },
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  return new Promise((resolve) => {
    const stdout: Buffer[] = [];
    const stderr: Buffer[] = [];
    let printed = 0;
    let complained = 0;
    let stopped: 'time' | 'output' | undefined;
    const kill = (): void => {
      try {
        // The whole group: what the program started ends with it.
        if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
      } catch {
        // It has ended already.
      }
    };
    const stop = (why: 'time' | 'output'): void => {
      stopped ??= why;
      kill();
      child.stdout.destroy();
      child.stderr.destroy();
    };
    const timer = setTimeout(() => stop('time'), limits.time);
    child.stdout.on('data', (chunk: Buffer) => {
      printed += chunk.length;
      if (printed > limits.output) stop('output');
      else stdout.push(chunk);
    });
    child.stderr.on('data', (chunk: Buffer) => {
      if (complained < mostComplaint) stderr.push(chunk);
      complained += chunk.length;
      if (complained > limits.output) stop('output');
    });
    child.once('error', (error) => {
      clearTimeout(timer);
      resolve({ state: 'not started', why: error.message });
    });
    child.once('close', (code, signal) => {
      clearTimeout(timer);
      kill();
      if (stopped !== undefined) resolve({ state: 'stopped', why: stopped });
      else if (signal === 'SIGXCPU') resolve({ state: 'stopped', why: 'time' });
      else resolve({ state: 'ended', code: code ?? -1, stdout: text(stdout), stderr: text(stderr) });
    });
  });
}

function text(chunks: readonly Buffer[]): string {
  return Buffer.concat(chunks).toString('utf8');
}

let namespace: Promise<readonly string[]> | undefined;

/** What to put before a command so that it has no network; nothing where this system does not permit it. */
function withoutNetwork(): Promise<readonly string[]> {
  namespace ??= (async () => {
    const program = await firstThatRuns(['/usr/bin/unshare', '/bin/unshare']);
    if (process.platform !== 'linux' || program === undefined) return [];
    for (const flags of [['--net'], ['--user', '--map-current-user', '--net']]) {
      if (await succeeds(program, [...flags, '--', '/bin/true'])) return [program, ...flags, '--'];
    }
    return [];
  })();
  return namespace;
}

function succeeds(program: string, args: readonly string[]): Promise<boolean> {
  return new Promise((resolve) => {
    const child = spawn(program, [...args], { env: {}, stdio: 'ignore' });
    child.once('error', () => resolve(false));
    child.once('close', (code) => resolve(code === 0));
  });
}

/** The first of these paths that is a program. */
export async function firstThatRuns(paths: readonly string[]): Promise<string | undefined> {
  for (const path of paths) {
    try {
      await access(path, constants.X_OK);
      return path;
    } catch {
      // The next may be.
    }
  }
  return undefined;
}
