import { isAlias, isMap, isScalar, isSeq, type Node, type ParsedNode, Scalar } from 'yaml';
import type { Located, LocatedEntry, LocatedScalar } from './located.ts';

/** What went wrong while a document was read, with its offset. */
export interface Trouble {
  readonly code: 'manifest/syntax' | 'manifest/duplicate-key' | 'manifest/alias-bomb';
  readonly at: number;
  readonly message: string;
}

/** Aliases may make a document at most this many values larger than it is written. */
const aliasedValues = 2_000;
const deepest = 64;

const truthy = /^(y|Y|yes|Yes|YES|on|On|ON)$/;
const falsy = /^(n|N|no|No|NO|off|Off|OFF)$/;

/** Thrown inside one reading only, to stop it. */
class Stopped extends Error {
  readonly trouble: Trouble;

  constructor(trouble: Trouble) {
    super(trouble.message);
    this.trouble = trouble;
  }
}

/**
 * A document's contents as located values: aliases and merge keys expanded within bounds, later duplicates of a key dropped and
 * reported. (The library's own check of duplicates takes quadratic time.)
 */
export function locate(contents: ParsedNode): { readonly root?: Located; readonly troubles: readonly Trouble[] } {
  const troubles: Trouble[] = [];
  const budget = { aliased: aliasedValues };
  const anchors = new Map<string, Node>();

  const visit = (node: ParsedNode | null, fallbackAt: number, depth: number, aliased: boolean): Located => {
    if (node === null) return { kind: 'scalar', at: fallbackAt, value: null };
    const offset = node.range[0];
    if (depth > deepest)
      throw stop(
        aliased ? 'manifest/alias-bomb' : 'manifest/syntax',
        offset,
        `It is nested more than ${deepest} levels deep.`,
      );
    if (aliased) {
      budget.aliased -= 1;
      if (budget.aliased < 0)
        throw stop('manifest/alias-bomb', offset, 'Its aliases expand to far more than is written.');
    }
    if (isAlias(node)) {
      const target = anchors.get(node.source);
      if (target === undefined) throw stop('manifest/syntax', offset, `The alias "*${node.source}" has no anchor.`);
      return visit(target as ParsedNode, offset, depth + 1, true);
    }
    if ('anchor' in node && typeof node.anchor === 'string') anchors.set(node.anchor, node);
    if (isScalar(node)) return scalar(node, offset);
    if (isSeq(node)) {
      const items = node.items.map((item) => visit(item as ParsedNode, offset, depth + 1, aliased));
      return { kind: 'list', at: offset, items };
    }
    if (!isMap(node)) throw stop('manifest/syntax', offset, 'It holds something that is no YAML value.');
    const entries = new Map<string, LocatedEntry>();
    const merged: LocatedEntry[] = [];
    for (const pair of node.items) {
      const key = pair.key as ParsedNode | null;
      const keyAt = key?.range[0] ?? offset;
      const value = visit(pair.value as ParsedNode | null, key?.range[1] ?? offset, depth + 1, aliased);
      const name = isScalar(key) ? String(key.source ?? key.value) : undefined;
      if (name === undefined) throw stop('manifest/syntax', keyAt, 'A key is not a plain word.');
      if (name === '<<') merged.push({ keyAt, value });
      else if (!entries.has(name)) entries.set(name, { keyAt, value });
      else if (!aliased) {
        troubles.push({ code: 'manifest/duplicate-key', at: keyAt, message: `The key "${name}" stands twice.` });
      }
    }
    for (const { value } of merged) mergeInto(entries, value);
    return { kind: 'map', at: offset, entries };
  };

  try {
    return { root: visit(contents, 0, 0, false), troubles };
  } catch (error) {
    if (error instanceof Stopped) return { troubles: [...troubles, error.trouble] };
    throw error;
  }
}

function mergeInto(entries: Map<string, LocatedEntry>, value: Located): void {
  const sources = value.kind === 'list' ? value.items : [value];
  for (const source of sources) {
    if (source.kind !== 'map') continue;
    for (const [key, entry] of source.entries) if (!entries.has(key)) entries.set(key, entry);
  }
}

function scalar(node: Scalar, offset: number): LocatedScalar {
  const { value } = node;
  const plain = node.type === Scalar.PLAIN;
  const source = plain && node.source !== undefined ? { source: node.source } : {};
  if (plain && typeof value === 'string') {
    if (truthy.test(value)) return { kind: 'scalar', at: offset, value: true, ...source };
    if (falsy.test(value)) return { kind: 'scalar', at: offset, value: false, ...source };
  }
  const known =
    value === null || ['string', 'number', 'bigint', 'boolean'].includes(typeof value)
      ? (value as LocatedScalar['value'])
      : String(value);
  return { kind: 'scalar', at: offset, value: known, ...source };
}

function stop(code: Trouble['code'], offset: number, message: string): Stopped {
  return new Stopped({ code, at: offset, message });
}
