import { runGit } from './process.ts';

export interface FileDiff {
  readonly path: string;
  readonly previousPath: string | undefined;
  readonly status: 'added' | 'removed' | 'modified' | 'renamed' | 'copied' | 'changed';
  /** Blob now; for a removed file, the blob that was. */
  readonly oid: string;
  readonly additions: number;
  readonly deletions: number;
  /** Unified hunks; absent for binary files. */
  readonly patch: string | undefined;
}

const statuses = { A: 'added', D: 'removed', M: 'modified', R: 'renamed', C: 'copied', T: 'changed' } as const;

/** What changed between two trees or commits, with renames found as GitHub finds them. */
export async function diffTrees(folder: string, before: string, after: string): Promise<FileDiff[]> {
  const result = await runGit(folder, [
    'diff-tree',
    '-r',
    '-M',
    '-p',
    '--raw',
    '--full-index',
    '--no-ext-diff',
    '--no-color',
    '-z',
    before,
    after,
  ]);
  if (result.code !== 0) throw new Error(`git diff-tree: ${result.stderr}`);
  const text = result.stdout.toString('utf8');
  const { rows, rest } = readRaw(text);
  const patches = splitPatches(rest);
  return rows.map((row) => {
    const patch = patches.shift();
    // A file that becomes a link is shown as one removed and one added.
    if (row.status === 'changed') patches.shift();
    const lines = patch?.split('\n') ?? [];
    return {
      ...row,
      additions: lines.filter((line) => line.startsWith('+')).length,
      deletions: lines.filter((line) => line.startsWith('-')).length,
      patch,
    };
  });
}

type Row = Pick<FileDiff, 'path' | 'previousPath' | 'status' | 'oid'>;

/** `:<mode> <mode> <oid> <oid> <status>\0<path>\0[<new path>\0]`, ended by an empty field before the patches. */
function readRaw(text: string): { readonly rows: readonly Row[]; readonly rest: string } {
  const rows: Row[] = [];
  let at = 0;
  const field = () => {
    const end = text.indexOf('\0', at);
    const value = text.slice(at, end);
    at = end + 1;
    return value;
  };
  while (text[at] === ':') {
    const [, , before = '', after = '', letter = 'M'] = field().split(' ');
    const first = field();
    const second = /^[RC]/.test(letter) ? field() : undefined;
    const status = statuses[letter[0] as keyof typeof statuses] ?? 'changed';
    rows.push({
      path: second ?? first,
      previousPath: second === undefined ? undefined : first,
      status,
      oid: status === 'removed' ? before : after,
    });
  }
  return { rows, rest: text.slice(at).replace(/^\0/, '') };
}

/** One entry a file, in the order of the raw rows: the hunks, or `undefined` for binary and mode-only changes. */
function splitPatches(text: string): (string | undefined)[] {
  return text
    .split(/^diff --git /m)
    .slice(1)
    .map((part) => {
      const hunk = part.search(/^@@ /m);
      return hunk < 0 ? undefined : part.slice(hunk).replace(/\n$/, '');
    });
}
