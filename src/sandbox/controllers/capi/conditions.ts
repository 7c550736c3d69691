import { at, type KubeObject, timestamp } from '../../kubernetes/object.ts';

export type ConditionStatus = 'True' | 'False' | 'Unknown';

/** What a controller has to say; the rest of the condition follows from the object and the time. */
export interface Verdict {
  readonly type: string;
  readonly status: ConditionStatus;
  readonly reason: string;
  readonly message?: string;
}

export interface Condition extends Verdict {
  readonly message: string;
  readonly lastTransitionTime: string;
  readonly observedGeneration?: number;
}

export const conditionsOf = (object: KubeObject): readonly Condition[] => {
  const list = at(object, 'status', 'conditions');
  return Array.isArray(list) ? (list as readonly Condition[]) : [];
};

export const conditionOf = (object: KubeObject, type: string): Condition | undefined =>
  conditionsOf(object).find((condition) => condition.type === type);

export const isTrue = (object: KubeObject, type: string): boolean => conditionOf(object, type)?.status === 'True';

/** Lays verdicts over the conditions of an object; the time of transition moves only when the status does. */
export const withVerdicts = (object: KubeObject, verdicts: readonly Verdict[], now: number): readonly Condition[] => {
  const known = conditionsOf(object);
  const { generation } = object.metadata;
  const fresh = verdicts.map(({ type, status, reason, message = '' }): Condition => {
    const old = known.find((condition) => condition.type === type);
    const lastTransitionTime = old?.status === status ? old.lastTransitionTime : timestamp(now);
    return {
      type,
      status,
      reason,
      message,
      lastTransitionTime,
      ...(generation === undefined ? {} : { observedGeneration: generation }),
    };
  });
  const replaced = new Set(verdicts.map(({ type }) => type));
  return [...known.filter(({ type }) => !replaced.has(type)), ...fresh].sort(inOrder);
};

/** Available and Ready first, the technical ones last, as Cluster API sorts them. */
const first = [
  'Available',
  'Ready',
  'UpToDate',
  'RemoteConnectionProbe',
  'BootstrapConfigReady',
  'InfrastructureReady',
];
const last = ['RollingOut', 'Remediating', 'ScalingDown', 'ScalingUp', 'Deleting', 'Paused'];
const rank = (type: string): number => {
  const early = first.indexOf(type);
  if (early >= 0) return early;
  const late = last.indexOf(type);
  return late >= 0 ? 100 + late : 50;
};
const inOrder = (a: Condition, b: Condition): number => rank(a.type) - rank(b.type) || (a.type < b.type ? -1 : 1);

type Priority = 'issue' | 'unknown' | 'info';

export interface MergeOptions {
  readonly target: string;
  /** Reasons when something is wrong, unknown, well. */
  readonly reasons: readonly [issue: string, unknown: string, info: string];
  /** Condition types of which True is bad. */
  readonly negative?: readonly string[];
  /** The target itself is of the kind of which True is bad. */
  readonly targetIsNegative?: boolean;
  /** Overrides the priority of a condition. */
  readonly priority?: (verdict: Verdict) => Priority | undefined;
}

const priorityOf = (verdict: Verdict, options: MergeOptions): Priority => {
  const own = options.priority?.(verdict);
  if (own !== undefined) return own;
  if (verdict.status === 'Unknown') return 'unknown';
  const bad = options.negative?.includes(verdict.type) ? 'True' : 'False';
  return verdict.status === bad ? 'issue' : 'info';
};

const indented = (message: string): string =>
  message.includes('\n') || message.startsWith('* ')
    ? `\n${message
        .split('\n')
        .map((line) => `  ${line}`)
        .join('\n')}`
    : ` ${message}`;

const merged = (
  all: readonly Verdict[],
  options: MergeOptions,
): { readonly status: ConditionStatus; readonly reason: string } => {
  const priorities = all.map((verdict) => priorityOf(verdict, options));
  const [issue, unknown, info] = options.reasons;
  const negative = options.targetIsNegative ?? false;
  if (priorities.includes('issue')) return { status: negative ? 'True' : 'False', reason: issue };
  if (priorities.includes('unknown')) return { status: 'Unknown', reason: unknown };
  return { status: negative ? 'False' : 'True', reason: info };
};

/** One condition out of several of the same object: `conditions.NewSummaryCondition` of Cluster API. */
export const summary = (
  object: { readonly verdicts: readonly Verdict[] },
  types: readonly string[],
  options: MergeOptions & { readonly optional?: readonly string[] },
): Verdict => {
  const considered = types.flatMap((type): readonly Verdict[] => {
    const found = object.verdicts.find((verdict) => verdict.type === type);
    if (found !== undefined) return [found];
    if (options.optional?.includes(type)) return [];
    return [{ type, status: 'Unknown', reason: 'NotYetReported', message: 'Condition not yet reported' }];
  });
  const outcome = merged(considered, options);
  const well = outcome.status === (options.targetIsNegative ? 'False' : 'True');
  const lines = considered.flatMap((verdict) => {
    if (priorityOf(verdict, options) === 'info' && (!well || !verdict.message)) return [];
    return [`* ${verdict.type}:${indented(verdict.message || 'No additional info provided')}`];
  });
  return { type: options.target, ...outcome, message: lines.join('\n') };
};

const named = (kind: string, names: readonly string[]): string => {
  const shown = names.slice(0, 3).join(', ');
  const more = names.length > 3 ? `, ... (${names.length - 3} more)` : '';
  return `* ${kind}${names.length > 1 ? 's' : ''} ${shown}${more}:`;
};

const groupLines = (
  members: readonly { readonly object: KubeObject; readonly verdict: Verdict }[],
  limit: number,
): readonly string[] => {
  const groups = Map.groupBy(members, ({ object, verdict }) => `${object.kind}\n${verdict.message ?? ''}`);
  const ordered = [...groups.values()].sort((a, b) => b.length - a.length);
  return ordered.slice(0, limit).map((group) => {
    const names = group.map(({ object }) => object.metadata.name).sort();
    const kind = group[0]?.object.kind ?? '';
    return `${named(kind, names)}${indented(group[0]?.verdict.message || 'No additional info provided')}`;
  });
};

/** One condition out of the same condition of several objects: `conditions.NewAggregateCondition` of Cluster API. */
export const aggregate = (objects: readonly KubeObject[], type: string, options: MergeOptions): Verdict => {
  const members = objects.map((object) => ({
    object,
    verdict:
      conditionOf(object, type) ??
      ({
        type,
        status: 'Unknown',
        reason: 'NotYetReported',
        message: `Condition ${type} not yet reported`,
      } satisfies Verdict),
  }));
  const verdicts = members.map(({ verdict }) => verdict);
  const outcome = merged(verdicts, options);
  const of = (priority: Priority) => members.filter(({ verdict }) => priorityOf(verdict, options) === priority);
  const well = of('issue').length === 0 && of('unknown').length === 0;
  const lines = well
    ? groupLines(
        of('info').filter(({ verdict }) => verdict.message),
        3,
      )
    : [...groupLines(of('issue'), 3), ...groupLines(of('unknown'), 3)].slice(0, 3);
  return { type: options.target, ...outcome, message: lines.join('\n') };
};

/** The condition that aggregates over machines: well with a reason of its own when there are none. */
export const overMachines = (
  machines: readonly KubeObject[],
  source: string,
  target: string,
  reasons: MergeOptions['reasons'],
): Verdict =>
  machines.length === 0
    ? { type: target, status: 'True', reason: 'NoReplicas' }
    : aggregate(machines, source, { target, reasons });
