import { at, type KubeObject, type Tree, withAt } from '../../kubernetes/object.ts';
import {
  aggregate,
  conditionOf,
  type MergeOptions,
  overMachines,
  summary,
  type Verdict,
  withVerdicts,
} from './conditions.ts';
import { contractOf } from './contract.ts';
import { isProvisioned } from './infrastructure.ts';
import { isControlPlaneMachine } from './machine.ts';
import {
  again,
  clusterLabel,
  dropFinalizer,
  ensure,
  ensureFinalizer,
  ensureOwner,
  groupOf,
  isDeleting,
  numberAt,
  ownedBy,
  type Reference,
  referenceAt,
  referenced,
  remove,
  setStatus,
  textAt,
  type World,
} from './world.ts';

const manager = 'capi-cluster';
const finalizer = 'cluster.cluster.x-k8s.io';

interface Family {
  readonly infrastructureReference: Reference | undefined;
  readonly infrastructure: KubeObject | undefined;
  readonly controlPlaneReference: Reference | undefined;
  readonly controlPlane: KubeObject | undefined;
  readonly deployments: readonly KubeObject[];
  readonly sets: readonly KubeObject[];
  readonly pools: readonly KubeObject[];
  readonly machines: readonly KubeObject[];
}

const familyOf = (world: World, cluster: KubeObject): Family => {
  const { namespace, name } = cluster.metadata;
  const labelled = (kind: string): readonly KubeObject[] =>
    world.store
      .list('cluster.x-k8s.io', kind, namespace)
      .filter((object) => object.metadata.labels?.[clusterLabel] === name);
  const infrastructureReference = referenceAt(cluster, 'spec', 'infrastructureRef');
  const controlPlaneReference = referenceAt(cluster, 'spec', 'controlPlaneRef');
  return {
    infrastructureReference,
    infrastructure: referenced(world, namespace, infrastructureReference),
    controlPlaneReference,
    controlPlane: referenced(world, namespace, controlPlaneReference),
    deployments: labelled('MachineDeployment'),
    sets: labelled('MachineSet'),
    pools: labelled('MachinePool'),
    machines: labelled('Machine'),
  };
};

