import { at, type KubeObject } from '../../kubernetes/object.ts';
import { ensureClusterSecrets } from './cluster-secrets.ts';
import { isTrue, overMachines, type Verdict } from './conditions.ts';
import { gates, machineVerdicts, manager, scale } from './control-plane-machines.ts';
import { playMachine } from './machine.ts';
import { versionsOf } from './machines.ts';
import {
  again,
  clusterLabel,
  controlledBy,
  dropFinalizer,
  ensureFinalizer,
  ensureOwner,
  isDeleting,
  numberAt,
  ownedBy,
  referenceAt,
  referenced,
  remove,
  setStatus,
  textAt,
  type World,
} from './world.ts';

const finalizer = 'kubeadm.controlplane.cluster.x-k8s.io';

const scaling = (current: number, desired: number, blocked: string): readonly Verdict[] => [
  current < desired
    ? {
        type: 'ScalingUp',
        status: 'True',
        reason: 'ScalingUp',
        message: `Scaling up from ${current} to ${desired} replicas${blocked}`,
      }
    : { type: 'ScalingUp', status: 'False', reason: 'NotScalingUp' },
  current > desired
    ? {
        type: 'ScalingDown',
        status: 'True',
        reason: 'ScalingDown',
        message: `Scaling down from ${current} to ${desired} replicas`,
      }
    : { type: 'ScalingDown', status: 'False', reason: 'NotScalingDown' },
];

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

const availability = (kcp: KubeObject, initialised: boolean, machines: readonly KubeObject[]): Verdict => {
  const no = (message: string): Verdict => ({ type: 'Available', status: 'False', reason: 'NotAvailable', message });
  if (!initialised) return no('Control plane not yet initialized');
  const members = machines.filter((machine) => textAt(machine, 'status', 'nodeRef', 'name') !== undefined);
  if (members.length === 0) return no('Waiting for etcd to report the list of members');
  const healthy = members.filter((machine) => isTrue(machine, 'EtcdMemberHealthy')).length;
  const components = members.filter((machine) => gates.every((gate) => isTrue(machine, gate))).length;
  const quorum = Math.floor(members.length / 2) + 1;
  if (isDeleting(kcp)) return no('* Control plane metadata.deletionTimestamp is set');
  if (healthy >= quorum && components >= 1) return { type: 'Available', status: 'True', reason: 'Available' };
  const etcd =
    healthy >= quorum
      ? []
      : [
          `* ${healthy} of ${members.length} etcd members ${healthy === 1 ? 'is' : 'are'} healthy, at least ${quorum} healthy member${quorum === 1 ? '' : 's'} required for etcd quorum`,
        ];
  const pods =
    components >= 1 ? [] : ['* There are no Machines with healthy control plane components, at least 1 required'];
  return no([...etcd, ...pods].join('\n'));
};

const deletion = (
  world: World,
  cluster: KubeObject,
  machines: readonly KubeObject[],
): { readonly reason: string; readonly message: string } | undefined => {
  const { namespace, name } = cluster.metadata;
  const workers = world.store
    .list('cluster.x-k8s.io', 'Machine', namespace)
    .filter(
      (machine) =>
        machine.metadata.labels?.[clusterLabel] === name &&
        machine.metadata.labels['cluster.x-k8s.io/control-plane'] === undefined,
    );
  if (workers.length > 0)
    return {
      reason: 'WaitingForWorkersDeletion',
      message: `* Worker Machines: ${workers.map((machine) => machine.metadata.name).join(', ')}`,
    };
  for (const machine of machines) remove(world, machine);
  if (machines.length === 0) return undefined;
  return {
    reason: 'WaitingForMachineDeletion',
    message: `Deleting ${machines.length} Machine${machines.length === 1 ? '' : 's'}`,
  };
};

