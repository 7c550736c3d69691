import { at, type KubeObject, type Tree, withAt } from '../../kubernetes/object.ts';
import { type ConditionStatus, isTrue, type Verdict } from './conditions.ts';
import { contractOf } from './contract.ts';
import { legacyConditions } from './legacy.ts';
import { isControlPlaneMachine } from './node.ts';
import { pace } from './pace.ts';
import {
  again,
  type CloudFault,
  clusterLabel,
  dropFinalizer,
  ensure,
  ensureFinalizer,
  groupOf,
  isDeleting,
  ownedBy,
  referenceAt,
  referenced,
  setStatus,
  textAt,
  type World,
} from './world.ts';

const managerOf = (object: KubeObject): string => `${object.kind.toLowerCase()}-controller`;
/** The development provider was Docker's once, and its finalizers still are. */
const finalizerOf = (object: KubeObject): string =>
  `${object.kind.toLowerCase().replace(/^dev/, 'docker')}.${groupOf(object)}`;

interface ReadyState {
  readonly status: ConditionStatus;
  readonly reason: string;
  readonly message: string;
  readonly severity?: 'Info' | 'Warning' | 'Error';
}

/** Reports readiness in the shape of the contract that the kind's provider implements. */
export const report = (world: World, object: KubeObject, ready: ReadyState, fields: Tree = {}): KubeObject => {
  const provisioned =
    ready.status === 'True' ||
    at(object, 'status', 'initialization', 'provisioned') === true ||
    at(object, 'status', 'ready') === true;
  if (contractOf(groupOf(object), object.kind) === 'v1beta2') {
    const { severity: _, ...verdict } = ready;
    const initialization = provisioned ? { initialization: { provisioned: true } } : {};
    return setStatus(world, object, { ...initialization, ...fields }, verdictsOf(object, verdict), managerOf(object));
  }
  const verdict = { ...ready, type: 'Ready', ok: ready.status === 'True' };
  const conditions = legacyConditions(object, ['status', 'conditions'], [verdict], world.now());
  return setStatus(world, object, { ready: provisioned, conditions, ...fields }, [], managerOf(object));
};

/** The development provider says of a cluster only that it is not paused, and of a machine which parts of it have come. */
const verdictsOf = (object: KubeObject, verdict: Omit<Verdict, 'type'>): readonly Verdict[] => {
  const summary = { type: 'Ready', ...verdict };
  const paused: Verdict = { type: 'Paused', status: 'False', reason: 'NotPaused' };
  if (object.kind === 'DevCluster') return [paused];
  if (object.kind !== 'DevMachine') return [summary];
  const parts = ['VM', 'Node', ...(isControlPlaneMachine(object) ? ['Etcd', 'APIServer'] : [])];
  const come = parts.map((part): Verdict => ({ type: `${part}Provisioned`, status: 'True', reason: 'Provisioned' }));
  return [summary, ...(verdict.status === 'True' ? come : []), paused];
};

const waiting = (reason: string, message: string): ReadyState => ({
  status: 'False',
  reason,
  message,
  severity: 'Info',
});
const failed = (fault: CloudFault): ReadyState => ({
  status: 'False',
  reason: fault.reason ?? 'Provisioning',
  message: fault.message ?? '',
  severity: fault.reason === undefined ? 'Info' : 'Error',
});
const ready: ReadyState = { status: 'True', reason: 'Ready', message: '' };

/** Whether an infrastructure object has ever been ready, in either contract. */
export const isProvisioned = (object: KubeObject | undefined): boolean =>
  at(object, 'status', 'initialization', 'provisioned') === true || at(object, 'status', 'ready') === true;

