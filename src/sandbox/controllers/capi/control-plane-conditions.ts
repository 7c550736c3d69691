import { at, type KubeObject } from '../../kubernetes/object.ts';
import { conditionOf, isTrue, type Verdict } from './conditions.ts';
import { gates } from './control-plane-machines.ts';
import { isDeleting, textAt } from './world.ts';

export const scaling = (current: number, desired: number, blocked: readonly string[]): readonly Verdict[] => {
  const because = blocked.length === 0 ? '' : ` is blocked because:\n${blocked.join('\n')}`;
  const from = `from ${current} to ${desired} replicas${because}`;
  return [
    current < desired
      ? { type: 'ScalingUp', status: 'True', reason: 'ScalingUp', message: `Scaling up ${from}` }
      : { type: 'ScalingUp', status: 'False', reason: 'NotScalingUp' },
    current > desired
      ? { type: 'ScalingDown', status: 'True', reason: 'ScalingDown', message: `Scaling down ${from}` }
      : { type: 'ScalingDown', status: 'False', reason: 'NotScalingDown' },
  ];
};

export const rollingOut = (machines: readonly KubeObject[]): Verdict => {
  const stale = machines.flatMap((machine) => {
    const list = (at(machine, 'status', 'conditions') ?? []) as readonly Verdict[];
    return list.filter((verdict) => verdict.type === 'UpToDate' && verdict.status === 'False');
  });
  if (stale.length === 0) return { type: 'RollingOut', status: 'False', reason: 'NotRollingOut' };
  const reasons = [...new Set(stale.flatMap((verdict) => (verdict.message ?? '').split('\n')))]
    .filter((line) => line !== '')
    .sort();
  const message = [`Rolling out ${stale.length} not up-to-date replicas`, ...reasons].join('\n');
  return { type: 'RollingOut', status: 'True', reason: 'RollingOut', message };
};

export const availability = (kcp: KubeObject, initialised: boolean, machines: readonly KubeObject[]): Verdict => {
  const no = (message: string): Verdict => ({ type: 'Available', status: 'False', reason: 'NotAvailable', message });
  if (!initialised) return no('Control plane not yet initialized');
  const members = machines.filter((machine) => textAt(machine, 'status', 'nodeRef', 'name') !== undefined);
  if (members.length === 0) return no('Waiting for etcd to report the list of members');
  const healthy = members.filter((machine) => isTrue(machine, 'EtcdMemberHealthy')).length;
  const components = members.filter((machine) => gates.every((gate) => isTrue(machine, gate))).length;
  const quorum = Math.floor(members.length / 2) + 1;
  if (isDeleting(kcp)) return no('* Control plane metadata.deletionTimestamp is set');
  if (healthy >= quorum && components >= 1) return { type: 'Available', status: 'True', reason: 'Available' };
  const needs = `at least ${quorum} healthy member required for etcd quorum`;
  const few =
    healthy === 0
      ? '* There are no healthy etcd member'
      : `* ${healthy} of ${members.length} etcd members ${healthy === 1 ? 'is' : 'are'} healthy`;
  const etcd = healthy >= quorum ? [] : [`${few}, ${needs}`];
  const pods =
    components >= 1 ? [] : ['* There are no Machines with healthy control plane components, at least 1 required'];
  return no([...etcd, ...pods].join('\n'));
};

const lines = (
  machines: readonly KubeObject[],
  types: readonly string[],
  status: 'Unknown' | 'False',
): readonly string[] =>
  machines.flatMap((machine) => {
    const bad = types.flatMap((type) => {
      const condition = conditionOf(machine, type);
      return condition?.status === status ? [`  * ${type}: ${condition.message}`] : [];
    });
    return bad.length === 0 ? [] : [`* Machine ${machine.metadata.name}:`, ...bad];
  });

/** What the machines' own conditions come to for the whole control plane. */
export const health = (
  type: 'EtcdClusterHealthy' | 'ControlPlaneComponentsHealthy',
  machines: readonly KubeObject[],
  initialised: boolean,
): Verdict => {
  if (!initialised) {
    const message = 'Waiting for Cluster control plane to be initialized';
    return { type, status: 'Unknown', reason: 'InspectionFailed', message };
  }
  const types =
    type === 'EtcdClusterHealthy' ? ['EtcdMemberHealthy'] : gates.filter((gate) => gate !== 'EtcdMemberHealthy');
  const broken = lines(machines, types, 'False');
  if (broken.length > 0) return { type, status: 'False', reason: 'NotHealthy', message: broken.join('\n') };
  const unknown = lines(machines, types, 'Unknown');
  if (unknown.length > 0) return { type, status: 'Unknown', reason: 'HealthUnknown', message: unknown.join('\n') };
  return { type, status: 'True', reason: 'Healthy' };
};

/** Why the next machine may not be made or taken away yet. */
export const preflight = (machines: readonly KubeObject[]): readonly string[] => {
  const well = (types: readonly string[]): boolean =>
    machines.every((machine) => types.every((type) => isTrue(machine, type)));
  return [
    ...(machines.some(isDeleting) ? ['* waiting for a control plane Machine to complete deletion'] : []),
    ...(well(gates.filter((gate) => gate !== 'EtcdMemberHealthy'))
      ? []
      : ['* waiting for control plane components to become healthy']),
    ...(well(['EtcdMemberHealthy']) ? [] : ['* waiting for etcd cluster to become healthy']),
  ];
};
