import { spawn } from 'node:child_process';
import { closeSync, mkdirSync, openSync, readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { dirname } from 'node:path';
import { note } from './cpu-time.ts';

/** A program that runs until it is stopped. */
export interface Running {
  readonly name: string;
  readonly ended: () => boolean;
  readonly signal: (signal: NodeJS.Signals) => void;
  /** SIGTERM, and SIGKILL ten seconds later; resolves when it has ended. */
  readonly stop: () => Promise<void>;
  /** SIGKILL; resolves when it has ended. */
  readonly kill: () => Promise<void>;
  /** The last lines that it printed. */
  readonly tail: () => string;
  /** Whether it has printed this. */
  readonly logged: (text: string | RegExp) => boolean;
}

/** Starts a program; what it prints goes into the file `log`, after what is there. It sees no environment but `env`. */
export function startProcess(options: {
  readonly name: string;
  readonly command: string;
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
  readonly log: string;
}): Running {
  const { name, command, args = [], env = {}, cwd, log } = options;
  mkdirSync(dirname(log), { recursive: true });
  const file = openSync(log, 'a');
  const child = spawn(command, [...args], {
    stdio: ['ignore', file, file],
    env,
    ...(cwd === undefined ? {} : { cwd }),
  });
  closeSync(file);
  const gone = new Promise<void>((resolve) => {
    child.once('exit', () => resolve());
    child.once('error', () => resolve());
  });
  const ended = (): boolean => child.exitCode !== null || child.signalCode !== null || child.pid === undefined;
  const end = async (signal: NodeJS.Signals): Promise<void> => {
    if (ended()) return;
    note(name, child.pid);
    child.kill(signal);
    const forced = setTimeout(() => child.kill('SIGKILL'), 10_000);
    await gone;
    clearTimeout(forced);
  };
  return {
    name,
    ended,
    signal: (signal) => void child.kill(signal),
    stop: () => end('SIGTERM'),
    kill: () => end('SIGKILL'),
    tail: () => readFileSync(log, 'utf8').split('\n').slice(-20).join('\n'),
    logged: (text) => readFileSync(log, 'utf8').search(text) >= 0,
  };
}

/**
 * Resolves when `ready` does so with a value; throws with the end of its log when the program ends first, or when it takes
 * longer than a minute.
 */
export async function whenReady<T>(program: Running, ready: () => Promise<T | undefined>): Promise<T> {
  const until = Date.now() + 60_000;
  for (;;) {
    if (program.ended()) throw new Error(`${program.name} ended before it was ready:\n${program.tail()}`);
    const answer = await ready().catch(() => undefined);
    if (answer !== undefined) return answer;
    if (Date.now() > until) throw new Error(`${program.name} did not become ready:\n${program.tail()}`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

/** Ready when it answers an address with a success. */
export const answers = (url: string) => async (): Promise<true | undefined> =>
  (await fetch(url)).ok ? true : undefined;

export const freePort = (): Promise<number> => take(0, '127.0.0.1');

/** Resolves when nobody listens at a port of any address of this machine; gives up after five minutes. */
export async function whenFree(port: number): Promise<void> {
  const until = Date.now() + 300_000;
  while (!(await take(port, '0.0.0.0').then(Boolean, () => false))) {
    if (Date.now() > until) throw new Error(`port ${port} is in use: does another end-to-end run go on?`);
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
}

/** Listens for a moment. */
function take(port: number, host: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(port, host, () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });
}
