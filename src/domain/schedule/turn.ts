import { weekdays } from '../access/policy.ts';
import { firstInstantOf, localDate } from '../access/time-window.ts';
import type { Schedule } from './schedule.ts';

export type TurnKind = 'sleep' | 'wake';

/** A moment at which a schedule has something done. */
export interface Turn {
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly kind: TurnKind;
}

/** The schedule in whose name a command is given, and the turn that it is given for. */
export interface GivenTurn {
  readonly name: string;
  /** Milliseconds since the epoch. */
  readonly at: number;
}

type Times = Pick<Schedule, 'zone' | 'days' | 'sleep' | 'wake'>;

/** The command that a turn gives. */
export const commandOf = { sleep: 'hibernate-cluster', wake: 'wake-cluster' } as const satisfies Record<
  TurnKind,
  string
>;

/** The last turn that has come by now. Of two at the same moment, because clocks are put forward past both, the later holds. */
export const lastTurn = (schedule: Times, now: number): Turn | undefined =>
  turnsAround(schedule, now).findLast(({ at }) => at <= now);

/** The next turn after now. */
export function nextTurn(schedule: Times, now: number): Turn | undefined {
  const [first, ...others] = turnsAround(schedule, now).filter(({ at }) => at > now);
  return others.findLast(({ at }) => at === first?.at) ?? first;
}

const day = 24 * 60 * 60_000;

/** Those of the days about now, in order: days come back every week, and a night may end on the day after. */
function turnsAround({ zone, days, sleep, wake }: Times, now: number): readonly Turn[] {
  const today = Date.parse(`${localDate(now, zone)}T00:00:00Z`);
  const turns: (Turn & { readonly wall: string })[] = [];
  const put = (kind: TurnKind, midnight: number, time: string): void => {
    const date = dateOf(midnight);
    turns.push({ kind, at: firstInstantOf(date, time, zone), wall: `${date}T${time}` });
  };
  for (let offset = -9; offset <= 9; offset += 1) {
    const midnight = today + offset * day;
    const word = weekdays[(new Date(midnight).getUTCDay() + 6) % 7];
    if (word === undefined || !days.includes(word)) continue;
    if (wake !== undefined) put('wake', midnight, wake);
    put('sleep', wake !== undefined && sleep <= wake ? midnight + day : midnight, sleep);
  }
  return turns
    .toSorted((left, right) => left.at - right.at || (left.wall < right.wall ? -1 : 1))
    .map(({ at, kind }) => ({ at, kind }));
}

const dateOf = (midnight: number): string => new Date(midnight).toISOString().slice(0, 10);
