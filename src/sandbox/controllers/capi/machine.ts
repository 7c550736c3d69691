import { at, type KubeObject, timestamp, withAt } from '../../kubernetes/object.ts';
import { playBootstrap } from './bootstrap.ts';
import type { Verdict } from './conditions.ts';
import { addressOf, isProvisioned, playInfrastructureMachine } from './infrastructure.ts';
import { deprecated } from './legacy.ts';
import { mirror, readiness } from './machine-conditions.ts';
import { isControlPlaneMachine, type Node, nodeInfo, nodeOf, nodeVerdicts } from './node.ts';
import { pace } from './pace.ts';
import {
  again,
  dropFinalizer,
  ensure,
  ensureFinalizer,
  ensureOwner,
  isDeleting,
  referenceAt,
  referenced,
  remove,
  setStatus,
  textAt,
  type World,
} from './world.ts';

const manager = 'capi-machine';

const finalizer = 'machine.cluster.x-k8s.io';
/** As kubeadm makes them. */
const certificateLife = 365 * 24 * 3600 * 1000;

const phaseOf = (machine: KubeObject, node: Node | undefined): string => {
  if (isDeleting(machine)) return 'Deleting';
  const provisioned = at(machine, 'status', 'initialization', 'infrastructureProvisioned') === true;
  if (node !== undefined && provisioned) return 'Running';
  if (textAt(machine, 'spec', 'providerID') !== undefined) return 'Provisioned';
  return at(machine, 'status', 'initialization', 'bootstrapDataSecretCreated') === true ? 'Provisioning' : 'Pending';
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
    ...(node !== undefined && isControlPlaneMachine(machine)
      ? { certificatesExpiryDate: timestamp(Date.parse(machine.metadata.creationTimestamp) + certificateLife) }
      : {}),
    ...(node === undefined ? {} : { nodeRef: { name: node.name }, nodeInfo: nodeInfo(machine, version) }),
    ...deprecated(
      machine,
      [
        { type: 'BootstrapReady', ok: bootstrapped, reason: 'WaitingForControlPlaneAvailable' },
        { type: 'InfrastructureReady', ok: provisioned, reason: 'WaitingForInfrastructure' },
        { type: 'NodeHealthy', ok: node?.ready === true, reason: 'WaitingForNodeRef' },
      ],
      world.now(),
    ),
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
