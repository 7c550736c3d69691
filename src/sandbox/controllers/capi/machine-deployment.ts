import { at, type KubeObject } from '../../kubernetes/object.ts';
import { overMachines, type Verdict } from './conditions.ts';
import { rollingOut } from './control-plane-conditions.ts';
import { deprecated } from './legacy.ts';
import { deleting, machinesOf, missingParts, playSet, scaling, selectorText } from './machine-set.ts';
import { reportedVersions } from './machines.ts';
import { addSet, deploymentManager, hashLabel, roll, setsOf, share, templateHash, upToDateVerdict } from './rollout.ts';
import {
  again,
  dropFinalizer,
  ensureFinalizer,
  ensureOwner,
  isDeleting,
  numberAt,
  referenceAt,
  referenced,
  remove,
  setStatus,
  type World,
} from './world.ts';

const deploymentFinalizer = 'cluster.x-k8s.io/machinedeployment';

const phaseOf = (deployment: KubeObject, current: number, desired: number): string => {
  if (isDeleting(deployment) || current > desired) return 'ScalingDown';
  return current < desired ? 'ScalingUp' : 'Running';
};

const availability = (deployment: KubeObject, available: number, desired: number): Verdict => {
  const strategy = at(deployment, 'spec', 'rollout', 'strategy', 'rollingUpdate', 'maxUnavailable') ?? 0;
  const needed = desired - share(strategy, desired, 0);
  if (isDeleting(deployment))
    return { type: 'Available', status: 'False', reason: 'NotAvailable', message: 'Deletion in progress' };
  if (available >= needed) return { type: 'Available', status: 'True', reason: 'Available' };
  const message = `${available} available replicas, at least ${needed} required (spec.strategy.rollout.maxUnavailable is ${String(strategy)}, spec.replicas is ${desired})`;
  return { type: 'Available', status: 'False', reason: 'NotAvailable', message };
};

const ownTemplates = (world: World, cluster: KubeObject, deployment: KubeObject): void => {
  for (const path of [['infrastructureRef'], ['bootstrap', 'configRef']]) {
    const template = referenced(
      world,
      deployment.metadata.namespace,
      referenceAt(deployment, 'spec', 'template', 'spec', ...path),
    );
    if (template !== undefined)
      ensureOwner(world, template, cluster, { controller: false, manager: deploymentManager });
  }
};

const reported = (sets: readonly KubeObject[], field: string): number =>
  sets.reduce((sum, set) => sum + (numberAt(set, 'status', field) ?? 0), 0);

/** Plays the MachineDeployment and MachineSet controllers: machines, scaling, rolling updates, deletion from the leaves up. */
export const playMachineDeployment = (world: World, cluster: KubeObject, found: KubeObject): void => {
  const owned = ensureOwner(world, found, cluster, {
    controller: false,
    cluster: cluster.metadata.name,
    manager: deploymentManager,
  });
  const deployment = ensureFinalizer(world, owned, deploymentFinalizer, deploymentManager);
  const desired = isDeleting(deployment) ? 0 : (numberAt(deployment, 'spec', 'replicas') ?? 1);
  if (isDeleting(deployment)) {
    for (const set of setsOf(world, deployment)) remove(world, set);
  } else {
    ownTemplates(world, cluster, deployment);
    const hash = templateHash(at(deployment, 'spec', 'template'));
    const fresh =
      setsOf(world, deployment).find((set) => set.metadata.labels?.[hashLabel] === hash) ??
      addSet(world, cluster, deployment, hash);
    const old = setsOf(world, deployment).filter((set) => set.metadata.uid !== fresh.metadata.uid);
    roll(world, deployment, fresh, old, desired);
  }
  const latest = again(world, deployment);
  if (latest === undefined) return;
  const sets = setsOf(world, latest);
  const machines = sets.flatMap((set) => machinesOf(world, set));
  // What the sets themselves have reported so far, not what they are about to do.
  const numbers = {
    replicas: reported(sets, 'replicas'),
    readyReplicas: reported(sets, 'readyReplicas'),
    availableReplicas: reported(sets, 'availableReplicas'),
    upToDateReplicas: reported(sets, 'upToDateReplicas'),
    versions: reportedVersions(sets),
  };
  const verdicts = [
    availability(latest, numbers.availableReplicas, desired),
    overMachines(machines, 'Ready', 'MachinesReady', ['NotReady', 'ReadyUnknown', 'Ready']),
    overMachines(machines, 'UpToDate', 'MachinesUpToDate', ['NotUpToDate', 'UpToDateUnknown', 'UpToDate']),
    rollingOut(machines),
    ...scaling(numbers.replicas, desired, missingParts(world, latest)),
    { type: 'Remediating', status: 'False', reason: 'NotRemediating' } as const,
    deleting(latest, sets.length === 0 ? '' : `Deleting ${sets.length} MachineSet${sets.length === 1 ? '' : 's'}`),
    { type: 'Paused', status: 'False', reason: 'NotPaused' } as const,
  ];
  const fields = {
    ...numbers,
    phase: phaseOf(latest, numbers.replicas, desired),
    observedGeneration: latest.metadata.generation,
    selector: selectorText(latest),
    ...deprecated(
      latest,
      [
        {
          type: 'Available',
          ok: numbers.availableReplicas >= desired,
          reason: 'WaitingForAvailableMachines',
          severity: 'Warning',
        },
      ],
      world.now(),
      {
        updatedReplicas: numbers.upToDateReplicas,
        readyReplicas: numbers.readyReplicas,
        availableReplicas: numbers.availableReplicas,
        unavailableReplicas: Math.max(0, desired - numbers.availableReplicas),
      },
    ),
  };
  const updated = setStatus(world, latest, fields, verdicts, deploymentManager);
  if (isDeleting(updated) && sets.length === 0) dropFinalizer(world, updated, deploymentFinalizer, deploymentManager);
  for (const set of sets) playSet(world, cluster, set, [upToDateVerdict(set, updated)]);
};
