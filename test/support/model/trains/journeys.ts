import fc from 'fast-check';
import { type Change, versions } from '../standing.ts';

/** The two clusters of a story. */
export const names = ['ash', 'elm'] as const;
export type Name = (typeof names)[number];

/** While machines are kept from coming up after a merge. */
export type Meanwhile = 'nothing' | 'lose' | 'cancel' | 'resize' | 'revoke';

/** What becomes of the pull request of a train that is open. */
export type Move =
  /** `away`: the bot does not run while people merge, and comes back without its database. */
  | { readonly kind: 'merge'; readonly away: boolean; readonly meanwhile: Meanwhile }
  | { readonly kind: 'cancel' | 'close' | 'lose' };

export interface Ride {
  readonly on: readonly Name[];
  readonly change: Change;
  /** What is not ended then is closed. */
  readonly moves: readonly Move[];
  /** Webhooks come twice. */
  readonly twice: boolean;
}
export interface Deletion {
  readonly of: Name;
  readonly confirmed: boolean;
  /** The database is lost before the merge. */
  readonly lose: boolean;
}
export type Journey = Ride | Deletion;

/** Where a management cluster is connected: each journey begins when the one before came to its end. */
export interface TrainStory {
  readonly journeys: readonly Journey[];
}

const one = <const T extends readonly unknown[]>(...values: T): fc.Arbitrary<T[number]> => fc.constantFrom(...values);

const change: fc.Arbitrary<Change> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({ kind: fc.constant('upgrade' as const), to: one(versions[1], versions[1], versions[2]) }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      ...{ kind: fc.constant('scale' as const), pool: fc.constant('md-0') },
      to: fc.integer({ min: 0, max: 3 }),
    }),
  },
  { weight: 2, arbitrary: fc.record({ kind: one('hibernate', 'wake') }) },
);
const move: fc.Arbitrary<Move> = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({
      kind: fc.constant('merge' as const),
      away: one(false, false, true),
      meanwhile: one<readonly Meanwhile[]>('nothing', 'nothing', 'lose', 'cancel', 'resize', 'revoke'),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: one('cancel', 'close', 'lose') }) },
);
const ride: fc.Arbitrary<Ride> = fc.record({
  on: one<readonly (readonly Name[])[]>(['ash'], names, names),
  change,
  moves: fc.array(move, { minLength: 1, maxLength: 5, size: 'max' }),
  twice: one(false, false, true),
});
const deletion: fc.Arbitrary<Deletion> = fc.record({
  of: one(...names),
  confirmed: one(true, true, false),
  lose: one(false, true),
});

export const trainStories: fc.Arbitrary<TrainStory> = fc.record({
  journeys: fc.array(fc.oneof({ weight: 4, arbitrary: ride }, { weight: 1, arbitrary: deletion }), {
    ...{ minLength: 1, maxLength: 4, size: 'max' },
  }),
});

/** A journey as a line that a person can follow. */
export function lineOf(journey: Journey): string {
  if ('of' in journey) {
    const { of, confirmed, lose } = journey;
    return `delete ${of}, ${confirmed ? 'confirmed' : 'merged around the confirmation'}${lose ? ', the database is lost before the merge' : ''}`;
  }
  const { on, change, moves, twice } = journey;
  const { kind, ...more } = change;
  const ways = moves.map((each) =>
    each.kind === 'merge' ? `merge${each.away ? ' while it is away' : ''} (${each.meanwhile})` : each.kind,
  );
  return `${kind} ${on.join(' and ')} ${JSON.stringify(more)}${twice ? ', webhooks twice' : ''}: ${ways.join(', ')}`;
}
