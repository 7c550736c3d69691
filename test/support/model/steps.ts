import fc from 'fast-check';
import { type Act, type Person, people } from './foresee.ts';
import { packagings, versions } from './standing.ts';

/** The two clusters of a story. */
export const names = ['ash', 'elm'] as const;
export type Name = (typeof names)[number];

export type Followed = 'confirm' | 'note' | 'merge';
export type Step =
  | {
      readonly name: Name;
      readonly who: Person;
      readonly act: DrawnAct;
      /** Its webhook comes twice. */
      readonly twice: boolean;
      /** What becomes of the pull request at once, where there is one. */
      readonly after: readonly Followed[];
    }
  /** Two people ask at once for different sizes. */
  | { readonly name: Name; readonly race: readonly [Person, Person]; readonly to: number }
  | { readonly lose: 'the database' };

/** What a note says is counted when it is written. */
type DrawnAct = Act extends infer A ? (A extends { readonly kind: 'note' } ? Omit<A, 'note'> : A) : never;

const constant = <const T>(value: T) => fc.constant(value);
const pool = fc.constantFrom('md-0', 'md-0', 'batch');
const dry = fc.integer({ min: 0, max: 9 }).map((drawn) => drawn === 9);

const change = fc.oneof(
  { weight: 5, arbitrary: fc.record({ kind: constant('scale'), pool, to: fc.integer({ min: 0, max: 9 }), dry }) },
  { weight: 2, arbitrary: fc.record({ kind: constant('extend'), by: fc.integer({ min: 1, max: 5 }), dry }) },
  { weight: 5, arbitrary: fc.record({ kind: constant('add-pool'), pool: constant('batch'), dry }) },
  { weight: 3, arbitrary: fc.record({ kind: constant('remove-pool'), pool: fc.constantFrom('batch', 'md-0'), dry }) },
  {
    weight: 5,
    arbitrary: fc.record({ kind: constant('upgrade'), to: fc.constantFrom(versions[1], ...versions), dry }),
  },
  { weight: 6, arbitrary: fc.record({ kind: fc.constantFrom('hibernate', 'wake'), dry }) },
  { weight: 4, arbitrary: fc.record({ kind: fc.constantFrom('create', 'delete'), dry }) },
);
const other = fc.oneof(
  { weight: 7, arbitrary: fc.record({ kind: fc.constantFrom('merge', 'merge', 'lock', 'unlock') }) },
  { weight: 2, arbitrary: fc.record({ kind: constant('cancel') }) },
  { weight: 1, arbitrary: fc.record({ kind: constant('confirm'), right: fc.boolean() }) },
  { weight: 1, arbitrary: fc.record({ kind: constant('resize'), to: fc.integer({ min: 0, max: 9 }) }) },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: constant('note'),
      on: fc.constantFrom('main', 'request'),
      file: fc.constantFrom('first', 'pools'),
    }),
  },
);

const person = fc.oneof(
  { weight: 16, arbitrary: fc.constantFrom(...people.slice(0, 3)) },
  { weight: 1, arbitrary: constant('reader') },
);
const name = fc.constantFrom(...names);
const after = fc.constantFrom<readonly Followed[]>(
  ...([[], ['merge'], ['confirm', 'merge'], ['confirm', 'merge'], ['note', 'merge']] as const),
);
const twice = fc.integer({ min: 0, max: 7 }).map((drawn) => drawn === 7);

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 30, arbitrary: fc.record({ name, who: person, act: change, twice, after }) },
  { weight: 20, arbitrary: fc.record({ name, who: person, act: other, twice, after: constant([]) }) },
  {
    weight: 2,
    arbitrary: fc.record({
      name,
      race: fc.tuple(fc.constantFrom('octavia', 'maintainer'), constant('wim')),
      to: fc.integer({ min: 11, max: 14 }),
    }),
  },
  { weight: 1, arbitrary: constant({ lose: 'the database' }) },
);

/** How the two clusters are packaged, and what people do. */
export const stories = fc.record({
  packaged: fc.shuffledSubarray([...packagings], { minLength: 2, maxLength: 2 }),
  /** The first stands when the story begins; does the second? */
  both: fc.integer({ min: 0, max: 3 }).map((drawn) => drawn > 0),
  steps: fc.array(step, { minLength: 9, maxLength: 14 }),
});
export type Story = typeof stories extends fc.Arbitrary<infer T> ? T : never;

/** A step as a line that a person can follow. */
export function lineOf(each: Step): string {
  if ('lose' in each) return `the database is lost`;
  if ('race' in each)
    return `${each.race.join(' and ')} at once: scale ${each.name} to ${each.to}, and to ${each.to + 1}`;
  const { kind, ...more } = each.act;
  const said = Object.entries(more).flatMap(([key, value]) => (value === false ? [] : [`${key}=${value}`]));
  const after = each.after.length === 0 ? '' : `; then ${each.after.join(', ')}`;
  return `${each.who}: ${[kind, each.name, ...said].join(' ')}${each.twice ? ' (delivered twice)' : ''}${after}`;
}
