import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { FileContent } from '../../../../src/domain/cluster/spec.ts';

/**
 * Stands in for a program: notes its arguments, and for kubectl what is piped to it. What `answers` has for the arguments it
 * says and succeeds; what `failures` has it complains with, once, and fails.
 */
const stub = `#!/bin/sh
here=$(dirname "$0")/..
printf '%s %s\\n' "$(basename "$0")" "$*" >>"$here/calls"
case "$*" in *'-f -' | *'/dev/stdin '*) cat >>"$here/piped" ;; esac
key=$(printf '%s' "$(basename "$0") $*" | tr -c 'a-zA-Z0-9\\n' '_')
if [ -e "$here/failures/$key" ]; then
  cat "$here/failures/$key" >&2
  rm "$here/failures/$key"
  exit 1
fi
[ ! -e "$here/absent/$key" ] || exit 1
[ ! -e "$here/answers/$key" ] || cat "$here/answers/$key"
`;

const keyOf = (call: string): string => call.replaceAll(/[^a-zA-Z0-9\n]/g, '_');

export interface Ran {
  readonly status: number | null;
  readonly out: string;
  readonly err: string;
  /** The calls of this run. */
  readonly calls: readonly string[];
}

/** A tree on disk with programs that only pretend, all of them in a folder of its own. */
export function standIns(
  files: readonly FileContent[],
  programs = ['kubectl', 'kind', 'clusterctl', 'docker', 'sleep'],
) {
  const folder = mkdtempSync(join(tmpdir(), 'clusterops-init-'));
  for (const { path, content } of files) {
    mkdirSync(dirname(join(folder, 'tree', path)), { recursive: true });
    writeFileSync(join(folder, 'tree', path), content);
  }
  for (const each of ['bin', 'answers', 'failures', 'absent']) mkdirSync(join(folder, each));
  for (const name of programs) {
    writeFileSync(join(folder, 'bin', name), stub);
    chmodSync(join(folder, 'bin', name), 0o755);
  }
  // The real ones that a POSIX system has.
  for (const name of ['sh', 'dirname', 'basename', 'cat', 'grep', 'tr', 'rm']) {
    writeFileSync(join(folder, 'bin', name), `#!/bin/sh\nPATH=/usr/bin:/bin exec ${name} "$@"\n`);
    chmodSync(join(folder, 'bin', name), 0o755);
  }
  const put = (kind: string, call: string, text: string): void => writeFileSync(join(folder, kind, keyOf(call)), text);
  return {
    /** What a call says from now on. */
    answer: (call: string, text: string) => put('answers', call, text),
    /** A call fails once, with these words. */
    failOnce: (call: string, words: string) => put('failures', call, words),
    /** A call fails from now on: what it asks for is not there. */
    absent: (call: string) => put('absent', call, ''),
    piped: (): string => (existsSync(join(folder, 'piped')) ? readFileSync(join(folder, 'piped'), 'utf8') : ''),
    run(steps: readonly string[] = [], env: Readonly<Record<string, string>> = {}): Ran {
      writeFileSync(join(folder, 'calls'), '');
      const script = join(folder, 'tree/management/init.sh');
      const { status, stdout, stderr } = spawnSync('/bin/sh', [script, ...steps], {
        encoding: 'utf8',
        env: { PATH: join(folder, 'bin'), ...env },
      });
      const calls = readFileSync(join(folder, 'calls'), 'utf8').trim().split('\n');
      return { status, out: stdout, err: stderr, calls };
    },
    close: () => rmSync(folder, { recursive: true, force: true }),
  };
}