/** Plays KubeadmControlPlane: certificates, machines one by one, their health, roll-outs, deletion after the workers. */
export const playControlPlane = (world: World, cluster: KubeObject, found: KubeObject): void => {
  const machines = (): readonly KubeObject[] =>
    world.store
      .list('cluster.x-k8s.io', 'Machine', found.metadata.namespace)
      .filter((machine) => controlledBy(machine, found));
  for (const machine of machines())
    playMachine(world, cluster, machine, machineVerdicts(world, cluster, found, machine));
  const current = again(world, found);
  if (current === undefined || (!isDeleting(current) && !ownedBy(current, cluster))) return;
  const kcp = ensureFinalizer(world, current, finalizer, manager);
  const ready = at(cluster, 'status', 'initialization', 'infrastructureProvisioned') === true;
  const stage = isDeleting(kcp) ? deletion(world, cluster, machines()) : undefined;
  if (!isDeleting(kcp)) {
    const template = referenced(
      world,
      kcp.metadata.namespace,
      referenceAt(kcp, 'spec', 'machineTemplate', 'spec', 'infrastructureRef'),
    );
    if (template !== undefined) ensureOwner(world, template, cluster, { controller: false, manager });
    ensureClusterSecrets(world, cluster, kcp);
    if (ready) scale(world, cluster, kcp, machines());
  }
  const all = machines();
  const before = at(kcp, 'status', 'initialization', 'controlPlaneInitialized') === true;
  const initialised = before || all.some((machine) => textAt(machine, 'status', 'nodeRef', 'name') !== undefined);
  const desired = isDeleting(kcp) ? 0 : (numberAt(kcp, 'spec', 'replicas') ?? 1);
  const versions = versionsOf(all);
  const count = (type: string): number => all.filter((machine) => isTrue(machine, type)).length;
  const etcd = initialised && all.length > 0 && all.every((machine) => isTrue(machine, 'EtcdMemberHealthy'));
  const components =
    initialised && all.length > 0 && all.every((machine) => gates.every((gate) => isTrue(machine, gate)));
  const waiting = 'Waiting for Cluster control plane to be initialized';
  const health = (type: string, well: boolean): Verdict =>
    well
      ? { type, status: 'True', reason: 'Healthy' }
      : initialised
        ? { type, status: 'Unknown', reason: 'HealthUnknown', message: unknownMachines(all) }
        : { type, status: 'Unknown', reason: 'InspectionFailed', message: waiting };
  const verdicts: readonly Verdict[] = [
    availability(kcp, initialised, all),
    initialised
      ? { type: 'Initialized', status: 'True', reason: 'Initialized' }
      : { type: 'Initialized', status: 'False', reason: 'NotInitialized' },
    { type: 'CertificatesAvailable', status: 'True', reason: 'Available' },
    health('EtcdClusterHealthy', etcd),
    health('ControlPlaneComponentsHealthy', components),
    overMachines(all, 'Ready', 'MachinesReady', ['NotReady', 'ReadyUnknown', 'Ready']),
    overMachines(all, 'UpToDate', 'MachinesUpToDate', ['NotUpToDate', 'UpToDateUnknown', 'UpToDate']),
    rollingOut(all),
    ...scaling(all.length, desired, ''),
    { type: 'Remediating', status: 'False', reason: 'NotRemediating' },
    stage === undefined
      ? isDeleting(kcp)
        ? { type: 'Deleting', status: 'True', reason: 'DeletionCompleted', message: 'Deletion completed' }
        : { type: 'Deleting', status: 'False', reason: 'NotDeleting' }
      : { type: 'Deleting', status: 'True', ...stage },
    { type: 'Paused', status: 'False', reason: 'NotPaused' },
  ];
  const fields = {
    observedGeneration: kcp.metadata.generation,
    selector: `cluster.x-k8s.io/cluster-name=${cluster.metadata.name},cluster.x-k8s.io/control-plane`,
    replicas: all.length,
    readyReplicas: count('Ready'),
    availableReplicas: count('Available'),
    upToDateReplicas: count('UpToDate'),
    ...(versions[0] === undefined ? {} : { version: versions[0].version, versions }),
    ...(initialised ? { initialization: { controlPlaneInitialized: true } } : {}),
  };
  const latest = again(world, kcp);
  if (latest === undefined) return;
  const updated = setStatus(world, latest, fields, verdicts, manager);
  if (isDeleting(updated) && stage === undefined) dropFinalizer(world, updated, finalizer, manager);
};

const unknownMachines = (machines: readonly KubeObject[]): string =>
  machines
    .filter((machine) => !gates.every((gate) => isTrue(machine, gate)))
    .map((machine) => `* Machine ${machine.metadata.name}: Control plane components not yet reported`)
    .join('\n');
