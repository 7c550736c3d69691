import { at, type KubeObject, timestamp, withAt } from '../../kubernetes/object.ts';
import { playBootstrap } from './bootstrap.ts';
import { type ConditionStatus, conditionOf, isTrue, summary, type Verdict } from './conditions.ts';
import { addressOf, isProvisioned, playInfrastructureMachine } from './infrastructure.ts';
import { hasNetwork } from './network.ts';
import { pace } from './pace.ts';
import {
  again,
  dropFinalizer,
  ensure,
  ensureFinalizer,
  ensureOwner,
  isDeleting,
  type Reference,
  referenceAt,
  referenced,
  remove,
  setStatus,
  textAt,
  type World,
} from './world.ts';

const manager = 'capi-machine';
const finalizer = 'machine.cluster.x-k8s.io';

export const isControlPlaneMachine = (machine: KubeObject): boolean =>
  machine.metadata.labels?.['cluster.x-k8s.io/control-plane'] !== undefined;

interface Node {
  readonly name: string;
  readonly ready: boolean;
}

/** The node that a machine has become, if it has: first the control plane comes up, then the others join it. */
const nodeOf = (world: World, cluster: KubeObject, machine: KubeObject): Node | undefined => {
  if (at(machine, 'status', 'initialization', 'infrastructureProvisioned') !== true) return undefined;
  const name = machine.metadata.name;
  const joined = textAt(machine, 'status', 'nodeRef', 'name') !== undefined;
  const initialised = isTrue(cluster, 'ControlPlaneInitialized');
  const founding = isControlPlaneMachine(machine) && !initialised;
  if (!joined && !founding && !initialised) return undefined;
  const came = founding
    ? world.due(machine, 'initialise', pace.controlPlaneInitialisation)
    : world.due(machine, 'join', pace.nodeJoin);
  return joined || came ? { name, ready: hasNetwork(world, cluster, machine) } : undefined;
};

