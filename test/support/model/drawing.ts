import fc from 'fast-check';
import { foresee, type Modelled, people } from './foresee.ts';
import { fresh, packagings, versions } from './standing.ts';
import {
  actsOf,
  type Deed,
  type Drawn,
  type Followed,
  type Loss,
  type Name,
  names,
  type Race,
  type Story,
} from './steps.ts';

const constant = <const T>(value: T) => fc.constant(value);
const one = <const T extends readonly unknown[]>(...values: T): fc.Arbitrary<T[number]> => fc.constantFrom(...values);
/** Each with its weight. */
const weighed = <T>(...each: readonly (readonly [number, fc.Arbitrary<T>])[]): fc.Arbitrary<T> =>
  fc.oneof(...each.map(([weight, arbitrary]) => ({ weight, arbitrary })));
/** True once in so many times. */
const onceIn = (times: number): fc.Arbitrary<boolean> =>
  fc.integer({ min: 1, max: times }).map((each) => each === times);
const upTo = (max: number, min = 0): fc.Arbitrary<number> => fc.integer({ min, max });

const dry = onceIn(7);
const act: fc.Arbitrary<Drawn> = weighed<Drawn>(
  [5, fc.record({ kind: constant('scale'), pool: one('md-0', 'md-0', 'batch'), to: upTo(9), dry })],
  [2, fc.record({ kind: constant('extend'), by: upTo(5, 1), dry })],
  [4, fc.record({ kind: constant('add-pool'), pool: constant('batch'), dry })],
  [3, fc.record({ kind: constant('remove-pool'), pool: one('batch', 'md-0'), dry })],
  [4, fc.record({ kind: constant('upgrade'), to: one(versions[1], ...versions), dry })],
  [6, fc.record({ kind: one('hibernate', 'wake'), dry })],
  [5, fc.record({ kind: one('create', 'delete'), dry })],
  [8, fc.record({ kind: one('merge', 'merge', 'lock', 'lock', 'unlock') })],
  [3, fc.record({ kind: constant('cancel') })],
  [4, fc.record({ kind: constant('confirm'), right: fc.boolean() })],
  [2, fc.record({ kind: constant('resize'), to: upTo(9) })],
  [4, fc.record({ kind: constant('note'), on: one('main', 'request'), file: one('first', 'pools') })],
);
const name = one(...names);
const deed = fc.record({
  name,
  who: weighed<Deed['who']>([16, one(...people.slice(0, 3))], [1, constant('reader')]),
  // The first that there is something to do for.
  acts: fc.array(act, { minLength: 3, maxLength: 3 }),
  twice: onceIn(8),
  after: one<readonly (readonly Followed[])[]>(
    [],
    [],
    ['merge'],
    ['wrong code', 'confirm', 'merge'],
    ['note', 'merge'],
  ),
});
const race: fc.Arbitrary<Race> = fc.record({
  ...{ name, to: upTo(14, 11) },
  race: fc.tuple(one('octavia', 'maintainer'), constant('wim')),
});
const loss: fc.Arbitrary<Loss> = constant({ lose: 'the database' });

type DrawnStep = typeof deed extends fc.Arbitrary<infer T> ? T : never;

/** What people do to two clusters that are packaged in different ways. */
export const stories: fc.Arbitrary<Story> = fc
  .record({
    packaged: fc.shuffledSubarray([...packagings], { minLength: 2, maxLength: 2 }),
    both: onceIn(4).map((each) => !each),
    steps: fc.array(weighed<DrawnStep | Race | Loss>([50, deed], [2, race], [2, loss]), {
      minLength: 1,
      maxLength: 24,
      size: 'max',
    }),
  })
  .map(meant);

/** Without most of what there would be nothing to do for, as the model says. */
function meant({
  packaged,
  both,
  steps,
}: Omit<Story, 'steps'> & { readonly steps: readonly (DrawnStep | Race | Loss)[] }): Story {
  const model = new Map<Name, Modelled>(
    names.map((each, index) => [
      each,
      {
        ...{ packaging: packaged[index] ?? 'plain', stands: index === 0 || both ? fresh(3) : undefined },
        ...{ lock: undefined, open: undefined, kept: 0 },
      },
    ]),
  );
  const chosen = steps.map((step) => {
    if (!('acts' in step)) return step;
    const { acts, ...rest } = step;
    const before = model.get(step.name);
    const [first] = acts;
    if (before === undefined || first === undefined) throw new Error('nothing was drawn');
    const answer = (drawn: Drawn): string => foresee(noted(drawn), step.who, before).answer;
    const made: Deed = { ...rest, act: acts.find((each) => !inVain.has(answer(each))) ?? first };
    model.set(
      step.name,
      actsOf(made, () => '').reduce((each, next) => foresee(next, step.who, each).after, before),
    );
    return made;
  });
  return { packaged, both, steps: chosen };
}

const inVain: ReadonlySet<string> = new Set(['idle', 'cluster/unknown', 'cluster/pool-unknown', 'request/no-change']);
const noted = (drawn: Drawn) => (drawn.kind === 'note' ? { ...drawn, note: '' } : drawn);
