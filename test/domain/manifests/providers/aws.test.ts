import { describe, expect, test } from '@jest/globals';
import { parseAllDocuments } from 'yaml';
import type { Configuration } from '../../../../src/domain/access/configuration.ts';
import { type PlanInput, planClusters } from '../../../../src/domain/cluster/plan.ts';
import type { Finding } from '../../../../src/domain/finding.ts';
import { eks } from '../../../../src/domain/manifests/providers/aws/eks.ts';
import { withEks } from '../golden-cases/aws.ts';
import { configuration, input, rendered } from '../support/clusters.ts';

type Typed = PlanInput['arguments'];

interface Parsed {
  readonly kind: string;
  readonly spec: Record<string, unknown>;
}

/** The specs of the objects of a kind in the cluster that a command makes. */
function specs(typed: Typed, kind: string, from: Configuration = configuration): readonly Parsed['spec'][] {
  return rendered(typed, { configuration: from })
    .cluster.files.flatMap(({ content }) => parseAllDocuments(content).map((each) => each.toJS() as Parsed))
    .filter((each) => each.kind === kind)
    .map(({ spec }) => spec);
}

function findings(typed: Typed, from: Configuration = configuration): readonly Finding[] {
  const outcome = planClusters(input(typed, { configuration: from }));
  return outcome.ok ? outcome.notes : outcome.findings;
}

const onEks: Typed = { region: ['eu-west-1'], flavor: 'eks' };

describe('the API server of EKS', () => {
  test.each<[string, Partial<Configuration['providers']['aws']['eks']>, object]>([
    ['answers everywhere', {}, { public: true, private: true }],
    [
      'answers some networks',
      { publicCidrs: ['198.51.100.0/24'] },
      { public: true, private: true, publicCIDRs: ['198.51.100.0/24'] },
    ],
    [
      'answers within the VPC only',
      { publicEndpoint: false, publicCidrs: ['198.51.100.0/24'] },
      { public: false, private: true },
    ],
  ])('%s', (_case, change, access) => {
    const { aws } = configuration.providers;
    const from = {
      ...configuration,
      providers: { ...configuration.providers, aws: { ...aws, eks: { ...aws.eks, ...change } } },
    };
    expect(specs(onEks, 'AWSManagedControlPlane', from)[0]?.endpointAccess).toEqual(access);
  });
});

describe('Secrets of EKS', () => {
  test.each(['eu-west-1', 'us-east-1'])('are encrypted with the key of %s', (region) => {
    const [controlPlane] = specs({ ...onEks, region: [region] }, 'AWSManagedControlPlane', withEks);
    expect(controlPlane?.encryptionConfig).toEqual({
      provider: `arn:aws:kms:${region}:111122223333:key/mrk-0123456789abcdef`,
      resources: ['secrets'],
    });
  });

  test('a region without a key, when others have one', () => {
    expect(findings({ ...onEks, region: ['eu-west-2'] }, withEks)).toMatchObject([
      { code: 'cluster/settings-missing', severity: 'error', cure: expect.stringContaining('a key of eu-west-2') },
    ]);
  });
});

describe('add-ons of EKS', () => {
  // The provider refuses vpc-cni beside vpcCni.disable, and waits in vain for coredns while there is no machine (CAPA #5237).
  test.each([
    ['managed', ['vpc-cni', 'kube-proxy']],
    ['cilium', ['kube-proxy']],
    ['calico', ['kube-proxy']],
  ])('with the pod network %s: %j', (cni, expected) => {
    const [controlPlane] = specs({ ...onEks, cni }, 'AWSManagedControlPlane');
    expect(controlPlane?.addons).toEqual(expected.map((name) => ({ name, version: expect.any(String) })));
    expect(controlPlane?.vpcCni).toEqual(cni === 'managed' ? undefined : { disable: true });
  });

  const [oldest, newest] = eks.minors;
  test.each(Array.from({ length: newest - oldest + 1 }, (_, index) => oldest + index))(
    'kube-proxy of 1.%i',
    (minor) => {
      const [controlPlane] = specs({ ...onEks, version: `1.${minor}.0` }, 'AWSManagedControlPlane');
      expect(controlPlane?.addons).toContainEqual({
        name: 'kube-proxy',
        version: expect.stringMatching(new RegExp(`^v1\\.${minor}\\.\\d+-eksbuild\\.\\d+$`)),
      });
    },
  );
});

