/** One measured value against its limit, as `npm run bench` prints it. */
export interface Figure {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  /** Absent: stated, not judged. */
  readonly limit?: number;
  readonly better: 'lower' | 'higher';
  readonly met: boolean;
  /** How it was measured, or why it could not be. */
  readonly note?: string;
}

/** Judges a value against its limit. */
export const figure = (
  name: string,
  value: number,
  unit: string,
  limit: number | undefined,
  better: Figure['better'] = 'lower',
  note?: string,
): Figure => ({
  name,
  value: Math.round(value * 1000) / 1000,
  unit,
  ...(limit === undefined ? {} : { limit }),
  better,
  met: limit === undefined || (better === 'lower' ? value <= limit : value >= limit),
  ...(note === undefined ? {} : { note }),
});

/** A figure that could not be measured: not met, and the reason with it. */
export const unmeasured = (
  name: string,
  unit: string,
  limit: number | undefined,
  why: string,
  better: Figure['better'] = 'lower',
): Figure => ({
  name,
  value: Number.NaN,
  unit,
  ...(limit === undefined ? {} : { limit }),
  better,
  met: limit === undefined,
  note: why,
});
