import { at, type KubeObject, withAt } from '../../kubernetes/object.ts';
import { change, external, initialisation, workersAvailability } from './cluster-conditions.ts';
import { isTrue, overMachines, summary, type Verdict, withVerdicts } from './conditions.ts';
import { controlPlaneCounters, type Family, familyOf, isInitialised, workerCounters } from './family.ts';
import { isProvisioned } from './infrastructure.ts';
import { deprecated, type LegacyVerdict } from './legacy.ts';
import { isControlPlaneMachine } from './node.ts';
import {
  again,
  dropFinalizer,
  ensure,
  ensureFinalizer,
  ensureOwner,
  isDeleting,
  ownedBy,
  remove,
  setStatus,
  textAt,
  type World,
} from './world.ts';

const manager = 'capi-cluster';

const finalizer = 'cluster.cluster.x-k8s.io';

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

/** The older conditions are satisfied with an initialised control plane, long before the cluster is available. */
const legacyVerdicts = (family: Family, provisioned: boolean, initialised: boolean): readonly LegacyVerdict[] => [
  {
    type: 'ControlPlaneReady',
    ok: initialised && family.controlPlane !== undefined && isTrue(family.controlPlane, 'Available'),
    reason: 'WaitingForControlPlane',
  },
  {
    type: 'ControlPlaneInitialized',
    ok: initialised,
    reason: 'WaitingForControlPlaneProviderInitialized',
    message: 'Waiting for control plane provider to indicate the control plane has been initialized',
  },
  { type: 'InfrastructureReady', ok: provisioned, reason: 'WaitingForInfrastructure' },
];

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
    ...deprecated(cluster, legacyVerdicts(family, provisioned, initialised), world.now()),
  };
  const latest = again(world, cluster);
  if (latest === undefined) return;
  const updated = setStatus(world, latest, fields, [...verdicts, available], manager);
  if (isDeleting(updated) && stage === undefined) dropFinalizer(world, updated, finalizer, manager);
};
