/** The end of a cluster's life and what comes before it. All times in milliseconds since the epoch. */
export interface Life {
  readonly endsAt: number;
  /** From then on it is to be warned of. */
  readonly warnAt: number;
  /** What must pass at least between the warning and the end. */
  readonly noticeMs: number;
}

/** A warning that was given, by its signed marker. */
export interface Warning {
  /** The request that made the cluster. */
  readonly request: string;
  readonly cluster: string;
  readonly endsAt: number;
  readonly at: number;
}

/** The life of a cluster that was merged then. The notice is never more than a third of it, so that a short life has its time. */
export function lifeOf(ttlSeconds: number, mergedAt: number, warnBeforeSeconds: number): Life {
  const endsAt = mergedAt + ttlSeconds * 1_000;
  const noticeMs = Math.floor(Math.min(warnBeforeSeconds, ttlSeconds / 3) * 1_000);
  return { endsAt, warnAt: endsAt - noticeMs, noticeMs };
}

/** The warning of this very end: one of another end, before the life was made longer, counts for nothing. */
export const warningOf = <Given extends Warning>(
  warnings: readonly Given[],
  { request, cluster, endsAt }: Pick<Warning, 'request' | 'cluster' | 'endsAt'>,
): Given | undefined =>
  warnings.find((each) => each.request === request && each.cluster === cluster && each.endsAt === endsAt);

/** What is due now. Nobody is surprised: without a warning there is no end, and the notice counts from the warning where that came late. */
export function due(life: Life, warning: Warning | undefined, now: number): 'nothing' | 'warning' | 'end' {
  if (warning === undefined) return now >= life.warnAt ? 'warning' : 'nothing';
  return now >= Math.max(life.endsAt, warning.at + life.noticeMs) ? 'end' : 'nothing';
}

/** When the end comes at the earliest, once it was warned of then. */
export const endAfter = ({ endsAt, noticeMs }: Life, warnedAt: number): number => Math.max(endsAt, warnedAt + noticeMs);

/** What a marker carries; undefined when it is not of this form. */
export function decodeWarning(payload: unknown): Warning | undefined {
  if (typeof payload !== 'object' || payload === null) return undefined;
  const { request, cluster, endsAt, at } = payload as Readonly<Record<string, unknown>>;
  return typeof request === 'string' &&
    typeof cluster === 'string' &&
    typeof endsAt === 'number' &&
    typeof at === 'number'
    ? { request, cluster, endsAt, at }
    : undefined;
}
