import { at, type KubeObject } from '../../kubernetes/object.ts';
import { type ConditionStatus, conditionOf, summary, type Verdict } from './conditions.ts';
import { isDeleting, type Reference } from './world.ts';

export const mirror = (
  machine: KubeObject,
  source: KubeObject | undefined,
  options: {
    readonly target: string;
    readonly reference: Reference | undefined;
    readonly done: boolean;
    readonly reasons: readonly [string, string];
    readonly field: string;
  },
): Verdict => {
  const { target, reference, done, reasons, field } = options;
  const kind = reference?.kind ?? '';
  if (source === undefined) {
    if (isDeleting(machine) && done)
      return { type: target, status: 'False', reason: 'Deleted', message: `${kind} has been deleted` };
    return { type: target, status: 'False', reason: 'DoesNotExist', message: `${kind} does not exist` };
  }
  const ready = conditionOf(source, 'Ready');
  if (ready !== undefined) {
    const reason = ready.reason || (ready.status === 'True' ? reasons[0] : 'NoReasonReported');
    return { type: target, status: ready.status, reason, message: ready.message ?? '' };
  }
  const status: ConditionStatus = done ? 'True' : 'False';
  return {
    type: target,
    status,
    reason: done ? reasons[0] : reasons[1],
    message: done ? '' : `${kind} ${field} is false`,
  };
};

interface Gate {
  readonly conditionType: string;
  readonly polarity?: string;
}

export const readiness = (machine: KubeObject, verdicts: readonly Verdict[]): readonly Verdict[] => {
  const gates = (at(machine, 'spec', 'readinessGates') ?? []) as readonly Gate[];
  const others = gates.flatMap(({ conditionType }) => conditionOf(machine, conditionType) ?? []);
  const health = conditionOf(machine, 'HealthCheckSucceeded');
  const deleting = verdicts.find((verdict) => verdict.type === 'Deleting');
  const brief = isDeleting(machine)
    ? [
        {
          type: 'Deleting',
          status: 'True' as const,
          reason: 'Deleting',
          message: `Machine deletion in progress, stage: ${deleting?.reason}`,
        },
      ]
    : [];
  const known = [
    ...brief,
    ...verdicts.filter((verdict) => brief.length === 0 || verdict.type !== 'Deleting'),
    ...others,
    ...(health === undefined ? [] : [health]),
  ];
  const types = [
    'Deleting',
    'Updating',
    'BootstrapConfigReady',
    'InfrastructureReady',
    'NodeHealthy',
    'HealthCheckSucceeded',
    ...gates.map((gate) => gate.conditionType),
  ];
  const gone = new Set(['Deleted', 'DoesNotExist', 'NodeDeleted', 'NodeDoesNotExist']);
  const ready = summary({ verdicts: known }, types, {
    target: 'Ready',
    reasons: ['NotReady', 'ReadyUnknown', 'Ready'],
    negative: [
      'Deleting',
      'Updating',
      ...gates.filter((gate) => gate.polarity === 'Negative').map((gate) => gate.conditionType),
    ],
    optional: ['HealthCheckSucceeded'],
    priority: (verdict) => (isDeleting(machine) && gone.has(verdict.reason) ? 'info' : undefined),
  });
  const available: Verdict =
    ready.status === 'True'
      ? { type: 'Available', status: 'True', reason: 'Available' }
      : { type: 'Available', status: 'False', reason: 'NotReady' };
  return [ready, available];
};
