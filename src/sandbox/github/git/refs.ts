import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { zeroOid } from './objects.ts';
import { runGit } from './process.ts';

export interface RefUpdate {
  readonly name: string;
  /** What the ref must be now; the zero oid: it must not exist; absent: whatever it is. */
  readonly before?: string;
  /** The zero oid removes it. */
  readonly after: string;
}

export type RefOutcome =
  | { readonly ok: true }
  | { readonly ok: false; readonly why: 'moved' | 'invalid'; readonly message: string };

export interface Refs {
  read(name: string): string | undefined;
  /** Names below a prefix such as `refs/heads/`, sorted, with their oids. */
  list(prefix: string): readonly { readonly name: string; readonly oid: string }[];
  /** All or nothing. */
  update(updates: readonly RefUpdate[]): Promise<RefOutcome>;
}

/** Refs as files, as git keeps them; written by git itself, so that locks and name rules are git's own. */
export function openRefs(folder: string): Refs {
  const packed = (): Map<string, string> => {
    const refs = new Map<string, string>();
    for (const line of readText(join(folder, 'packed-refs')).split('\n')) {
      const [oid, name] = line.split(' ');
      if (oid && name && /^[0-9a-f]{40}$/.test(oid)) refs.set(name, oid);
    }
    return refs;
  };
  const loose = (name: string) => {
    const text = readText(join(folder, name)).trim();
    return /^[0-9a-f]{40}$/.test(text) ? text : undefined;
  };

  return {
    read: (name) => (isSafe(name) ? (loose(name) ?? packed().get(name)) : undefined),
    list(prefix) {
      const found = packed();
      for (const name of walk(folder, 'refs')) {
        const oid = loose(name);
        if (oid) found.set(name, oid);
      }
      return [...found]
        .filter(([name]) => name.startsWith(prefix))
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([name, oid]) => ({ name, oid }));
    },
    async update(updates) {
      const lines = updates.map(({ name, before, after }) => {
        if (after === zeroOid) return `delete ${name}${before ? ` ${before}` : ''}`;
        return `update ${name} ${after}${before ? ` ${before}` : ''}`;
      });
      if (updates.some(({ name }) => !isSafe(name)))
        return { ok: false, why: 'invalid', message: 'not a valid ref name' };
      const result = await runGit(folder, ['update-ref', '--no-deref', '--stdin'], `${lines.join('\n')}\n`);
      if (result.code === 0) return { ok: true };
      const moved = /is at|reference already exists|unable to resolve|but expected/.test(result.stderr);
      return { ok: false, why: moved ? 'moved' : 'invalid', message: result.stderr.trim() };
    },
  };
}

/** Enough to keep a name inside the repository and on one line; git checks the rest. */
function isSafe(name: string): boolean {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is refused
  return name.startsWith('refs/') && !/\.\.|[\x00-\x20\x7f~^:?*[\\]|\/\/|\.lock(\/|$)|\/$|\/\./.test(name);
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}

function walk(folder: string, below: string): string[] {
  const names: string[] = [];
  for (const entry of readdirSync(join(folder, below), { withFileTypes: true })) {
    const name = `${below}/${entry.name}`;
    if (entry.isDirectory()) names.push(...walk(folder, name));
    else if (!entry.name.endsWith('.lock')) names.push(name);
  }
  return names;
}
