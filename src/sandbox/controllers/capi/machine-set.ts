import { asTree, at, type KubeObject } from '../../kubernetes/object.ts';
import { isTrue, overMachines, type Verdict } from './conditions.ts';
import { playMachine } from './machine.ts';
import { cloneOf, createMachine, newName, versionsOf } from './machines.ts';
import {
  again,
  controlledBy,
  dropFinalizer,
  ensureFinalizer,
  isDeleting,
  numberAt,
  referenceAt,
  referenced,
  remove,
  setStatus,
  type World,
} from './world.ts';

const setManager = 'capi-machineset';

export const setFinalizer = 'cluster.x-k8s.io/machineset';

export type Labels = Readonly<Record<string, string>>;

export const machinesOf = (world: World, set: KubeObject): readonly KubeObject[] =>
  world.store
    .list('cluster.x-k8s.io', 'Machine', set.metadata.namespace)
    .filter((machine) => controlledBy(machine, set));

export const counts = (machines: readonly KubeObject[]) => ({
  replicas: machines.length,
  readyReplicas: machines.filter((machine) => isTrue(machine, 'Ready')).length,
  availableReplicas: machines.filter((machine) => isTrue(machine, 'Available')).length,
  upToDateReplicas: machines.filter((machine) => isTrue(machine, 'UpToDate')).length,
  versions: machines.length === 0 ? undefined : versionsOf(machines),
});

export const scaling = (current: number, desired: number, missing: string): readonly Verdict[] => [
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

export const deleting = (object: KubeObject, message: string): Verdict =>
  isDeleting(object)
    ? { type: 'Deleting', status: 'True', reason: message === '' ? 'DeletionCompleted' : 'Deleting', message }
    : { type: 'Deleting', status: 'False', reason: 'NotDeleting' };

export const missingParts = (world: World, owner: KubeObject): string => {
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

export const playSet = (world: World, cluster: KubeObject, found: KubeObject, upToDate: readonly Verdict[]): void => {
  for (const machine of machinesOf(world, found)) playMachine(world, cluster, machine, upToDate);
  const current = again(world, found);
  if (current === undefined) return;
  const set = ensureFinalizer(world, current, setFinalizer, setManager);
  const desired = isDeleting(set) ? 0 : (numberAt(set, 'spec', 'replicas') ?? 1);
  const existing = machinesOf(world, set);
  // Machines are made before the control plane is up and wait for it.
  for (let index = existing.length; index < desired; index += 1) if (!addMachine(world, cluster, set)) break;
  for (const machine of victims(existing, Math.max(0, existing.length - desired))) remove(world, machine);
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

export const selectorText = (object: KubeObject): string =>
  Object.entries(asTree(at(object, 'spec', 'selector', 'matchLabels')))
    .map(([key, value]) => `${key}=${String(value)}`)
    .sort()
    .join(',');
