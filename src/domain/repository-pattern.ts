import type { RepositoryRef } from './repository.ts';

type Named = Pick<RepositoryRef, 'owner' | 'name'>;

/** `owner/name`, `owner/*`, or `*` for all. GitHub's names do not tell upper case from lower. */
export const repositoryPatternForm = /^(?:\*|[\w.-]+\/(?:\*|[\w.-]+))$/;

const parts = (pattern: string): readonly [owner: string, name: string] => {
  const [owner = '', name = '*'] = pattern.toLowerCase().split('/');
  return [owner, name];
};
const fits = (pattern: string, word: string): boolean => pattern === '*' || pattern === word.toLowerCase();

export function matchesRepository(pattern: string, { owner, name }: Named): boolean {
  const [ofOwner, ofName] = parts(pattern);
  return fits(ofOwner, owner) && fits(ofName, name);
}

/** Whether a repository can match both. */
export function patternsMeet(one: string, other: string): boolean {
  const [[owner, name], [otherOwner, otherName]] = [parts(one), parts(other)];
  const meet = (a: string, b: string) => fits(a, b) || fits(b, a);
  return meet(owner, otherOwner) && meet(name, otherName);
}

/** The pattern that says most of a repository: its full name before its owner, and that before `*`. */
export function closestPattern(patterns: readonly string[], repository: Named): string | undefined {
  const rank = (pattern: string) => parts(pattern).filter((part) => part !== '*').length;
  return patterns
    .filter((pattern) => matchesRepository(pattern, repository))
    .toSorted((a, b) => rank(b) - rank(a))
    .at(0);
}
