import { createHash } from 'node:crypto';
import { asTree, at, type KubeObject, withAt } from '../../kubernetes/object.ts';
import { isTrue, overMachines, type Verdict } from './conditions.ts';
import { rollingOut } from './control-plane.ts';
import { playMachine } from './machine.ts';
import { cloneOf, createMachine, newName, versionsOf } from './machines.ts';
import {
  again,
  clusterLabel,
  controlledBy,
  dropFinalizer,
  ensure,
  ensureFinalizer,
  ensureOwner,
  isDeleting,
  numberAt,
  ownerReference,
  referenceAt,
  referenced,
  remove,
  setStatus,
  textAt,
  type World,
} from './world.ts';

const deploymentManager = 'capi-machinedeployment';
const setManager = 'capi-machineset';
const deploymentFinalizer = 'cluster.x-k8s.io/machinedeployment';
const setFinalizer = 'cluster.x-k8s.io/machineset';
const hashLabel = 'machine-template-hash';

type Labels = Readonly<Record<string, string>>;

/** What of a template makes its machines different; labels and annotations are changed in place. */
const templateHash = (template: unknown): string => {
  const spec = asTree(at(template, 'spec'));
  const text = JSON.stringify([spec.version, at(spec, 'bootstrap'), at(spec, 'infrastructureRef'), spec.failureDomain]);
  return createHash('sha256').update(text).digest('hex').slice(0, 10);
};

const setsOf = (world: World, deployment: KubeObject): readonly KubeObject[] =>
  world.store
    .list('cluster.x-k8s.io', 'MachineSet', deployment.metadata.namespace)
    .filter((set) => controlledBy(set, deployment));

const machinesOf = (world: World, set: KubeObject): readonly KubeObject[] =>
  world.store
    .list('cluster.x-k8s.io', 'Machine', set.metadata.namespace)
    .filter((machine) => controlledBy(machine, set));

const counts = (machines: readonly KubeObject[]) => ({
  replicas: machines.length,
  readyReplicas: machines.filter((machine) => isTrue(machine, 'Ready')).length,
  availableReplicas: machines.filter((machine) => isTrue(machine, 'Available')).length,
  upToDateReplicas: machines.filter((machine) => isTrue(machine, 'UpToDate')).length,
  versions: machines.length === 0 ? undefined : versionsOf(machines),
});

