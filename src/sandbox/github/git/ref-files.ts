import {
  closeSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmdirSync,
  unlinkSync,
  writeSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { zeroOid } from './objects.ts';
import type { RefOutcome, RefUpdate } from './refs.ts';

/** The oid in a loose ref's file. */
export function readLooseRef(folder: string, name: string): string | undefined {
  const text = readText(join(folder, name)).trim();
  return /^[0-9a-f]{40}$/.test(text) ? text : undefined;
}

export function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}

/** Names of loose refs. */
export function walkRefs(folder: string, below = 'refs'): string[] {
  const names: string[] = [];
  for (const entry of readdirSync(join(folder, below), { withFileTypes: true })) {
    const name = `${below}/${entry.name}`;
    if (entry.isDirectory()) names.push(...walkRefs(folder, name));
    else if (!entry.name.endsWith('.lock')) names.push(name);
  }
  return names;
}

/**
 * Git's own protocol for loose refs, without the price of a process: lock every ref (`<name>.lock`, made exclusively),
 * check every old value, then rename the locks into place or remove the refs. Only for repositories without packed refs.
 */
export function updateLooseRefs(folder: string, updates: readonly RefUpdate[]): RefOutcome {
  const locked: string[] = [];
  try {
    for (const { name, after } of updates) {
      const clash = clashWith(folder, name);
      if (clash && after !== zeroOid)
        return { ok: false, why: 'invalid', message: `${clash} is in the way of ${name}` };
      const lock = join(folder, `${name}.lock`);
      mkdirSync(dirname(lock), { recursive: true });
      const file = openSync(lock, 'wx');
      locked.push(lock);
      writeSync(file, `${after}\n`);
      closeSync(file);
    }
    for (const { name, before, after } of updates) {
      const now = readLooseRef(folder, name);
      const expected = before ?? (after === zeroOid ? (now ?? 'something') : (now ?? zeroOid));
      if ((now ?? zeroOid) !== expected) {
        for (const lock of locked) unlinkSync(lock);
        return { ok: false, why: 'moved', message: `${name} is at ${now ?? 'nothing'} but expected ${expected}` };
      }
    }
    for (const [index, { name, after }] of updates.entries()) {
      const lock = locked[index] ?? '';
      if (after !== zeroOid) {
        renameSync(lock, join(folder, name));
        continue;
      }
      unlinkSync(join(folder, name));
      unlinkSync(lock);
      removeEmpty(folder, dirname(name));
    }
    return { ok: true };
  } catch (error) {
    for (const lock of locked) {
      try {
        unlinkSync(lock);
      } catch {
        // in place already
      }
    }
    const code = (error as { code?: string }).code;
    if (code === 'EEXIST') return { ok: false, why: 'moved', message: 'another process is updating it' };
    return { ok: false, why: 'invalid', message: String(error) };
  }
}

/** `a` and `a/b` cannot both be refs. */
function clashWith(folder: string, name: string): string | undefined {
  const parts = name.split('/');
  for (let size = 3; size < parts.length; size += 1) {
    const above = parts.slice(0, size).join('/');
    if (readLooseRef(folder, above)) return above;
  }
  try {
    return walkRefs(folder, name)[0];
  } catch {
    return undefined; // no folder of that name
  }
}

/** Folders that a removed ref leaves empty would stand in the way of a ref of their name. */
function removeEmpty(folder: string, name: string): void {
  if (name.split('/').length < 3) return;
  try {
    rmdirSync(join(folder, name));
    removeEmpty(folder, dirname(name));
  } catch {
    // not empty
  }
}
