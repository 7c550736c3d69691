import { at, type KubeObject } from '../../kubernetes/object.ts';
import { type ConditionStatus, isTrue, type Verdict } from './conditions.ts';
import { hasNetwork } from './network.ts';
import { pace } from './pace.ts';
import { isDeleting, textAt, type World } from './world.ts';

export const isControlPlaneMachine = (machine: KubeObject): boolean =>
  machine.metadata.labels?.['cluster.x-k8s.io/control-plane'] !== undefined;

export interface Node {
  readonly name: string;
  readonly ready: boolean;
}

/** The node that a machine has become, if it has: first the control plane comes up, then the others join it. */
export const nodeOf = (world: World, cluster: KubeObject, machine: KubeObject): Node | undefined => {
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

export const nodeVerdicts = (cluster: KubeObject, machine: KubeObject, node: Node | undefined): readonly Verdict[] => {
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

export const nodeInfo = (machine: KubeObject, version: string) => ({
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
