import { describe, expect, test } from '@jest/globals';
import { parseAllDocuments } from 'yaml';
import { type PlanInput, planClusters } from '../../../../src/domain/cluster/plan.ts';
import { gcpCloudControllerImage } from '../../../../src/domain/manifests/addons/versions.ts';
import { gcpKubeadm } from '../../../../src/domain/manifests/providers/gcp/kubeadm.ts';
import { withProject } from '../golden-cases/gcp.ts';
import { input, rendered } from '../support/clusters.ts';

const change = { configuration: withProject };

interface Parsed {
  readonly kind: string;
  readonly spec: Record<string, unknown>;
  readonly data?: Record<string, string>;
}

/** The objects of a kind in the cluster that a command makes. */
function objects(typed: PlanInput['arguments'], kind: string): readonly Parsed[] {
  return rendered(typed, change)
    .cluster.files.flatMap(({ content }) => parseAllDocuments(content).map((each) => each.toJS() as Parsed))
    .filter((each) => each.kind === kind);
}

describe('the boot disk is one that the machines can have', () => {
  test.each([
    ['n2-standard-4', 'pd-ssd', 'pd-balanced'],
    ['e2-custom-4-8192', 'pd-ssd', 'pd-balanced'],
    ['c3d-highmem-8', 'pd-ssd', 'pd-balanced'],
    ['t2a-standard-4', 'pd-ssd', 'pd-balanced'],
    ['h3-standard-88', 'pd-balanced', 'pd-balanced'],
    ['c4-standard-8-lssd', 'hyperdisk-balanced', undefined],
    ['n4a-standard-8', 'hyperdisk-balanced', undefined],
    ['a4x-highgpu-4g', 'hyperdisk-balanced', undefined],
  ])('%s: %s with kubeadm, %s with GKE', (type, kubeadm, gke) => {
    const typed = { region: ['europe-west1'], 'machine-type': type };
    const [, workers] = objects(typed, 'GCPMachineTemplate');
    expect(workers?.spec).toMatchObject({ template: { spec: { instanceType: type, rootDeviceType: kubeadm } } });
    const [pool] = objects({ ...typed, flavor: 'gke' }, 'GCPManagedMachinePool');
    expect(pool?.spec.machineType).toBe(type);
    expect(pool?.spec.diskType).toBe(gke);
  });
});

describe('GKE', () => {
  test('never scales a pool by itself: left out, the provider allows it one machine', () => {
    const [pool] = objects({ region: ['europe-west1'], flavor: 'gke', workers: 6 }, 'GCPManagedMachinePool');
    expect(pool?.spec.scaling).toEqual({ enableAutoscaling: false });
  });

  test('chooses the networks itself, because those of two clusters must not overlap', () => {
    const typed = { region: ['europe-west1'], flavor: 'gke' };
    expect(objects(typed, 'GCPManagedControlPlane')[0]?.spec.clusterNetwork).toEqual({ useIPAliases: true });
    expect(objects(typed, 'Cluster')[0]?.spec.clusterNetwork).toEqual({ serviceDomain: 'cluster.local' });
  });

  test('takes those that the command asks for', () => {
    const typed = { region: ['europe-west1'], flavor: 'gke', 'pod-cidr': '10.64.0.0/14' };
    expect(objects(typed, 'GCPManagedControlPlane')[0]?.spec.clusterNetwork).toEqual({
      useIPAliases: true,
      pod: { cidrBlock: '10.64.0.0/14' },
    });
    expect(objects(typed, 'Cluster')[0]?.spec.clusterNetwork).toMatchObject({ pods: { cidrBlocks: ['10.64.0.0/14'] } });
  });

  test('names no subnet: the provider would delete it with the cluster', () => {
    const [cluster] = objects({ region: ['europe-west1'], flavor: 'gke' }, 'GCPManagedCluster');
    expect(cluster?.spec.network).toEqual({ name: 'default' });
  });

  test.each([
    [0, 'cluster/workers-needed'],
    [2, 'cluster/workers-needed'],
    [4, 'cluster/workers-uneven'],
  ])('with %i workers is refused: %s', (workers, code) => {
    const outcome = planClusters(input({ region: ['europe-west1'], flavor: 'gke', workers }, change));
    expect(outcome.ok ? [] : outcome.findings.map((each) => each.code)).toContain(code);
  });
});

describe('the cloud controller', () => {
  const [oldest, newest] = gcpKubeadm.minors;
  const minors = Array.from({ length: newest - oldest + 1 }, (_, index) => oldest + index);

  // Kubernetes, "Version Skew Policy": not newer than the API server, and at most one minor version older.
  test.each(minors)('of Kubernetes 1.%i is as old as the API server or older by one', (minor) => {
    const [, major] = /:v(\d+)\.\d+\.\d+$/.exec(gcpCloudControllerImage(`v1.${minor}.0`)) ?? [];
    expect([minor - 1, minor]).toContain(Number(major));
  });

  test('may keep the id that its load balancers are named after', () => {
    const [map] = objects({ region: ['europe-west1'] }, 'ConfigMap');
    const roles = parseAllDocuments(map?.data?.['cloud-controller-manager.yaml'] ?? '')
      .map((each) => each.toJS() as { kind: string; metadata: { namespace?: string }; rules?: unknown })
      .filter(({ kind }) => kind === 'Role');
    expect(roles).toMatchObject([
      { metadata: { namespace: 'kube-system' }, rules: [{ resources: ['configmaps'], verbs: ['create', 'update'] }] },
    ]);
  });
});
