import type { Act, Person } from './foresee.ts';
import type { Packaging } from './standing.ts';

/** The two clusters of a story. */
export const names = ['ash', 'elm'] as const;
export type Name = (typeof names)[number];

/** What a note says is given when it is written. */
export type Drawn<A = Act> = A extends { readonly kind: 'note' } ? Omit<A, 'note'> : A;
export type Followed = 'wrong code' | 'confirm' | 'note' | 'merge';

/** Somebody does something. */
export interface Deed {
  readonly name: Name;
  readonly who: Person;
  readonly act: Drawn;
  /** Webhooks of comments come twice. */
  readonly twice: boolean;
  /** What becomes of the pull request at once, where there is one. */
  readonly after: readonly Followed[];
}
/** Two people ask at once for different sizes. */
export interface Race {
  readonly name: Name;
  readonly race: readonly [Person, Person];
  readonly to: number;
}
export interface Loss {
  readonly lose: 'the database';
}
export type Step = Deed | Race | Loss;

export interface Story {
  /** Packagings of the clusters. */
  readonly packaged: readonly Packaging[];
  /** The first stands when the story begins; does the second? */
  readonly both: boolean;
  readonly steps: readonly Step[];
}

/** All that a deed does, one after the other. */
export function actsOf({ act, after }: Deed, nextNote: () => string): readonly Act[] {
  const first: Act = act.kind === 'note' ? { ...act, note: nextNote() } : act;
  return [first, ...after.map((each) => followed[each](nextNote))];
}

const followed: Readonly<Record<Followed, (nextNote: () => string) => Act>> = {
  'wrong code': () => ({ kind: 'confirm', right: false }),
  confirm: () => ({ kind: 'confirm', right: true }),
  note: (nextNote) => ({ kind: 'note', on: 'request', file: 'pools', note: nextNote() }),
  merge: () => ({ kind: 'merge' }),
};

/** A step as a line that a person can follow. */
export function lineOf(each: Step): string {
  if ('lose' in each) return `${each.lose} is lost`;
  if ('race' in each)
    return `${each.race.join(' and ')} at once: scale ${each.name} to ${each.to}, and to ${each.to + 1}`;
  const { kind, ...more } = each.act;
  const said = Object.entries(more).flatMap(([key, value]) => (value === false ? [] : [`${key}=${value}`]));
  const after = each.after.length === 0 ? '' : `; then ${each.after.join(', ')}`;
  return `${each.who}: ${[kind, each.name, ...said].join(' ')}${each.twice ? ' (delivered twice)' : ''}${after}`;
}
