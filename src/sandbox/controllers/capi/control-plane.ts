import { at, type KubeObject } from '../../kubernetes/object.ts';
import { ensureClusterSecrets } from './cluster-secrets.ts';
import { isTrue, overMachines, type Verdict } from './conditions.ts';
import { availability, health, preflight, rollingOut, scaling } from './control-plane-conditions.ts';
import { machineVerdicts, manager, scale } from './control-plane-machines.ts';
import { deprecated } from './legacy.ts';
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
  const verdicts: readonly Verdict[] = [
    availability(kcp, initialised, all),
    initialised
      ? { type: 'Initialized', status: 'True', reason: 'Initialized' }
      : { type: 'Initialized', status: 'False', reason: 'NotInitialized' },
    { type: 'CertificatesAvailable', status: 'True', reason: 'Available' },
    health('EtcdClusterHealthy', all, initialised),
    health('ControlPlaneComponentsHealthy', all, initialised),
    overMachines(all, 'Ready', 'MachinesReady', ['NotReady', 'ReadyUnknown', 'Ready']),
    overMachines(all, 'UpToDate', 'MachinesUpToDate', ['NotUpToDate', 'UpToDateUnknown', 'UpToDate']),
    rollingOut(all),
    ...scaling(all.length, desired, all.length === 0 ? [] : preflight(all)),
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
    ...deprecated(
      kcp,
      [
        { type: 'Available', ok: initialised, reason: 'WaitingForKubeadmInit' },
        { type: 'CertificatesAvailable', ok: true, reason: '' },
        { type: 'MachinesReady', ok: count('Ready') === all.length, reason: 'WaitingForMachines' },
        { type: 'Resized', ok: all.length === desired, reason: 'ScalingUp', severity: 'Warning' },
      ],
      world.now(),
      {
        updatedReplicas: count('UpToDate'),
        readyReplicas: count('Ready'),
        unavailableReplicas: all.length - count('Ready'),
      },
    ),
  };
  const latest = again(world, kcp);
  if (latest === undefined) return;
  const updated = setStatus(world, latest, fields, verdicts, manager);
  if (isDeleting(updated) && stage === undefined) dropFinalizer(world, updated, finalizer, manager);
};
