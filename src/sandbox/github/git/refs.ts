import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { zeroOid } from './objects.ts';
import { runGit } from './process.ts';
import { readLooseRef, readText, updateLooseRefs, walkRefs } from './ref-files.ts';

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

/** Refs as files, as git keeps them. */
export function openRefs(folder: string): Refs {
  const packedFile = join(folder, 'packed-refs');
  const packed = (): Map<string, string> => {
    const refs = new Map<string, string>();
    for (const line of readText(packedFile).split('\n')) {
      const [oid, name] = line.split(' ');
      if (oid && name && /^[0-9a-f]{40}$/.test(oid)) refs.set(name, oid);
    }
    return refs;
  };

  return {
    read: (name) => (isRefName(name) ? (readLooseRef(folder, name) ?? packed().get(name)) : undefined),
    list(prefix) {
      const found = packed();
      for (const name of walkRefs(folder)) {
        const oid = readLooseRef(folder, name);
        if (oid) found.set(name, oid);
      }
      return [...found]
        .filter(([name]) => name.startsWith(prefix))
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([name, oid]) => ({ name, oid }));
    },
    async update(updates) {
      if (updates.some(({ name }) => !isRefName(name)))
        return { ok: false, why: 'invalid', message: 'not a valid ref name' };
      return existsSync(packedFile) ? updateByGit(folder, updates) : updateLooseRefs(folder, updates);
    },
  };
}

/** Somebody packed the refs: then only git itself knows how to remove one. */
async function updateByGit(folder: string, updates: readonly RefUpdate[]): Promise<RefOutcome> {
  const lines = updates.map(({ name, before, after }) => {
    if (after === zeroOid) return `delete ${name}${before ? ` ${before}` : ''}`;
    return `update ${name} ${after}${before ? ` ${before}` : ''}`;
  });
  const result = await runGit(folder, ['update-ref', '--no-deref', '--stdin'], `${lines.join('\n')}\n`);
  if (result.code === 0) return { ok: true };
  const moved = /is at|reference already exists|unable to resolve|but expected/.test(result.stderr);
  return { ok: false, why: moved ? 'moved' : 'invalid', message: result.stderr.trim() };
}

/** The rules of `git check-ref-format`. */
export function isRefName(name: string): boolean {
  if (!name.startsWith('refs/') || name.endsWith('/') || name.endsWith('.') || name.includes('@{')) return false;
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is refused
  if (/\.\.|[\x00-\x20\x7f~^:?*[\\]/.test(name)) return false;
  return name.split('/').every((part) => part !== '' && !part.startsWith('.') && !part.endsWith('.lock'));
}
