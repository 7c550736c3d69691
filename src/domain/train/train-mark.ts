/**
 * What became of the train behind a merged request: its next command was given, or somebody stopped it. A signed comment carries it;
 * of several for one request the oldest holds.
 */
export interface TrainMark {
  /** The request that is merged. */
  readonly request: string;
  readonly verdict: 'continued' | 'stopped';
  /** Login of who stopped it. */
  readonly by?: string;
  /** Node id of the comment that stopped it. */
  readonly source?: string;
}

/** The mark that holds, and the comment that carries it. */
export interface SettledTrain extends Pick<TrainMark, 'verdict' | 'by'> {
  readonly url: string;
}

/** What a marker carries; undefined when it is not of this form. */
export function decodeTrainMark(payload: unknown): TrainMark | undefined {
  if (typeof payload !== 'object' || payload === null) return undefined;
  const { request, verdict, by, source } = payload as Readonly<Record<string, unknown>>;
  if (typeof request !== 'string' || (verdict !== 'continued' && verdict !== 'stopped')) return undefined;
  return {
    request,
    verdict,
    ...(typeof by === 'string' ? { by } : {}),
    ...(typeof source === 'string' ? { source } : {}),
  };
}