/** Plays the provider's controller for the object that `Cluster.spec.infrastructureRef` names. */
export const playInfrastructureCluster = (world: World, cluster: KubeObject): void => {
  const found = referenced(world, cluster.metadata.namespace, referenceAt(cluster, 'spec', 'infrastructureRef'));
  if (found === undefined) return;
  if (isDeleting(found)) {
    // Networks and load balancers cannot go while machines hang on them.
    if (machinesOf(world, cluster).length > 0)
      report(world, found, waiting('DeletionFailed', 'DependencyViolation: machines still use the network'));
    else if (world.due(found, 'terminate', pace.infrastructureTermination))
      dropFinalizer(world, found, finalizerOf(found), managerOf(found));
    return;
  }
  // Providers wait for the owner reference that the Cluster controller sets.
  if (!ownedBy(found, cluster)) return;
  const object = ensureFinalizer(world, found, finalizerOf(found), managerOf(found));
  const fault = world.cloudFault(object);
  if (fault !== undefined) {
    report(world, object, failed(fault));
    return;
  }
  if (!isProvisioned(object) && !world.due(object, 'provision', pace.infrastructureCluster)) {
    report(world, object, waiting('Provisioning', 'Creating network and load balancer'));
    return;
  }
  const host = textAt(object, 'spec', 'controlPlaneEndpoint', 'host');
  const { name, namespace } = cluster.metadata;
  const endpoint = { host: `${name}.${namespace}.sandbox.invalid`, port: 6443 };
  const withEndpoint =
    host === undefined
      ? ensure(world, object, withAt(object, ['spec', 'controlPlaneEndpoint'], endpoint), managerOf(object))
      : object;
  report(world, withEndpoint, ready);
};

const machinesOf = (world: World, cluster: KubeObject): readonly KubeObject[] =>
  world.store
    .list('cluster.x-k8s.io', 'Machine', cluster.metadata.namespace)
    .filter((machine) => machine.metadata.labels?.[clusterLabel] === cluster.metadata.name);

/** An identifier as the kind's cloud writes it; what matters is that it is unique and stays. */
const providerId = (object: KubeObject): string => {
  const short = object.metadata.uid.replaceAll('-', '');
  if (object.kind === 'AWSMachine') return `aws:///eu-west-1a/i-${short.slice(0, 17)}`;
  if (object.kind === 'GCPMachine') return `gce://sandbox/europe-west1-b/${object.metadata.name}`;
  if (object.kind === 'DevMachine' || object.kind === 'DockerMachine') return `docker:////${object.metadata.name}`;
  return `${object.kind.toLowerCase().replace(/machine$/, '')}:////${short}`;
};

/** Plays the provider's controller for the object that `Machine.spec.infrastructureRef` names. */
export const playInfrastructureMachine = (world: World, cluster: KubeObject, machine: KubeObject): void => {
  const found = referenced(world, machine.metadata.namespace, referenceAt(machine, 'spec', 'infrastructureRef'));
  if (found === undefined) return;
  if (isDeleting(found)) {
    const home = referenced(world, cluster.metadata.namespace, referenceAt(cluster, 'spec', 'infrastructureRef'));
    // Without its infrastructure cluster a provider knows neither region nor credentials, and the machine stays for ever.
    if (home === undefined)
      report(world, found, waiting('WaitingForClusterInfrastructure', 'the infrastructure cluster is gone'));
    else if (world.due(found, 'terminate', pace.machineTermination))
      dropFinalizer(world, found, finalizerOf(found), managerOf(found));
    return;
  }
  if (!ownedBy(found, machine)) return;
  const object = ensureFinalizer(world, found, finalizerOf(found), managerOf(found));
  if (isProvisioned(object)) return;
  if (at(cluster, 'status', 'initialization', 'infrastructureProvisioned') !== true) {
    report(world, object, waiting('WaitingForClusterInfrastructure', 'Waiting for the infrastructure of the cluster'));
    return;
  }
  if (textAt(machine, 'spec', 'bootstrap', 'dataSecretName') === undefined) {
    const initialised = isTrue(cluster, 'ControlPlaneInitialized');
    const what = initialised ? 'Waiting for bootstrap data' : 'Waiting for the control plane to be initialized';
    report(world, object, waiting('WaitingForBootstrapData', what));
    return;
  }
  const fault = world.cloudFault(object);
  if (fault !== undefined) {
    report(world, object, failed(fault));
    return;
  }
  if (!world.due(object, 'provision', pace.machineInfrastructure)) {
    report(world, object, waiting('InstanceNotReady', 'Instance is starting'));
    return;
  }
  const withId = ensure(world, object, withAt(object, ['spec', 'providerID'], providerId(object)), managerOf(object));
  report(world, again(world, withId) ?? withId, ready, {
    addresses: [{ type: 'InternalIP', address: addressOf(object) }],
  });
};

/** A private address that follows from the object's identity. */
export const addressOf = (object: KubeObject): string => {
  const bytes = Buffer.from(object.metadata.uid.replaceAll('-', ''), 'hex');
  return `10.0.${bytes[0] ?? 0}.${(bytes[1] ?? 0) || 1}`;
};
