import { asTree, at, type KubeObject, type Tree } from '../../kubernetes/object.ts';
import { isTrue, type Verdict } from './conditions.ts';
import { cloneOf, createMachine, newName } from './machines.ts';
import { pace } from './pace.ts';
import { isDeleting, numberAt, referenceAt, referenced, remove, textAt, type World } from './world.ts';

export const manager = 'capi-kubeadmcontrolplane';

export const gates = [
  'APIServerPodHealthy',
  'ControllerManagerPodHealthy',
  'SchedulerPodHealthy',
  'EtcdPodHealthy',
  'EtcdMemberHealthy',
];

/** Set once the node has the labels and taints of the control plane. */
const nodeGate = 'NodeKubeadmLabelsAndTaintsSet';

const templateAnnotation = 'cluster.x-k8s.io/cloned-from-name';

const wellReasons: Readonly<Record<string, string>> = { EtcdMemberHealthy: 'Healthy', [nodeGate]: 'Set' };

/** What the control plane controller itself says of each of its machines. */
export const machineVerdicts = (
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
  if (isDeleting(machine)) {
    const gone = gates.map(
      (type): Verdict => ({ type, status: 'False', reason: 'Deleting', message: 'Machine is deleting' }),
    );
    return [upToDate, ...gone];
  }
  return [
    upToDate,
    ...[nodeGate, ...gates].map(
      (type): Verdict =>
        healthy
          ? { type, status: 'True', reason: wellReasons[type] ?? 'Running' }
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
      readinessGates: [...[nodeGate, ...gates].map((conditionType) => ({ conditionType })), ...ownGates],
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
export const scale = (world: World, cluster: KubeObject, kcp: KubeObject, machines: readonly KubeObject[]): void => {
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
