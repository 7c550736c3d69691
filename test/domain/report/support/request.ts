import type { ChangeRequest, RequestedCluster } from '../../../../src/domain/cluster/request.ts';
import type { ClusterSpec, ObjectRef, RenderedCluster } from '../../../../src/domain/cluster/spec.ts';

export const sha = '0123456789abcdef0123456789abcdef01234567';
export const mergeSha = 'fedcba9876543210fedcba9876543210fedcba98';

function spec(name: string, more: Partial<ClusterSpec> = {}): ClusterSpec {
  return {
    name,
    namespace: 'default',
    provider: 'aws',
    flavor: 'kubeadm',
    region: 'eu-west-1',
    kubernetesVersion: 'v1.34.3',
    controlPlane: { replicas: 1, machineType: 't3.large' },
    pools: [{ name: 'workers', replicas: 3, machineType: 'm7i.large' }],
    packaging: 'plain',
    cni: 'cilium',
    addons: 'helm-chart-proxy',
    network: { pods: '192.168.0.0/16', services: '10.96.0.0/12' },
    capi: 'v1beta2',
    owner: { repositoryId: 7, request: 'abcdefghij', delivery: 'merge' },
    ...more,
  };
}

export function requested(name: string, more: Partial<ClusterSpec> = {}): RequestedCluster {
  return { spec: spec(name, more), folder: `clusters/${name}`, objects: objectsOf(name) };
}

export function objectsOf(name: string): readonly ObjectRef[] {
  const object = (group: string, kind: string, suffix = ''): ObjectRef => ({
    group,
    version: 'v1beta2',
    kind,
    namespace: 'default',
    name: `${name}${suffix}`,
  });
  return [
    object('cluster.x-k8s.io', 'Cluster'),
    object('infrastructure.cluster.x-k8s.io', 'AWSCluster'),
    object('controlplane.cluster.x-k8s.io', 'KubeadmControlPlane', '-control-plane'),
    object('cluster.x-k8s.io', 'MachineDeployment', '-workers'),
    object('addons.cluster.x-k8s.io', 'HelmChartProxy', '-cilium'),
  ];
}

export function request(more: Partial<ChangeRequest> = {}): ChangeRequest {
  return {
    id: 'abcdefghij',
    kind: 'create-cluster',
    repository: { id: 7, owner: 'org', name: 'fleet', installationId: 1 },
    issue: 12,
    issueNodeId: 'I_1',
    source: { nodeId: 'IC_1', index: 0 },
    asker: { id: 1, login: 'octocat' },
    commands: ['/create-cluster eu-west-1 workers=3'],
    clusters: [requested('eu-west-1-12')],
    branch: 'clusterops/create-eu-west-1-12-abcdefghij',
    base: 'main',
    delivery: 'merge',
    engine: {
      namespace: 'argocd',
      previewProject: 'clusterops-previews',
      repoUrl: 'https://github.com/org/fleet.git',
    },
    checksRequired: false,
    ...more,
  };
}

export function rendered({ spec: of, folder, objects }: RequestedCluster): RenderedCluster {
  return {
    folder,
    files: [
      {
        path: `${folder}/cluster.yaml`,
        content: `apiVersion: cluster.x-k8s.io/v1beta2\nkind: Cluster\nmetadata:\n  name: ${of.name}\n`,
      },
      { path: `${folder}/cni.yaml`, content: '# Cilium through the add-on provider\nkind: HelmChartProxy\n' },
    ],
    objects,
    machines: [
      { role: 'control plane', type: of.controlPlane.machineType, count: of.controlPlane.replicas },
      ...of.pools.map((pool) => ({ role: 'worker' as const, type: pool.machineType, count: pool.replicas })),
    ],
    prerequisites: [
      'The identity AWSClusterControllerIdentity "default" must exist in the management cluster.',
      'An SSH key pair named "ops" must exist in region eu-west-1.',
    ],
  };
}

/** Two clusters of two providers, one of which costs nothing. */
export const pair = request({
  commands: ['/create-cluster eu-west-1 workers=3', '/create-cluster dev-local provider=dev'],
  clusters: [
    requested('eu-west-1-12'),
    requested('rehearsal', {
      provider: 'dev',
      flavor: 'in-memory',
      region: 'dev-local',
      controlPlane: { replicas: 3, machineType: 'in-memory' },
      pools: [],
      cni: 'none',
    }),
  ],
});

/** Text that tries to get out of where it is put. */
export const hostile =
  '@octocat #1 <!-- clusterops:request x --> | </details> ``` ![x](http://evil) \u202e [a](javascript:1) ghp_0123456789abcdefghijABCDEFGHIJ012345';