const mirror = (
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

const nodeVerdicts = (cluster: KubeObject, machine: KubeObject, node: Node | undefined): readonly Verdict[] => {
  const both = (status: ConditionStatus, reason: string, message: string): readonly Verdict[] =>
    ['NodeReady', 'NodeHealthy'].map((type) => ({ type, status, reason, message }));
  if (at(cluster, 'status', 'initialization', 'infrastructureProvisioned') !== true) {
    return both(
      'Unknown',
      'InspectionFailed',
      'Waiting for Cluster status.initialization.infrastructureProvisioned to be true',
    );
  }
  if (!isTrue(cluster, 'ControlPlaneInitialized')) {
    return both('Unknown', 'InspectionFailed', 'Waiting for Cluster control plane to be initialized');
  }
  if (node === undefined) {
    if (isDeleting(machine)) return both('Unknown', 'NodeDoesNotExist', 'Node does not exist');
    const id = textAt(machine, 'spec', 'providerID');
    const kind = textAt(machine, 'spec', 'infrastructureRef', 'kind');
    const what =
      id === undefined
        ? `Waiting for ${kind} to report spec.providerID`
        : `Waiting for a Node with spec.providerID ${id} to exist`;
    return both('Unknown', 'InspectionFailed', what);
  }
  if (node.ready) {
    return [
      { type: 'NodeReady', status: 'True', reason: 'NodeReady' },
      { type: 'NodeHealthy', status: 'True', reason: 'NodeHealthy' },
    ];
  }
  const message =
    '* Node.Ready: container runtime network not ready: NetworkReady=false reason:NetworkPluginNotReady message:Network plugin returns error: cni plugin not initialized';
  return [
    { type: 'NodeReady', status: 'False', reason: 'NodeNotReady', message },
    { type: 'NodeHealthy', status: 'False', reason: 'NodeNotHealthy', message },
  ];
};

const phaseOf = (machine: KubeObject, node: Node | undefined): string => {
  if (isDeleting(machine)) return 'Deleting';
  const provisioned = at(machine, 'status', 'initialization', 'infrastructureProvisioned') === true;
  if (node !== undefined && provisioned) return 'Running';
  if (textAt(machine, 'spec', 'providerID') !== undefined) return 'Provisioned';
  return at(machine, 'status', 'initialization', 'bootstrapDataSecretCreated') === true ? 'Provisioning' : 'Pending';
};

interface Gate {
  readonly conditionType: string;
  readonly polarity?: string;
}

const readiness = (machine: KubeObject, verdicts: readonly Verdict[]): readonly Verdict[] => {
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

/** One stage of a machine's deletion; undefined when nothing is left to wait for. */
const deletionStage = (
  world: World,
  machine: KubeObject,
  node: Node | undefined,
): { readonly reason: string; readonly message: string } | undefined => {
  if (node !== undefined && !world.due(machine, 'drain', pace.drain))
    return { reason: 'DrainingNode', message: `Drain of Node ${node.name} in progress` };
  const infrastructure = referenced(
    world,
    machine.metadata.namespace,
    referenceAt(machine, 'spec', 'infrastructureRef'),
  );
  if (infrastructure !== undefined) {
    remove(world, infrastructure);
    return { reason: 'WaitingForInfrastructureDeletion', message: `${infrastructure.kind} still exists` };
  }
  const bootstrap = referenced(
    world,
    machine.metadata.namespace,
    referenceAt(machine, 'spec', 'bootstrap', 'configRef'),
  );
  if (bootstrap !== undefined) {
    remove(world, bootstrap);
    if (again(world, bootstrap) !== undefined)
      return { reason: 'WaitingForBootstrapDeletion', message: `${bootstrap.kind} still exists` };
  }
  return undefined;
};

const adopt = (world: World, cluster: KubeObject, machine: KubeObject): void => {
  for (const path of [
    ['spec', 'bootstrap', 'configRef'],
    ['spec', 'infrastructureRef'],
  ]) {
    const object = referenced(world, machine.metadata.namespace, referenceAt(machine, ...path));
    if (object === undefined || isDeleting(object)) continue;
    // The set or control plane that made the object owned it only until its machine existed.
    const own = (object.metadata.ownerReferences ?? []).filter((owner) => owner.kind === 'Machine');
    const freed =
      own.length === object.metadata.ownerReferences?.length
        ? object
        : ensure(world, object, withAt(object, ['metadata', 'ownerReferences'], own), manager);
    ensureOwner(world, freed, machine, { controller: true, cluster: cluster.metadata.name, manager });
  }
};

/** Plays the Machine controller, with the bootstrap and infrastructure providers and the node behind it. */
export const playMachine = (world: World, cluster: KubeObject, found: KubeObject, owned: readonly Verdict[]): void => {
  const first = ensureFinalizer(world, found, finalizer, manager);
  adopt(world, cluster, first);
  playBootstrap(world, cluster, first);
  playInfrastructureMachine(world, cluster, again(world, first) ?? first);

  const { namespace } = first.metadata;
  const bootstrapReference = referenceAt(first, 'spec', 'bootstrap', 'configRef');
  const bootstrap = referenced(world, namespace, bootstrapReference);
  const infrastructureReference = referenceAt(first, 'spec', 'infrastructureRef');
  const infrastructure = referenced(world, namespace, infrastructureReference);
  const secret = textAt(first, 'spec', 'bootstrap', 'dataSecretName') ?? textAt(bootstrap, 'status', 'dataSecretName');
  const id =
    textAt(first, 'spec', 'providerID') ??
    (isProvisioned(infrastructure) ? textAt(infrastructure, 'spec', 'providerID') : undefined);
  const withSecret = secret === undefined ? first : withAt(first, ['spec', 'bootstrap', 'dataSecretName'], secret);
  const machine = ensure(
    world,
    first,
    id === undefined ? withSecret : withAt(withSecret, ['spec', 'providerID'], id),
    manager,
  );

  const provisioned =
    at(machine, 'status', 'initialization', 'infrastructureProvisioned') === true || isProvisioned(infrastructure);
  const bootstrapped = secret !== undefined;
  const seen = withAt(machine, ['status', 'initialization', 'infrastructureProvisioned'], provisioned || undefined);
  const node = nodeOf(world, cluster, seen);
  const stage = isDeleting(machine)
    ? (deletionStage(world, machine, node) ?? { reason: 'DeletionCompleted', message: 'Deletion completed' })
    : undefined;

  const verdicts: readonly Verdict[] = [
    bootstrapReference === undefined
      ? { type: 'BootstrapConfigReady', status: 'True', reason: 'DataSecretProvided' }
      : mirror(machine, bootstrap, {
          target: 'BootstrapConfigReady',
          reference: bootstrapReference,
          done: bootstrapped,
          reasons: ['Ready', 'NotReady'],
          field: 'status.initialization.dataSecretCreated',
        }),
    mirror(machine, infrastructure, {
      target: 'InfrastructureReady',
      reference: infrastructureReference,
      done: provisioned,
      reasons: ['Ready', 'NotReady'],
      field: 'status.initialization.provisioned',
    }),
    ...nodeVerdicts(cluster, machine, node),
    stage === undefined
      ? { type: 'Deleting', status: 'False', reason: 'NotDeleting' }
      : { type: 'Deleting', status: 'True', ...stage },
    { type: 'Updating', status: 'False', reason: 'NotUpdating' },
    { type: 'Paused', status: 'False', reason: 'NotPaused' },
    ...owned,
  ];
  const version = textAt(machine, 'spec', 'version') ?? 'v0.0.0';
  const address = infrastructure === undefined ? undefined : addressOf(infrastructure);
  const before = textAt(machine, 'status', 'phase');
  const initialization = {
    ...(bootstrapped ? { bootstrapDataSecretCreated: true } : {}),
    ...(provisioned ? { infrastructureProvisioned: true } : {}),
  };
  const phase = phaseOf(withAt(seen, ['status', 'initialization'], initialization), node);
  const fields = {
    phase,
    observedGeneration: machine.metadata.generation,
    ...(before === phase ? {} : { lastUpdated: timestamp(world.now()) }),
    ...(Object.keys(initialization).length === 0 ? {} : { initialization }),
    ...(provisioned && address !== undefined ? { addresses: [{ type: 'InternalIP', address }] } : {}),
    ...(node === undefined ? {} : { nodeRef: { name: node.name }, nodeInfo: nodeInfo(machine, version) }),
  };
  const current = again(world, machine) ?? machine;
  const updated = setStatus(
    world,
    current,
    fields,
    [...verdicts, ...readiness(withVerdictsOf(current, owned), verdicts)],
    manager,
  );
  if (stage?.reason === 'DeletionCompleted') dropFinalizer(world, updated, finalizer, manager);
};

/** The machine as it will be once its owner's verdicts are written, for the gates that read them. */
const withVerdictsOf = (machine: KubeObject, owned: readonly Verdict[]): KubeObject => {
  const types = new Set(owned.map((verdict) => verdict.type));
  const kept = ((at(machine, 'status', 'conditions') ?? []) as readonly Verdict[]).filter(
    (verdict) => !types.has(verdict.type),
  );
  return withAt(machine, ['status', 'conditions'], [...kept, ...owned]);
};

const nodeInfo = (machine: KubeObject, version: string) => ({
  architecture: 'amd64',
  bootID: machine.metadata.uid,
  containerRuntimeVersion: 'containerd://2.1.4',
  kernelVersion: '6.8.0',
  kubeProxyVersion: '',
  kubeletVersion: version,
  machineID: machine.metadata.uid,
  operatingSystem: 'linux',
  osImage: 'Ubuntu 24.04 LTS',
  systemUUID: machine.metadata.uid,
});
