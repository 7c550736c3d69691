/** Bounds of the watching, in milliseconds unless said. */
export interface WatchLimits {
  /** Objects a page of a list. */
  readonly pageSize: number;
  /** Without a byte, not even a bookmark, for so long, a connection counts as dead; servers send a bookmark a minute. */
  readonly silent: number;
  /** Without a byte for so long, what an open watch tells is no longer taken for current: a bookmark is overdue. */
  readonly quiet: number;
  /** A watch that is away for longer makes the picture blind. */
  readonly away: number;
  /** How often the served kinds are asked for again. */
  readonly discovery: number;
  /** A kind must stay missing from discovery for so long before its objects are forgotten: a restarting server serves its kinds one by one. */
  readonly vanished: number;
  /** Shortest time between two discoveries that failures of watches ask for. */
  readonly discoveryAtMost: number;
  /** How many list pages are under way at once. */
  readonly listsAtOnce: number;
}

export const defaultLimits: WatchLimits = {
  pageSize: 500,
  silent: 120_000,
  quiet: 90_000,
  away: 60_000,
  discovery: 120_000,
  vanished: 120_000,
  discoveryAtMost: 10_000,
  listsAtOnce: 2,
};
