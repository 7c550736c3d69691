/** One condition on a cluster: what it has under the key fits one of the patterns, or none. */
export interface Term {
  readonly key: string;
  /** `*` stands for any characters. */
  readonly patterns: readonly string[];
  readonly excludes: boolean;
}

export type ReadSelector =
  | { readonly ok: true; readonly terms: readonly Term[] }
  /** `wrong` continues "the selector … "; `cure` is a sentence. */
  | { readonly ok: false; readonly wrong: string; readonly cure: string };

const mostTerms = 10;
/** As many as one pull request changes. */
const mostPatterns = 100;
/** A key of ours, or of a Kubernetes label. */
const keyShape = /^[A-Za-z](?:[A-Za-z0-9._/-]{0,251}[A-Za-z0-9])?$/;
/** A value of a Kubernetes label, with `*` where it may be anything. */
const patternShape = /^[A-Za-z0-9*](?:[A-Za-z0-9*._-]{0,61}[A-Za-z0-9*])?$/;
const termShape = /^([^=!]*)(!=|==?)(.*)$/;

const bad = (wrong: string, cure: string): ReadSelector => ({ ok: false, wrong, cure });

/** Whether the text is meant as a selector: no name of a cluster looks like it. */
export const isSelector = (text: string): boolean => /[=!,]/.test(text);

/** A selector of the clusters of these names. */
export const selectorOf = (names: readonly string[]): string => `name=${names.join('|')}`;

/**
 * Reads `team=a|b,region=eu-*,env!=production`: all terms must hold, as in a label selector of Kubernetes. One that any cluster fits,
 * or that only says what the clusters are not, is refused: it would grow with the fleet.
 */
export function readSelector(text: string): ReadSelector {
  const parts = text.split(',', mostTerms + 1);
  if (parts.length > mostTerms)
    return bad(`has more than ${mostTerms} terms`, 'Leave out what the others say already.');
  const terms: Term[] = [];
  for (const part of parts) {
    const [, key = '', operator = '', value = ''] = termShape.exec(part.trim()) ?? [];
    const patterns = value.split('|', mostPatterns + 1);
    if (patterns.length > mostPatterns)
      return bad(`has more than ${mostPatterns} values in a term`, 'Give them in several commands.');
    if (!keyShape.test(key) || !patterns.every((pattern) => patternShape.test(pattern))) {
      const where = part === '' ? 'an empty term' : 'a term that is no key=value';
      return bad(
        `has ${where}`,
        'Write key=value, key=this|that or key!=value, joined by commas without spaces: team=a,region=eu-*.',
      );
    }
    terms.push({ key, patterns, excludes: operator === '!=' });
  }
  if (terms.every(({ patterns, excludes }) => excludes || patterns.some((pattern) => /^\*+$/.test(pattern)))) {
    return bad(
      'does not say which clusters',
      'Name something that they have in common, such as env=staging; * alone, and what they are not, can only narrow that.',
    );
  }
  return { ok: true, terms };
}
