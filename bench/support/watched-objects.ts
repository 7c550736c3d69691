const conditionTypes = [
  'Available',
  'Ready',
  'UpToDate',
  'BootstrapConfigReady',
  'InfrastructureReady',
  'NodeHealthy',
  'NodeReady',
  'Updating',
  'Deleting',
  'Paused',
  'HealthCheckSucceeded',
];

const machinesACluster = 50;

const fields = (count: number) =>
  Object.fromEntries(
    Array.from({ length: count }, (_, key) => [`f:field${key}`, { '.': {}, 'f:sub': {}, 'f:other': {} }]),
  );

const uidOf = (prefix: string, index: number): string => `${prefix}-0000-4000-8000-${String(index).padStart(12, '0')}`;

/** A Machine as Cluster API 1.14 leaves it when it runs, managed fields included: about 8 KB of JSON. */
export function machineJson(index: number): Readonly<Record<string, unknown>> {
  const cluster = `cluster-${Math.floor(index / machinesACluster)}`;
  const name = `${cluster}-md-0-abcde-${index.toString(36).padStart(5, '0')}`;
  const time = (step: number) =>
    `${new Date(1.764e12 + ((index * 7919 + step) % 5e6) * 1000).toISOString().slice(0, 19)}Z`;
  const conditionFields = Object.fromEntries(
    conditionTypes.map((type) => [
      `k:{"type":"${type}"}`,
      {
        '.': {},
        'f:lastTransitionTime': {},
        'f:message': {},
        'f:observedGeneration': {},
        'f:reason': {},
        'f:status': {},
      },
    ]),
  );
  return {
    apiVersion: 'cluster.x-k8s.io/v1beta2',
    kind: 'Machine',
    metadata: {
      name,
      namespace: `team-${Math.floor(index / machinesACluster) % 20}`,
      uid: uidOf('11111111', index),
      resourceVersion: String(1_000_000 + index),
      generation: 2,
      creationTimestamp: time(0),
      labels: {
        'cluster.x-k8s.io/cluster-name': cluster,
        'cluster.x-k8s.io/deployment-name': `${cluster}-md-0`,
        'cluster.x-k8s.io/set-name': `${cluster}-md-0-abcde`,
        'machine-template-hash': '1234567890-abcde',
        'topology.cluster.x-k8s.io/owned': '',
      },
      finalizers: ['machine.cluster.x-k8s.io'],
      ownerReferences: [
        {
          apiVersion: 'cluster.x-k8s.io/v1beta2',
          blockOwnerDeletion: true,
          controller: true,
          kind: 'MachineSet',
          name: `${cluster}-md-0-abcde`,
          uid: uidOf('22222222', Math.floor(index / machinesACluster)),
        },
      ],
      managedFields: [
        {
          manager: 'capi-machineset',
          operation: 'Apply',
          fieldsV1: { 'f:metadata': fields(10), 'f:spec': fields(15) },
        },
        {
          manager: 'manager',
          operation: 'Update',
          fieldsV1: { 'f:status': { 'f:conditions': conditionFields, ...fields(15) } },
        },
      ],
    },
    spec: {
      clusterName: cluster,
      version: 'v1.34.3',
      providerID: `aws:///eu-west-1a/i-0${index.toString(16).padStart(16, '0')}`,
      bootstrap: {
        configRef: { apiGroup: 'bootstrap.cluster.x-k8s.io', kind: 'KubeadmConfig', name },
        dataSecretName: name,
      },
      infrastructureRef: { apiGroup: 'infrastructure.cluster.x-k8s.io', kind: 'AWSMachine', name },
      deletion: { nodeDeletionTimeoutSeconds: 10 },
    },
    status: {
      addresses: [
        { type: 'InternalIP', address: '10.0.1.2' },
        { type: 'InternalDNS', address: `ip-10-0-${index}.eu-west-1.compute.internal` },
      ],
      conditions: conditionTypes.map((type, step) => ({
        type,
        status: type === 'Updating' || type === 'Deleting' || type === 'Paused' ? 'False' : 'True',
        reason: `${type}Reason`,
        message: '',
        lastTransitionTime: time(step),
        observedGeneration: 2,
      })),
      deprecated: {
        v1beta1: {
          conditions: ['Ready', 'BootstrapReady', 'InfrastructureReady', 'NodeHealthy'].map((type, step) => ({
            type,
            status: 'True',
            lastTransitionTime: time(step),
          })),
        },
      },
      initialization: { bootstrapDataSecretCreated: true, infrastructureProvisioned: true },
      nodeInfo: { kubeletVersion: 'v1.34.3', osImage: 'Ubuntu 24.04', machineID: uidOf('33333333', index) },
      nodeRef: { name: `ip-10-0-${index}.eu-west-1.compute.internal` },
      observedGeneration: 2,
      phase: 'Running',
    },
  };
}

/** The Clusters that those machines belong to. */
export function clusterJson(index: number): Readonly<Record<string, unknown>> {
  return {
    apiVersion: 'cluster.x-k8s.io/v1beta2',
    kind: 'Cluster',
    metadata: {
      name: `cluster-${index}`,
      namespace: `team-${index % 20}`,
      uid: uidOf('44444444', index),
      resourceVersion: String(index + 1),
      generation: 1,
      creationTimestamp: '2026-11-23T10:00:00Z',
    },
    spec: {},
    status: { phase: 'Provisioned', observedGeneration: 1 },
  };
}
