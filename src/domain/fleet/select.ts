import type { Environment } from '../access/policy.ts';
import { environmentOf } from '../access/subject.ts';
import type { ClusterRow } from '../cluster/rows.ts';
import { type Finding, fault, type Outcome } from '../finding.ts';
import { fitsPattern } from '../text/pattern.ts';
import { didYouMean } from '../text/suggest.ts';
import { readSelector, type Term } from './selector.ts';

type Environments = Readonly<Record<string, Environment>>;

interface Key {
  readonly of: (row: ClusterRow, environments: Environments) => string | undefined;
  readonly fits?: (value: string, pattern: string) => boolean;
}

/** `1.34` means every patch of it. */
const fitsVersion = (value: string, pattern: string): boolean => {
  const [version, wanted] = [value.replace(/^v/, ''), pattern.replace(/^v/, '')];
  return fitsPattern(version, wanted) || fitsPattern(version.split('.').slice(0, 2).join('.'), wanted);
};

const environment: Key = { of: (row, environments) => environmentOf(row.name, environments, row.environment) };
const keys: Readonly<Record<string, Key>> = {
  name: { of: ({ name }) => name },
  env: environment,
  environment,
  region: { of: ({ region }) => region },
  provider: { of: ({ provider }) => provider },
  flavor: { of: ({ flavor }) => flavor },
  version: { of: ({ kubernetesVersion }) => kubernetesVersion, fits: fitsVersion },
};

/** What a selector can go by, beside the labels of Cluster objects. */
export const selectorKeys: readonly string[] = Object.keys(keys);

/**
 * The clusters that fit a selector, by name, each once. What is not known of a cluster fits no term. Not ok when the selector cannot
 * be read, goes by something that no cluster has, or fits none.
 */
export function selectClusters(
  text: string,
  rows: readonly ClusterRow[],
  environments: Environments,
): Outcome<readonly ClusterRow[]> {
  const read = readSelector(text);
  if (!read.ok) {
    const message = `The selector "${text}" ${read.wrong}.`;
    return { ok: false, findings: [fault('command/argument-invalid', message, { cure: read.cure })] };
  }
  const { terms } = read;
  const labels = [...new Set(rows.flatMap((row) => Object.keys(row.labels ?? {})))].sort();
  const unknown = terms.filter(({ key }) => keyOf(key) === undefined && !labels.includes(key));
  if (unknown.length > 0) return { ok: false, findings: unknown.map(({ key }) => unknownKey(key, labels)) };
  const fitting = rows.filter((row) => terms.every((term) => fits(term, row, environments)));
  if (fitting.length === 0) return { ok: false, findings: [noneFits(text, terms, rows, environments)] };
  return { ok: true, value: [...new Map(fitting.map((row) => [row.name, row])).values()], notes: [] };
}

const keyOf = (key: string): Key | undefined =>
  selectorKeys.includes(key.toLowerCase()) ? keys[key.toLowerCase()] : undefined;

const valueUnder = (key: string, row: ClusterRow, environments: Environments): string | undefined =>
  keyOf(key)?.of(row, environments) ?? row.labels?.[key];

function fits({ key, patterns, excludes }: Term, row: ClusterRow, environments: Environments): boolean {
  const known = keyOf(key);
  const value = valueUnder(key, row, environments);
  // A cluster without the label is not one that has it with this value.
  if (value === undefined) return excludes && known === undefined;
  const isFit = known?.fits ?? fitsPattern;
  return patterns.some((pattern) => isFit(value, pattern)) !== excludes;
}

function unknownKey(key: string, labels: readonly string[]): Finding {
  const known = [...selectorKeys, ...labels];
  const meant = didYouMean(key, known);
  const cure = meant === undefined ? `Select by ${known.slice(0, 30).join(', ')}.` : `Did you mean ${meant}=?`;
  return fault('cluster/selector-key', `No cluster has a label "${key}", and selectors know no such key.`, { cure });
}

const shown = ({ key, patterns, excludes }: Term): string => `${key}${excludes ? '!=' : '='}${patterns.join('|')}`;
const mostValues = 10;

/** Says which term is to blame, and what there is instead. */
function noneFits(
  text: string,
  terms: readonly Term[],
  rows: readonly ClusterRow[],
  environments: Environments,
): Finding {
  const message = `No cluster fits "${text}".`;
  const empty = terms.find((term) => !rows.some((row) => fits(term, row, environments)));
  if (empty === undefined) {
    const alone = terms.map(
      (term) => `${shown(term)} fits ${rows.filter((row) => fits(term, row, environments)).length}`,
    );
    return fault('cluster/none-selected', message, { cure: `None fits all of it; alone, ${alone.join(', ')}.` });
  }
  const values = [...new Set(rows.flatMap((row) => valueUnder(empty.key, row, environments) || []))].sort();
  const [pattern = '', ...others] = empty.patterns;
  const meant = others.length > 0 ? undefined : didYouMean(pattern, values);
  const there = `${values.slice(0, mostValues).join(', ')}${values.length > mostValues ? ' and more' : ''}`;
  const cure =
    meant !== undefined
      ? `Did you mean ${empty.key}=${meant}?`
      : values.length === 0
        ? `Nothing here has a value for ${empty.key}.`
        : `${shown(empty)} fits none of ${rows.length}; of ${empty.key} there are ${there}.`;
  return fault('cluster/none-selected', message, { cure });
}
