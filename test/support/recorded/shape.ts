interface Shaped {
  readonly kind: string;
  readonly metadata: object;
  readonly status?: unknown;
}

interface Metadata {
  readonly finalizers?: readonly string[];
  readonly ownerReferences?: readonly { readonly kind: string; readonly controller?: boolean }[];
}

interface Condition {
  readonly type: string;
  readonly status: string;
  readonly reason?: string;
}

/** What a controller says in its own words: lists of objects and everything that is counted or named by chance are left out. */
const byChance = /\.(conditions|addresses|v1beta1|nodeInfo)(\.|\[|$)/;

/**
 * What the controllers of a kind make of its objects, one sorted line each: owners, finalizers, which fields the status has, and
 * each condition with its status and reason.
 */
export function shapeOf(objects: readonly Shaped[]): Readonly<Record<string, readonly string[]>> {
  const kinds = Map.groupBy(objects, ({ kind }) => kind);
  return Object.fromEntries(
    [...kinds]
      .map(([kind, of]) => [kind, [...new Set(of.flatMap(linesOf))].sort()] as const)
      .sort(([left], [right]) => (left < right ? -1 : 1)),
  );
}

function linesOf({ metadata, status }: Shaped): readonly string[] {
  const conditions = (status as { readonly conditions?: readonly Condition[] } | undefined)?.conditions ?? [];
  const { finalizers = [], ownerReferences = [] } = metadata as Metadata;
  return [
    ...ownerReferences.map(({ kind, controller }) => `owner ${kind}${controller === true ? ' (controller)' : ''}`),
    ...finalizers.map((finalizer) => `finalizer ${finalizer}`),
    ...conditions.map(({ type, status: is, reason }) => `condition ${type}=${is} ${reason}`),
    ...pathsOf(status, 'status').filter((path) => !byChance.test(path)),
  ];
}

function pathsOf(value: unknown, path: string): readonly string[] {
  if (Array.isArray(value)) return value.flatMap((item) => pathsOf(item, `${path}[]`));
  if (typeof value !== 'object' || value === null) return [path];
  return Object.entries(value).flatMap(([key, each]) => pathsOf(each, `${path}.${key}`));
}
