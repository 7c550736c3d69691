import { at, type KubeObject } from '../../kubernetes/object.ts';
import { aggregate, conditionOf, type MergeOptions, type Verdict } from './conditions.ts';
import { type Family, isInitialised } from './family.ts';
import { isDeleting, type Reference } from './world.ts';

interface External {
  readonly target: string;
  readonly source: string;
  readonly reference: Reference | undefined;
  readonly object: KubeObject | undefined;
  readonly done: boolean;
  readonly good: string;
  readonly bad: string;
  readonly field: string;
}

/** The condition of an object that the Cluster refers to, or what its absence means. */
export const external = (
  cluster: KubeObject,
  { target, source, reference, object, done, good, bad, field }: External,
): Verdict => {
  if (reference === undefined) {
    const message =
      at(cluster, 'spec', 'topology') === undefined || isDeleting(cluster)
        ? ''
        : 'Waiting for cluster topology to be reconciled';
    return { type: target, status: 'False', reason: 'DoesNotExist', message };
  }
  const { kind } = reference;
  if (object === undefined) {
    if (!done) return { type: target, status: 'False', reason: 'DoesNotExist', message: `${kind} does not exist` };
    const message = isDeleting(cluster)
      ? `${kind} has been deleted`
      : `${kind} has been deleted while the cluster still exists`;
    return { type: target, status: 'False', reason: 'Deleted', message };
  }
  const found = conditionOf(object, source);
  if (found !== undefined) {
    const reason = found.reason || (found.status === 'True' ? good : 'NoReasonReported');
    return { type: target, status: found.status, reason, message: found.message ?? '' };
  }
  if (done) return { type: target, status: 'True', reason: good };
  return { type: target, status: 'False', reason: bad, message: `${kind} ${field} is false` };
};

export const initialisation = (cluster: KubeObject, family: Family): Verdict => {
  const type = 'ControlPlaneInitialized';
  const old = conditionOf(cluster, type);
  if (old?.status === 'True') return old;
  const { controlPlane, controlPlaneReference } = family;
  if (controlPlane === undefined) {
    const message = controlPlaneReference === undefined ? '' : `${controlPlaneReference.kind} does not exist`;
    return { type, status: 'Unknown', reason: 'DoesNotExist', message };
  }
  return isInitialised(controlPlane)
    ? { type, status: 'True', reason: 'Initialized' }
    : { type, status: 'False', reason: 'NotInitialized', message: 'Control plane not yet initialized' };
};

/** Pools are left out, as Cluster API leaves them out: it passes an empty list of MachinePools. */
export const workersAvailability = ({ deployments }: Family): Verdict =>
  deployments.length === 0
    ? { type: 'WorkersAvailable', status: 'True', reason: 'NoWorkers' }
    : aggregate(deployments, 'Available', {
        target: 'WorkersAvailable',
        reasons: ['NotAvailable', 'AvailableUnknown', 'Available'],
      });

export const change = (family: Family, type: string): Verdict => {
  const { controlPlane, deployments } = family;
  const reporting = controlPlane !== undefined && conditionOf(controlPlane, type) !== undefined ? [controlPlane] : [];
  const objects = [...reporting, ...deployments];
  const options: MergeOptions = {
    target: type,
    reasons: [type, `${type}Unknown`, `Not${type}`],
    negative: [type],
    targetIsNegative: true,
  };
  return objects.length === 0 ? { type, status: 'False', reason: `Not${type}` } : aggregate(objects, type, options);
};
