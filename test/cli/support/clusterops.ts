import { execFile } from 'node:child_process';
import { join } from 'node:path';

export interface Ran {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** The command line as a person runs it in a folder, with nothing in its environment but the path. */
export function clusterops(folder: string, words: readonly string[]): Promise<Ran> {
  const main = join(import.meta.dirname, '../../../src/cli/main.ts');
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      [main, ...words],
      { cwd: folder, env: { PATH: process.env['PATH'] } },
      (error, out, err) => {
        resolve({ code: typeof error?.code === 'number' ? error.code : 0, out, err });
      },
    );
  });
}
