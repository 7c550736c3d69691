import type { ClusterSpec } from '../../cluster/spec.ts';

/**
 * The variables that a cluster itself gives: clusterctl's own, and those that the providers' templates use for a region and for
 * machine types.
 */
export function clusterVariables(spec: ClusterSpec): Readonly<Record<string, string>> {
  const workers = spec.pools.reduce((sum, pool) => sum + pool.replicas, 0);
  const workerType = spec.pools[0]?.machineType ?? '';
  const given: Readonly<Record<string, string>> = {
    CLUSTER_NAME: spec.name,
    NAMESPACE: spec.namespace,
    KUBERNETES_VERSION: spec.kubernetesVersion,
    CONTROL_PLANE_MACHINE_COUNT: String(Math.max(1, spec.controlPlane.replicas)),
    WORKER_MACHINE_COUNT: String(workers),
    POD_CIDR: spec.network.pods,
    SERVICE_CIDR: spec.network.services,
    ...named(regionNames, spec.region),
    ...named(controlPlaneTypeNames, spec.controlPlane.machineType),
    ...named(workerTypeNames, workerType),
    ...(spec.endpoint === undefined ? {} : named(endpointNames, spec.endpoint)),
  };
  // A type that nobody named is not a value: the template's own default holds, or the variable is missing.
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== ''));
}

const regionNames: readonly string[] = [
  'AWS_REGION',
  'GCP_REGION',
  'AZURE_LOCATION',
  'HCLOUD_REGION',
  'ALIBABA_REGION',
  'METRO',
  'OPENSTACK_REGION',
  'VSPHERE_DATACENTER',
];
const controlPlaneTypeNames: readonly string[] = [
  'AWS_CONTROL_PLANE_MACHINE_TYPE',
  'GCP_CONTROL_PLANE_MACHINE_TYPE',
  'AZURE_CONTROL_PLANE_MACHINE_TYPE',
  'HCLOUD_CONTROL_PLANE_MACHINE_TYPE',
  'OPENSTACK_CONTROL_PLANE_MACHINE_FLAVOR',
  'CONTROLPLANE_NODE_TYPE',
];
const workerTypeNames: readonly string[] = [
  'AWS_NODE_MACHINE_TYPE',
  'GCP_NODE_MACHINE_TYPE',
  'AZURE_NODE_MACHINE_TYPE',
  'HCLOUD_WORKER_MACHINE_TYPE',
  'OPENSTACK_NODE_MACHINE_FLAVOR',
  'ALIBABA_INSTANCE_TYPE',
  'WORKER_NODE_TYPE',
];
const endpointNames: readonly string[] = ['CONTROL_PLANE_ENDPOINT_IP', 'CONTROL_PLANE_ENDPOINT_HOST'];

function named(names: readonly string[], value: string): Readonly<Record<string, string>> {
  return Object.fromEntries(names.map((name) => [name, value]));
}
