/**
 * The variables of clusterctl templates that a cluster itself has values for, by what gives them: clusterctl's own, and those that
 * the providers' templates use for a region, for machine types and for the address of the API server.
 */
export const templateVariables = {
  name: ['CLUSTER_NAME'],
  namespace: ['NAMESPACE'],
  version: ['KUBERNETES_VERSION'],
  controlPlane: ['CONTROL_PLANE_MACHINE_COUNT'],
  workers: ['WORKER_MACHINE_COUNT', 'NODE_MACHINE_COUNT'],
  region: [
    'AWS_REGION',
    'GCP_REGION',
    'AZURE_LOCATION',
    'HCLOUD_REGION',
    'ALIBABA_REGION',
    'METRO',
    'OPENSTACK_REGION',
    'VSPHERE_DATACENTER',
  ],
  controlPlaneMachineType: [
    'AWS_CONTROL_PLANE_MACHINE_TYPE',
    'GCP_CONTROL_PLANE_MACHINE_TYPE',
    'AZURE_CONTROL_PLANE_MACHINE_TYPE',
    'HCLOUD_CONTROL_PLANE_MACHINE_TYPE',
    'OPENSTACK_CONTROL_PLANE_MACHINE_FLAVOR',
    'OCI_CONTROL_PLANE_MACHINE_TYPE',
    'CONTROLPLANE_NODE_TYPE',
  ],
  machineType: [
    'AWS_NODE_MACHINE_TYPE',
    'GCP_NODE_MACHINE_TYPE',
    'AZURE_NODE_MACHINE_TYPE',
    'HCLOUD_WORKER_MACHINE_TYPE',
    'HCLOUD_NODE_MACHINE_TYPE',
    'OPENSTACK_NODE_MACHINE_FLAVOR',
    'OCI_NODE_MACHINE_TYPE',
    'ALIBABA_INSTANCE_TYPE',
    'WORKER_NODE_TYPE',
  ],
  endpoint: ['CONTROL_PLANE_ENDPOINT_IP', 'CONTROL_PLANE_ENDPOINT_HOST'],
  podCidr: ['POD_CIDR'],
  serviceCidr: ['SERVICE_CIDR'],
} as const satisfies Readonly<Record<string, readonly string[]>>;
