import { type TimeWindow, type Weekday, weekdays } from './policy.ts';

/** A moment as a clock on the wall of a time zone shows it. */
interface LocalTime {
  /** `YYYY-MM-DD`. */
  readonly date: string;
  /** `HH:MM`. */
  readonly time: string;
  /** From Monday, which is 0. */
  readonly day: number;
}

const formats = new Map<string, Intl.DateTimeFormat>();

/** Whether this is an IANA time zone that the runtime knows. */
export function isTimeZone(zone: string): boolean {
  try {
    formatOf(zone);
    return true;
  } catch {
    return false;
  }
}

/** Whether the moment, in milliseconds since the epoch, lies in the window. Zones with summer time are followed. */
export function isWithin(window: TimeWindow, now: number): boolean {
  const { date, time, day } = localTime(now, window.zone);
  const { days, from = '00:00', to = '24:00', firstDay, lastDay } = window;
  if ((firstDay !== undefined && date < firstDay) || (lastDay !== undefined && date > lastDay)) return false;
  const isDay = (number: number): boolean => {
    const word = weekdays[(number + 7) % 7];
    return days === undefined || (word !== undefined && days.includes(word));
  };
  if (from < to) return isDay(day) && time >= from && time < to;
  return (isDay(day) && time >= from) || (isDay(day - 1) && time < to);
}

/** The day of a moment in a time zone, `YYYY-MM-DD`. */
export const localDate = (at: number, zone: string): string => localTime(at, zone).date;

/** What a clock in a time zone shows at a moment, `2026-11-27 20:00`. */
export function localMoment(at: number, zone: string): string {
  const { date, time } = localTime(at, zone);
  return `${date} ${time}`;
}

/** When a clock in the time zone shows this; where none does, because clocks are put forward, a moment about then. */
export function instantOf(date: string, time: string, zone: string): number {
  const wall = wallOf(date, time);
  return wall - aheadOf(wall - aheadOf(wall, zone), zone);
}

/**
 * The first moment at which a clock in the time zone shows this: once where clocks are put back, and it shows it twice. Where clocks
 * are put forward past it, that moment.
 */
export function firstInstantOf(date: string, time: string, zone: string): number {
  const wall = wallOf(date, time);
  const shownAt = (at: number): number => at + aheadOf(at, zone);
  const possible = [wall - day, wall + day].map((at) => wall - aheadOf(at, zone)).sort((a, b) => a - b);
  const shown = possible.find((at) => shownAt(at) === wall);
  if (shown !== undefined) return shown;
  let [low = wall, high = wall] = possible;
  while (high - low > minute) {
    const middle = Math.floor((low + high) / 2 / minute) * minute;
    if (shownAt(middle) < wall) low = middle;
    else high = middle;
  }
  return high;
}

const minute = 60_000;
const day = 24 * 60 * minute;

/** What a clock shows as if it were in UTC; `24:00` is the next midnight. */
function wallOf(date: string, time: string): number {
  const [hours = 0, minutes = 0] = time.split(':').map(Number);
  return Date.parse(`${date}T00:00:00Z`) + (hours * 60 + minutes) * minute;
}

/** By how much the clocks of a zone are ahead of UTC at a whole minute. */
function aheadOf(at: number, zone: string): number {
  const local = localTime(at, zone);
  return Date.parse(`${local.date}T${local.time}:00Z`) - at;
}

/** The last moment that was looked at, by zone: all rules of a decision ask for the same. */
const looked = new Map<string, { readonly now: number; readonly local: LocalTime }>();

function localTime(now: number, zone: string): LocalTime {
  const known = looked.get(zone);
  if (known?.now === now) return known.local;
  const local = formatted(now, zone);
  looked.set(zone, { now, local });
  return local;
}

function formatted(now: number, zone: string): LocalTime {
  const parts = Object.fromEntries(
    formatOf(zone)
      .formatToParts(now)
      .map(({ type, value }) => [type, value]),
  );
  return {
    date: `${parts['year']}-${parts['month']}-${parts['day']}`,
    time: `${parts['hour']}:${parts['minute']}`,
    day: weekdays.indexOf((parts['weekday'] ?? '').toLowerCase() as Weekday),
  };
}

function formatOf(zone: string): Intl.DateTimeFormat {
  const known = formats.get(zone);
  if (known !== undefined) return known;
  const made = new Intl.DateTimeFormat('en-US', {
    timeZone: zone,
    hourCycle: 'h23',
    weekday: 'short',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
  });
  formats.set(zone, made);
  return made;
}
