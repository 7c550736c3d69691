/**
 * What became of the train behind a merged request: its next command was given, somebody stopped it, or a later merge changed
 * its clusters before they were ready. A signed comment carries it; of several for one request the oldest holds.
 */
export interface TrainMark {
  /** The request that is merged. */
  readonly request: string;
  readonly verdict: 'continued' | 'stopped' | 'overtaken';
  /** Login of who stopped it. */
  readonly by?: string;
  /** Node id of the comment that stopped it, or the later commit. */
  readonly source?: string;
}

/** The mark that holds, and the comment that carries it. */
export interface SettledTrain extends Pick<TrainMark, 'verdict' | 'by'> {
  readonly url: string;
}

const isVerdict = (value: unknown): value is TrainMark['verdict'] =>
  value === 'continued' || value === 'stopped' || value === 'overtaken';

/** What a marker carries; undefined when it is not of this form. */
export function decodeTrainMark(payload: unknown): TrainMark | undefined {
  if (typeof payload !== 'object' || payload === null) return undefined;
  const { request, verdict, by, source } = payload as Readonly<Record<string, unknown>>;
  if (typeof request !== 'string' || !isVerdict(verdict)) return undefined;
  return {
    request,
    verdict,
    ...(typeof by === 'string' ? { by } : {}),
    ...(typeof source === 'string' ? { source } : {}),
  };
}
