/** A deletion that was let go, and when, in milliseconds since the epoch. */
export interface LetGo {
  readonly key: string;
  readonly at: number;
}

export type Slot =
  | { readonly state: 'taken'; readonly recent: readonly LetGo[] }
  /** As many were let go within the hour as may be; the next one may at `until`. */
  | { readonly state: 'full'; readonly until: number };

/** Over which deletions are counted, in milliseconds. */
export const hour = 3_600_000;

/** A place among the deletions of the last hour. One that has its place keeps it, however often it is asked for. */
export function takeSlot(known: readonly LetGo[], key: string, most: number, now: number): Slot {
  const recent = known.filter(({ at }) => now - at < hour);
  if (recent.some((each) => each.key === key)) return { state: 'taken', recent };
  if (recent.length < most) return { state: 'taken', recent: [...recent, { key, at: now }] };
  // `most` may have been lowered meanwhile: as many must age out as are too many.
  const freed = recent.toSorted((a, b) => a.at - b.at)[recent.length - most];
  return { state: 'full', until: (freed?.at ?? now) + hour };
}

/** What is stored of them; anything else counts as none. */
export function decodeLetGo(text: string): readonly LetGo[] {
  const stored: unknown = JSON.parse(text);
  return Array.isArray(stored) ? stored.filter(isLetGo) : [];
}

export function isLetGo(value: unknown): value is LetGo {
  if (typeof value !== 'object' || value === null) return false;
  const { key, at } = value as Readonly<Record<string, unknown>>;
  return typeof key === 'string' && typeof at === 'number';
}
