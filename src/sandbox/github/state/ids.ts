const firstOf = {
  account: 12_000_001,
  app: 400_001,
  hook: 500_000_001,
  installation: 60_000_001,
  repository: 900_000_001,
  issue: 1_900_000_001,
  pull: 1_500_000_001,
  comment: 2_100_000_001,
  review: 1_400_000_001,
  team: 9_000_001,
  label: 1_300_000_001,
  reaction: 250_000_001,
  suite: 1_800_000_001,
  run: 1_850_000_001,
  // Delivery ids are wider than 32 bits at GitHub, the others must fit GraphQL's Int.
  delivery: 180_000_000_001,
} as const;

export type IdKind = keyof typeof firstOf;

/** Numbers that never repeat within their kind, in the ranges in which GitHub's own lie. */
export function createIds(): (kind: IdKind) => number {
  const used = new Map<IdKind, number>();
  return (kind) => {
    const next = (used.get(kind) ?? firstOf[kind] - 1) + 1;
    used.set(kind, next);
    return next;
  };
}
