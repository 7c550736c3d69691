/** What a schedule has done, as the signed marker in the text of its issue says it. */
export interface ScheduleBook {
  readonly schedule: string;
  /** The last turn that was looked at, in milliseconds since the epoch: nothing is done for it but what waits. */
  readonly at: number;
  /** Digest of its clusters and times: for others it begins anew. */
  readonly times: string;
  /** Names of clusters that could not be changed at that turn; they are tried again until the next. */
  readonly waiting: readonly string[];
  /** Pull requests of turns before it that nobody had merged, and that were closed. */
  readonly closed: readonly number[];
}

/** What a comment was written for: at this turn, the command is given for these clusters. */
export interface TurnMark {
  readonly schedule: string;
  readonly at: number;
  readonly clusters: readonly string[];
}

const isText = (value: unknown): value is string => typeof value === 'string';
const isNumber = (value: unknown): value is number => typeof value === 'number';
const fields = (payload: unknown): Readonly<Record<string, unknown>> =>
  typeof payload === 'object' && payload !== null ? (payload as Readonly<Record<string, unknown>>) : {};

/** What a marker carries; undefined when it is not of this form. */
export function decodeScheduleBook(payload: unknown): ScheduleBook | undefined {
  const { schedule, at, times, waiting, closed } = fields(payload);
  return isText(schedule) &&
    isNumber(at) &&
    isText(times) &&
    Array.isArray(waiting) &&
    waiting.every(isText) &&
    Array.isArray(closed) &&
    closed.every(isNumber)
    ? { schedule, at, times, waiting, closed }
    : undefined;
}

/** The same of a comment. */
export function decodeTurnMark(payload: unknown): TurnMark | undefined {
  const { schedule, at, clusters } = fields(payload);
  return isText(schedule) && isNumber(at) && Array.isArray(clusters) && clusters.every(isText)
    ? { schedule, at, clusters }
    : undefined;
}
