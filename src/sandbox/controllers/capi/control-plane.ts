import { asTree, at, type KubeObject, type Tree } from '../../kubernetes/object.ts';
import { ensureClusterSecrets } from './cluster-secrets.ts';
import { isTrue, overMachines, type Verdict } from './conditions.ts';
import { playMachine } from './machine.ts';
import { cloneOf, createMachine, newName, versionsOf } from './machines.ts';
import { pace } from './pace.ts';
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

const manager = 'capi-kubeadmcontrolplane';
const finalizer = 'kubeadm.controlplane.cluster.x-k8s.io';
const gates = [
  'APIServerPodHealthy',
  'ControllerManagerPodHealthy',
  'SchedulerPodHealthy',
  'EtcdPodHealthy',
  'EtcdMemberHealthy',
];
const templateAnnotation = 'cluster.x-k8s.io/cloned-from-name';

/** What the control plane controller itself says of each of its machines. */
const machineVerdicts = (
  world: World,
  cluster: KubeObject,
  kcp: KubeObject,
  machine: KubeObject,
): readonly Verdict[] => {
  const reasons = outdated(world, kcp, machine);
  const upToDate: Verdict =
    reasons.length === 0
      ? { type: 'UpToDate', status: 'True', reason: 'UpToDate' }
      : {
          type: 'UpToDate',
          status: 'False',
          reason: 'NotUpToDate',
          message: reasons.map((reason) => `* ${reason}`).join('\n'),
        };
  const joined = textAt(machine, 'status', 'nodeRef', 'name') !== undefined;
  const initialised =
    isTrue(cluster, 'ControlPlaneInitialized') ||
    at(kcp, 'status', 'initialization', 'controlPlaneInitialized') === true;
  const healthy = joined && initialised && world.due(machine, 'components', pace.controlPlaneComponents);
  const id = textAt(machine, 'spec', 'providerID');
  const waits = !initialised
    ? 'Waiting for Cluster control plane to be initialized'
    : id === undefined
      ? `Waiting for ${textAt(machine, 'spec', 'infrastructureRef', 'kind')} to report spec.providerID`
      : `Waiting for a Node with spec.providerID ${id} to exist`;
  return [
    upToDate,
    ...gates.map(
      (type): Verdict =>
        healthy
          ? { type, status: 'True', reason: type === 'EtcdMemberHealthy' ? 'Healthy' : 'Running' }
          : { type, status: 'Unknown', reason: 'InspectionFailed', message: waits },
    ),
  ];
};

/** Why a machine is not what the control plane asks for. */
const outdated = (world: World, kcp: KubeObject, machine: KubeObject): readonly string[] => {
  const wanted = textAt(kcp, 'spec', 'version');
  const actual = textAt(machine, 'spec', 'version');
  const reference = referenceAt(machine, 'spec', 'infrastructureRef');
  const infrastructure = referenced(world, machine.metadata.namespace, reference);
  const template = infrastructure?.metadata.annotations?.[templateAnnotation];
  const wantedTemplate = referenceAt(kcp, 'spec', 'machineTemplate', 'spec', 'infrastructureRef');
  return [
    ...(wanted === actual ? [] : [`Version ${actual}, ${wanted} required`]),
    ...(template === undefined || template === wantedTemplate?.name
      ? []
      : [`${wantedTemplate?.kind.replace(/Template$/, '')} is not up-to-date`]),
  ];
};

const addMachine = (world: World, cluster: KubeObject, kcp: KubeObject): void => {
  const template = asTree(at(kcp, 'spec', 'machineTemplate'));
  const infrastructure = cloneOf(world, kcp.metadata.namespace, referenceAt(template, 'spec', 'infrastructureRef'));
  if (infrastructure === undefined) return;
  const metadata = asTree(template.metadata);
  const { infrastructureRef: _, readinessGates, ...rest } = asTree(template.spec);
  const ownGates = Array.isArray(readinessGates) ? (readinessGates as readonly Tree[]) : [];
  const name = newName(kcp);
  createMachine(world, {
    cluster,
    owner: kcp,
    name,
    labels: {
      ...(asTree(metadata.labels) as Readonly<Record<string, string>>),
      'cluster.x-k8s.io/control-plane': '',
      'cluster.x-k8s.io/control-plane-name': kcp.metadata.name,
    },
    annotations: asTree(metadata.annotations) as Readonly<Record<string, string>>,
    spec: {
      ...rest,
      version: textAt(kcp, 'spec', 'version'),
      readinessGates: [...gates.map((conditionType) => ({ conditionType })), ...ownGates],
    },
    bootstrap: {
      group: 'bootstrap.cluster.x-k8s.io',
      kind: 'KubeadmConfig',
      metadata: {},
      spec: asTree(at(kcp, 'spec', 'kubeadmConfigSpec')),
    },
    infrastructure,
    manager,
  });
};

/** One machine at a time: the next only when all that exist are well. */
const scale = (world: World, cluster: KubeObject, kcp: KubeObject, machines: readonly KubeObject[]): void => {
  const desired = numberAt(kcp, 'spec', 'replicas') ?? 1;
  const stale = machines.filter((machine) => outdated(world, kcp, machine).length > 0);
  const initialised = at(kcp, 'status', 'initialization', 'controlPlaneInitialized') === true;
  const settled = machines.every(
    (machine) => !isDeleting(machine) && (machines.length === 0 || gates.every((gate) => isTrue(machine, gate))),
  );
  if (machines.length > 0 && (!initialised || !settled)) return;
  const target = stale.length > 0 ? desired + 1 : desired;
  if (machines.length < target) addMachine(world, cluster, kcp);
  else if (machines.length > desired || (stale.length > 0 && machines.length > desired)) {
    const victim = oldest(stale.length > 0 ? stale : machines);
    if (victim !== undefined) remove(world, victim);
  }
};

const oldest = (machines: readonly KubeObject[]): KubeObject | undefined =>
  machines.toSorted((a, b) => a.metadata.creationTimestamp.localeCompare(b.metadata.creationTimestamp))[0];

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