describe('the EBS driver', () => {
  const controller = (typed: Typed, from?: Configuration): unknown =>
    specs(typed, 'HelmChartProxy', from).find(({ chartName }) => chartName === 'aws-ebs-csi-driver')?.valuesTemplate;

  test('of node groups has a role of its own', () => {
    expect(controller(onEks, withEks)).toContain('eks.amazonaws.com/role-arn: arn:aws:iam::111122223333:role/ebs-csi');
  });

  test('is not installed on node groups without one: their machines answer no pod', () => {
    expect(controller(onEks)).toBeUndefined();
    expect(rendered(onEks).cluster.prerequisites.join('\n')).toContain('providers.aws.eks.ebsRole');
  });

  test('uses the role of machines of ours', () => {
    expect(controller({ ...onEks, flavor: 'eks-machine-deployment' })).not.toContain('role-arn');
  });

  // aws-ebs-csi-driver #2966
  test.each([
    ['managed', 'eks-machine-deployment', 2],
    ['calico', 'kubeadm', 2],
    ['cilium', 'kubeadm', 3],
    ['cilium', 'eks-machine-deployment', 3],
  ])('with %s (%s) is %i hops from the metadata of its machine', (cni, flavor, hops) => {
    for (const spec of specs({ region: ['eu-west-1'], flavor, cni }, 'AWSMachineTemplate')) {
      expect(spec).toMatchObject({
        template: { spec: { instanceMetadataOptions: { httpTokens: 'required', httpPutResponseHopLimit: hops } } },
      });
    }
  });
});

describe('images of EKS', () => {
  test.each([
    ['m7i.large', 'AL2023_x86_64_STANDARD', 'AmazonLinux2023'],
    ['m8g.large', 'AL2023_ARM_64_STANDARD', 'AmazonLinux2023'],
    ['g4ad.xlarge', 'AL2023_x86_64_STANDARD', 'AmazonLinux2023'],
    ['g5.xlarge', 'AL2023_x86_64_NVIDIA', 'AmazonLinux2023GPU'],
    ['g5g.xlarge', 'AL2023_ARM_64_NVIDIA', 'AmazonLinux2023GPU'],
    ['gr6.4xlarge', 'AL2023_x86_64_NVIDIA', 'AmazonLinux2023GPU'],
    ['p5.48xlarge', 'AL2023_x86_64_NVIDIA', 'AmazonLinux2023GPU'],
    ['inf2.xlarge', 'AL2023_x86_64_NEURON', 'AmazonLinux2023'],
  ])('%s: %s, or %s for machines of ours', (type, amiType, eksLookupType) => {
    const typed = { ...onEks, 'machine-type': type };
    expect(specs(typed, 'AWSManagedMachinePool')[0]?.amiType).toBe(amiType);
    expect(specs({ ...typed, flavor: 'eks-machine-deployment' }, 'AWSMachineTemplate')).toMatchObject([
      { template: { spec: { ami: { eksLookupType } } } },
    ]);
  });
});

describe('networks', () => {
  test.each<[string, Typed]>([
    ['pods within the VPC', { region: ['eu-west-1'], 'pod-cidr': '10.0.128.0/17' }],
    ['services within the VPC', { ...onEks, 'service-cidr': '10.0.0.0/20' }],
    ['services of EKS that are too many', { ...onEks, cni: 'cilium', 'service-cidr': '10.64.0.0/11' }],
    ['services of EKS that are too few', { ...onEks, 'service-cidr': '10.96.0.0/25' }],
    ['services of EKS with addresses of the internet', { ...onEks, 'service-cidr': '172.32.0.0/16' }],
  ])('%s', (_case, typed) => {
    expect(findings(typed)).toMatchObject([{ code: 'cluster/network-invalid', severity: 'error' }]);
  });

  test('where pods have addresses of the VPC, asking for others changes nothing, and that is said', () => {
    const typed = { ...onEks, 'pod-cidr': '10.64.0.0/16' };
    expect(findings(typed)).toMatchObject([{ severity: 'warning', message: expect.stringContaining('pod-cidr=') }]);
    expect(specs(typed, 'Cluster')[0]?.clusterNetwork).toEqual({
      services: { cidrBlocks: ['10.96.0.0/12'] },
      serviceDomain: 'cluster.local',
    });
  });
});
