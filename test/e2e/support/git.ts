import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const execute = promisify(execFile);

/** What a person does with git: clones the repository, edits, commits onto a branch and pushes it. */
export async function pushBranch(options: {
  /** With the person's token in it. */
  readonly url: string;
  readonly author: string;
  readonly branch: string;
  readonly message: string;
  readonly edit: (folder: string) => void;
}): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'clusterops-clone-'));
  const git = (...args: readonly string[]) =>
    execute('git', ['-C', folder, '-c', `user.name=${options.author}`, '-c', 'user.email=a@example.com', ...args], {
      env: { PATH: process.env.PATH, HOME: folder, GIT_TERMINAL_PROMPT: '0', GIT_CONFIG_NOSYSTEM: '1' },
    });
  try {
    await git('clone', '--quiet', options.url, '.');
    await git('checkout', '--quiet', '-b', options.branch);
    options.edit(folder);
    await git('add', '--all');
    await git('commit', '--quiet', '-m', options.message);
    await git('push', '--quiet', 'origin', options.branch);
  } finally {
    rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
  }
}