const isInitialised = (controlPlane: KubeObject | undefined): boolean =>
  at(controlPlane, 'status', 'initialization', 'controlPlaneInitialized') === true ||
  at(controlPlane, 'status', 'initialized') === true;

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
const external = (
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

const initialisation = (cluster: KubeObject, family: Family): Verdict => {
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
const workersAvailability = ({ deployments }: Family): Verdict =>
  deployments.length === 0
    ? { type: 'WorkersAvailable', status: 'True', reason: 'NoWorkers' }
    : aggregate(deployments, 'Available', {
        target: 'WorkersAvailable',
        reasons: ['NotAvailable', 'AvailableUnknown', 'Available'],
      });

const change = (family: Family, type: string): Verdict => {
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

const names = (label: string, objects: readonly KubeObject[]): readonly string[] =>
  objects.length === 0
    ? []
    : [
        `* ${label}: ${objects
          .map((object) => object.metadata.name)
          .sort()
          .join(', ')}`,
      ];

interface Stage {
  readonly reason: string;
  readonly message: string;
}

/** Workers, then the control plane, then the infrastructure; undefined when all are gone. */
const deletion = (world: World, cluster: KubeObject, family: Family): Stage | undefined => {
  const workers = family.machines.filter((machine) => !isControlPlaneMachine(machine));
  for (const object of [...family.pools, ...family.deployments, ...family.sets, ...workers]) {
    if (ownedBy(object, cluster)) remove(world, object);
  }
  const pending = [
    ...names('MachineDeployments', family.deployments),
    ...names('MachineSets', family.sets),
    ...names('MachinePools', family.pools),
    ...names('Worker Machines', workers),
  ];
  if (pending.length > 0) return { reason: 'WaitingForWorkersDeletion', message: pending.join('\n') };
  for (const [object, reason] of [
    [family.controlPlane, 'WaitingForControlPlaneDeletion'],
    [family.infrastructure, 'WaitingForInfrastructureDeletion'],
  ] as const) {
    if (object === undefined) continue;
    remove(world, object);
    if (again(world, object) !== undefined) return { reason, message: `Waiting for ${object.kind} to be deleted` };
  }
  return undefined;
};

const phaseOf = (cluster: KubeObject, family: Family, provisioned: boolean): string => {
  if (isDeleting(cluster)) return 'Deleting';
  if (provisioned && textAt(cluster, 'spec', 'controlPlaneEndpoint', 'host') !== undefined) return 'Provisioned';
  return family.infrastructureReference === undefined && family.controlPlaneReference === undefined
    ? 'Pending'
    : 'Provisioning';
};

const defined = (tree: Tree): Tree =>
  Object.fromEntries(Object.entries(tree).filter(([, value]) => value !== undefined));

const controlPlaneCounters = ({ controlPlane }: Family): Tree => {
  if (controlPlane === undefined) return {};
  const desiredReplicas = numberAt(controlPlane, 'spec', 'replicas');
  const older = contractOf(groupOf(controlPlane), controlPlane.kind) === 'v1beta1';
  const unavailable = numberAt(controlPlane, 'status', 'unavailableReplicas');
  const olderAvailable =
    desiredReplicas === undefined || unavailable === undefined ? undefined : Math.max(0, desiredReplicas - unavailable);
  return defined({
    desiredReplicas,
    replicas: numberAt(controlPlane, 'status', 'replicas'),
    readyReplicas: numberAt(controlPlane, 'status', 'readyReplicas'),
    availableReplicas: older ? olderAvailable : numberAt(controlPlane, 'status', 'availableReplicas'),
    upToDateReplicas: numberAt(controlPlane, 'status', older ? 'updatedReplicas' : 'upToDateReplicas'),
    versions: at(controlPlane, 'status', 'versions'),
  });
};

const workerCounters = ({ deployments, pools }: Family): Tree => {
  const all = [...deployments, ...pools];
  const sum = (...path: readonly string[]): number | undefined => {
    const values = all.map((object) => numberAt(object, ...path)).filter((value) => value !== undefined);
    return values.length === 0 ? undefined : values.reduce((total, value) => total + value, 0);
  };
  const versions = new Map<string, number>();
  for (const object of all) {
    for (const { version, replicas } of (at(object, 'status', 'versions') ?? []) as readonly {
      readonly version: string;
      readonly replicas: number;
    }[]) {
      versions.set(version, (versions.get(version) ?? 0) + replicas);
    }
  }
  return defined({
    desiredReplicas: sum('spec', 'replicas'),
    replicas: sum('status', 'replicas'),
    readyReplicas: sum('status', 'readyReplicas'),
    availableReplicas: sum('status', 'availableReplicas'),
    upToDateReplicas: sum('status', 'upToDateReplicas'),
    versions: versions.size === 0 ? undefined : [...versions].map(([version, replicas]) => ({ version, replicas })),
  });
};

/** Plays the Cluster controller: adoption, endpoint, phase, counters, conditions, ordered deletion. */
export const playCluster = (world: World, found: KubeObject): void => {
  const first = ensureFinalizer(world, found, finalizer, manager);
  const before = familyOf(world, first);
  for (const object of [before.infrastructure, before.controlPlane]) {
    if (object !== undefined && !isDeleting(first))
      ensureOwner(world, object, first, { controller: true, cluster: first.metadata.name, manager });
  }
  const provisioned =
    at(first, 'status', 'initialization', 'infrastructureProvisioned') === true || isProvisioned(before.infrastructure);
  const endpoint =
    at(before.controlPlane, 'spec', 'controlPlaneEndpoint') ??
    at(before.infrastructure, 'spec', 'controlPlaneEndpoint');
  const missing = textAt(first, 'spec', 'controlPlaneEndpoint', 'host') === undefined;
  const known = provisioned && missing && textAt(endpoint, 'host') !== undefined;
  const cluster = known
    ? ensure(world, first, withAt(first, ['spec', 'controlPlaneEndpoint'], endpoint), manager)
    : first;
  const stage = isDeleting(cluster) ? deletion(world, cluster, familyOf(world, cluster)) : undefined;

  const family = familyOf(world, cluster);
  const { machines } = family;
  const founders = machines.filter(isControlPlaneMachine);
  const workers = machines.filter(
    (machine) =>
      !isControlPlaneMachine(machine) && machine.metadata.labels?.['cluster.x-k8s.io/pool-name'] === undefined,
  );
  const initialised =
    at(cluster, 'status', 'initialization', 'controlPlaneInitialized') === true || isInitialised(family.controlPlane);
  const deleting: Verdict = isDeleting(cluster)
    ? { type: 'Deleting', status: 'True', ...(stage ?? { reason: 'DeletionCompleted', message: 'Deletion completed' }) }
    : { type: 'Deleting', status: 'False', reason: 'NotDeleting' };
  const readyReasons = ['NotReady', 'ReadyUnknown', 'Ready'] as const;
  const upToDateReasons = ['NotUpToDate', 'UpToDateUnknown', 'UpToDate'] as const;
  const verdicts: readonly Verdict[] = [
    initialised
      ? { type: 'RemoteConnectionProbe', status: 'True', reason: 'ProbeSucceeded' }
      : {
          type: 'RemoteConnectionProbe',
          status: 'False',
          reason: 'ProbeFailed',
          message: 'Remote connection not established yet',
        },
    external(cluster, {
      target: 'InfrastructureReady',
      source: 'Ready',
      reference: family.infrastructureReference,
      object: family.infrastructure,
      done: provisioned,
      good: 'Ready',
      bad: 'NotReady',
      field: 'status.initialization.provisioned',
    }),
    external(cluster, {
      target: 'ControlPlaneAvailable',
      source: 'Available',
      reference: family.controlPlaneReference,
      object: family.controlPlane,
      done: initialised,
      good: 'Available',
      bad: 'NotAvailable',
      field: 'status.initialization.controlPlaneInitialized',
    }),
    initialisation(cluster, family),
    workersAvailability(family),
    overMachines(founders, 'Ready', 'ControlPlaneMachinesReady', readyReasons),
    overMachines(workers, 'Ready', 'WorkerMachinesReady', readyReasons),
    overMachines(founders, 'UpToDate', 'ControlPlaneMachinesUpToDate', upToDateReasons),
    overMachines(workers, 'UpToDate', 'WorkerMachinesUpToDate', upToDateReasons),
    change(family, 'RollingOut'),
    change(family, 'ScalingUp'),
    change(family, 'ScalingDown'),
    { type: 'Remediating', status: 'False', reason: 'NotRemediating' },
    deleting,
    at(cluster, 'spec', 'paused') === true
      ? { type: 'Paused', status: 'True', reason: 'Paused' }
      : { type: 'Paused', status: 'False', reason: 'NotPaused' },
  ];
  const gone = new Set(['Deleted', 'DoesNotExist']);
  const available = summary(
    { verdicts: [...withVerdicts(cluster, verdicts, world.now())] },
    [
      'Deleting',
      'RemoteConnectionProbe',
      'InfrastructureReady',
      'ControlPlaneAvailable',
      'WorkersAvailable',
      'TopologyReconciled',
    ],
    {
      target: 'Available',
      reasons: ['NotAvailable', 'AvailableUnknown', 'Available'],
      negative: ['Deleting'],
      optional: at(cluster, 'spec', 'topology') === undefined ? ['TopologyReconciled'] : [],
      priority: (verdict) => (isDeleting(cluster) && gone.has(verdict.reason) ? 'info' : undefined),
    },
  );
  const initialization = {
    ...(provisioned ? { infrastructureProvisioned: true } : {}),
    ...(initialised ? { controlPlaneInitialized: true } : {}),
  };
  const fields = {
    phase: phaseOf(cluster, family, provisioned),
    observedGeneration: cluster.metadata.generation,
    ...(Object.keys(initialization).length === 0 ? {} : { initialization }),
    controlPlane: controlPlaneCounters(family),
    workers: workerCounters(family),
  };
  const latest = again(world, cluster);
  if (latest === undefined) return;
  const updated = setStatus(world, latest, fields, [...verdicts, available], manager);
  if (isDeleting(updated) && stage === undefined) dropFinalizer(world, updated, finalizer, manager);
};