const scaling = (current: number, desired: number, missing: string): readonly Verdict[] => [
  current < desired
    ? {
        type: 'ScalingUp',
        status: 'True',
        reason: 'ScalingUp',
        message: `Scaling up from ${current} to ${desired} replicas${missing === '' ? '' : ` is blocked because ${missing}`}`,
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

const deleting = (object: KubeObject, message: string): Verdict =>
  isDeleting(object)
    ? { type: 'Deleting', status: 'True', reason: message === '' ? 'DeletionCompleted' : 'Deleting', message }
    : { type: 'Deleting', status: 'False', reason: 'NotDeleting' };

const missingParts = (world: World, owner: KubeObject): string => {
  const { namespace } = owner.metadata;
  const references = [['infrastructureRef'], ['bootstrap', 'configRef']].map((path) =>
    referenceAt(owner, 'spec', 'template', 'spec', ...path),
  );
  return references
    .filter((reference) => reference !== undefined && referenced(world, namespace, reference) === undefined)
    .map((reference) => `${reference?.kind} does not exist`)
    .join(' and ');
};

const addMachine = (world: World, cluster: KubeObject, set: KubeObject): boolean => {
  const { namespace } = set.metadata;
  const template = asTree(at(set, 'spec', 'template'));
  const spec = asTree(template.spec);
  const infrastructure = cloneOf(world, namespace, referenceAt(spec, 'infrastructureRef'));
  const bootstrapReference = referenceAt(spec, 'bootstrap', 'configRef');
  const bootstrap = cloneOf(world, namespace, bootstrapReference);
  if (infrastructure === undefined || (bootstrapReference !== undefined && bootstrap === undefined)) return false;
  const metadata = asTree(template.metadata);
  const deployment = set.metadata.labels?.['cluster.x-k8s.io/deployment-name'];
  createMachine(world, {
    cluster,
    owner: set,
    name: newName(set),
    labels: {
      ...(asTree(metadata.labels) as Labels),
      'cluster.x-k8s.io/set-name': set.metadata.name,
      ...(deployment === undefined ? {} : { 'cluster.x-k8s.io/deployment-name': deployment }),
    },
    annotations: asTree(metadata.annotations) as Labels,
    spec,
    bootstrap,
    infrastructure,
    manager: setManager,
  });
  return true;
};

/** Whom to delete first: those already going, then the unwell, then the newest. */
const victims = (machines: readonly KubeObject[], count: number): readonly KubeObject[] => {
  const rank = (machine: KubeObject): number => (isDeleting(machine) ? 0 : isTrue(machine, 'Ready') ? 2 : 1);
  return machines
    .toSorted((a, b) => rank(a) - rank(b) || b.metadata.creationTimestamp.localeCompare(a.metadata.creationTimestamp))
    .slice(0, count);
};

const playSet = (world: World, cluster: KubeObject, found: KubeObject, upToDate: readonly Verdict[]): void => {
  for (const machine of machinesOf(world, found)) playMachine(world, cluster, machine, upToDate);
  const current = again(world, found);
  if (current === undefined) return;
  const set = ensureFinalizer(world, current, setFinalizer, setManager);
  const desired = isDeleting(set) ? 0 : (numberAt(set, 'spec', 'replicas') ?? 1);
  const existing = machinesOf(world, set);
  // Machines are made before the control plane is up and wait for it.
  for (let index = existing.length; index < desired; index += 1) if (!addMachine(world, cluster, set)) break;
  for (const machine of victims(existing, existing.length - desired)) remove(world, machine);
  const machines = machinesOf(world, set);
  const verdicts = [
    ...scaling(machines.length, desired, missingParts(world, set)),
    overMachines(machines, 'Ready', 'MachinesReady', ['NotReady', 'ReadyUnknown', 'Ready']),
    overMachines(machines, 'UpToDate', 'MachinesUpToDate', ['NotUpToDate', 'UpToDateUnknown', 'UpToDate']),
    { type: 'Remediating', status: 'False', reason: 'NotRemediating' } as const,
    deleting(
      set,
      machines.length === 0 ? '' : `Deleting ${machines.length} Machine${machines.length === 1 ? '' : 's'}`,
    ),
    { type: 'Paused', status: 'False', reason: 'NotPaused' } as const,
  ];
  const latest = again(world, set);
  if (latest === undefined) return;
  const fields = { ...counts(machines), observedGeneration: latest.metadata.generation, selector: selectorText(set) };
  const updated = setStatus(world, latest, fields, verdicts, setManager);
  if (isDeleting(updated) && machines.length === 0) dropFinalizer(world, updated, setFinalizer, setManager);
};

const selectorText = (object: KubeObject): string =>
  Object.entries(asTree(at(object, 'spec', 'selector', 'matchLabels')))
    .map(([key, value]) => `${key}=${String(value)}`)
    .sort()
    .join(',');

const addSet = (world: World, cluster: KubeObject, deployment: KubeObject, hash: string): KubeObject => {
  const { name, namespace } = deployment.metadata;
  const template = asTree(at(deployment, 'spec', 'template'));
  const labels = { ...(asTree(at(template, 'metadata', 'labels')) as Labels), [hashLabel]: hash };
  const own = { [clusterLabel]: cluster.metadata.name, 'cluster.x-k8s.io/deployment-name': name };
  return world.store.create(
    {
      apiVersion: 'cluster.x-k8s.io/v1beta2',
      kind: 'MachineSet',
      metadata: {
        name: newName(deployment),
        ...(namespace === undefined ? {} : { namespace }),
        labels: { ...labels, ...own },
        annotations: { 'machinedeployment.clusters.x-k8s.io/revision': String(setsOf(world, deployment).length + 1) },
        ownerReferences: [ownerReference(deployment, true)],
        finalizers: [setFinalizer],
      },
      spec: {
        clusterName: cluster.metadata.name,
        replicas: 0,
        selector: withAt(asTree(at(deployment, 'spec', 'selector')), ['matchLabels', hashLabel], hash),
        template: { ...template, metadata: { ...asTree(template.metadata), labels: { ...labels, ...own } } },
      },
    },
    deploymentManager,
  );
};

const resize = (world: World, set: KubeObject, replicas: number): void => {
  const current = again(world, set);
  if (current !== undefined) ensure(world, current, withAt(current, ['spec', 'replicas'], replicas), deploymentManager);
};

const share = (value: unknown, of: number, fallback: number): number =>
  typeof value === 'number'
    ? value
    : typeof value === 'string'
      ? Math.ceil((Number.parseFloat(value) / 100) * of)
      : fallback;

/** One step of a rolling update: new machines as far as the surge allows, old ones away as far as enough are available. */
const roll = (
  world: World,
  deployment: KubeObject,
  fresh: KubeObject,
  old: readonly KubeObject[],
  desired: number,
): void => {
  const strategy = at(deployment, 'spec', 'rollout', 'strategy', 'rollingUpdate');
  const surge = share(at(strategy, 'maxSurge'), desired, 1);
  const unavailable = share(at(strategy, 'maxUnavailable'), desired, 0);
  const size = (set: KubeObject): number => numberAt(set, 'spec', 'replicas') ?? 0;
  const total = size(fresh) + old.reduce((sum, set) => sum + size(set), 0);
  if (old.every((set) => size(set) === 0)) {
    resize(world, fresh, desired);
    for (const set of old) if (machinesOf(world, set).length === 0) remove(world, set);
    return;
  }
  if (total < desired + surge && size(fresh) < desired) {
    resize(world, fresh, Math.min(desired, size(fresh) + desired + surge - total));
    return;
  }
  const available = [fresh, ...old]
    .flatMap((set) => machinesOf(world, set))
    .filter((machine) => isTrue(machine, 'Available') && !isDeleting(machine)).length;
  const spare = available - (desired - unavailable);
  const shrinking = old.find((set) => size(set) > 0);
  if (spare > 0 && shrinking !== undefined) resize(world, shrinking, Math.max(0, size(shrinking) - spare));
};

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

const upToDateVerdict = (set: KubeObject, deployment: KubeObject): Verdict => {
  const current = asTree(at(set, 'spec', 'template', 'spec'));
  const wanted = asTree(at(deployment, 'spec', 'template', 'spec'));
  if (templateHash({ spec: current }) === templateHash({ spec: wanted }))
    return { type: 'UpToDate', status: 'True', reason: 'UpToDate' };
  const lines = [
    ...(current.version === wanted.version
      ? []
      : [`* Version ${String(current.version)}, ${String(wanted.version)} required`]),
    ...(at(current, 'infrastructureRef', 'name') === at(wanted, 'infrastructureRef', 'name')
      ? []
      : [`* ${textAt(wanted, 'infrastructureRef', 'kind')?.replace(/Template$/, '')} is not up-to-date`]),
    ...(at(current, 'bootstrap', 'configRef', 'name') === at(wanted, 'bootstrap', 'configRef', 'name')
      ? []
      : [`* ${textAt(wanted, 'bootstrap', 'configRef', 'kind')?.replace(/Template$/, '')} is not up-to-date`]),
  ];
  return { type: 'UpToDate', status: 'False', reason: 'NotUpToDate', message: lines.join('\n') };
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
  for (const set of setsOf(world, deployment)) playSet(world, cluster, set, [upToDateVerdict(set, deployment)]);

  const latest = again(world, deployment);
  if (latest === undefined) return;
  const sets = setsOf(world, latest);
  const machines = sets.flatMap((set) => machinesOf(world, set));
  const numbers = counts(machines);
  const verdicts = [
    availability(latest, numbers.availableReplicas, desired),
    overMachines(machines, 'Ready', 'MachinesReady', ['NotReady', 'ReadyUnknown', 'Ready']),
    overMachines(machines, 'UpToDate', 'MachinesUpToDate', ['NotUpToDate', 'UpToDateUnknown', 'UpToDate']),
    rollingOut(machines),
    ...scaling(machines.length, desired, missingParts(world, latest)),
    { type: 'Remediating', status: 'False', reason: 'NotRemediating' } as const,
    deleting(latest, sets.length === 0 ? '' : `Deleting ${sets.length} MachineSet${sets.length === 1 ? '' : 's'}`),
    { type: 'Paused', status: 'False', reason: 'NotPaused' } as const,
  ];
  const fields = {
    ...numbers,
    phase: phaseOf(latest, machines.length, desired),
    observedGeneration: latest.metadata.generation,
    selector: selectorText(latest),
  };
  const updated = setStatus(world, latest, fields, verdicts, deploymentManager);
  if (isDeleting(updated) && sets.length === 0) dropFinalizer(world, updated, deploymentFinalizer, deploymentManager);
};
