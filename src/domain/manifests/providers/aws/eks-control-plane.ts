import type { Configuration } from '../../../access/configuration.ts';
import { parseCidr } from '../../../cluster/cidr.ts';
import type { ClusterSpec } from '../../../cluster/spec.ts';
import { type Finding, fault } from '../../../finding.ts';
import { eksAddonVersions } from '../../addons/versions.ts';
import { clusterPart, controlPlaneName } from '../../core/cluster.ts';
import { controlPlaneGroup } from '../../core/groups.ts';
import { type JsonObject, metadata, type Part } from '../../manifest.ts';
import { checkAddresses } from '../addresses.ts';
import { askedNetworks } from '../asked-networks.ts';
import { awsVersion, noKey, vpc } from './machines.ts';
import type { AwsSettings, EksSettings } from './settings.ts';

/** The Cluster and a control plane that EKS runs. */
export function eksControlPlaneParts(spec: ClusterSpec, settings: AwsSettings): readonly Part[] {
  const { pods, services } = spec.network;
  const name = controlPlaneName(spec);
  return [
    clusterPart(spec, {
      infrastructure: 'AWSManagedCluster',
      controlPlane: { apiGroup: controlPlaneGroup, kind: 'AWSManagedControlPlane', name },
      networks: ofVpc(spec) ? { services } : { pods, services },
    }),
    {
      file: 'cluster',
      manifest: {
        apiVersion: awsVersion,
        kind: 'AWSManagedCluster',
        metadata: metadata(spec, spec.name, 'infrastructure'),
        spec: {},
      },
      comments: { spec: 'Empty: all that it needs stands in the control plane.' },
    },
    controlPlanePart(spec, name, settings),
  ];
}

/** Whether pods have addresses of the VPC. */
const ofVpc = ({ cni }: ClusterSpec): boolean => cni === 'managed';

function controlPlanePart(spec: ClusterSpec, name: string, { sshKeyName, identity, eks }: AwsSettings): Part {
  const key = secretsKey(spec, eks);
  return {
    file: 'control-plane',
    manifest: {
      apiVersion: 'controlplane.cluster.x-k8s.io/v1beta2',
      kind: 'AWSManagedControlPlane',
      metadata: metadata(spec, name, 'control-plane'),
      spec: {
        region: spec.region,
        eksClusterName: spec.name,
        version: spec.kubernetesVersion,
        sshKeyName: sshKeyName ?? '',
        identityRef: { kind: identity.kind, name: identity.name },
        associateOIDCProvider: true,
        endpointAccess: endpointAccess(eks),
        encryptionConfig: key === undefined ? undefined : { provider: key, resources: ['secrets'] },
        logging: { apiServer: false, audit: true, authenticator: true, controllerManager: false, scheduler: false },
        vpcCni: ofVpc(spec) ? undefined : { disable: true },
        addons: eksAddons(spec),
      },
    },
    comments: {
      'spec/eksClusterName': 'As AWS shows it; otherwise namespace and name, joined.',
      'spec/version': 'EKS follows the minor version and chooses the patch itself.',
      'spec/sshKeyName': sshKeyName === undefined ? noKey : 'Of the bastion host, when one is enabled.',
      'spec/identityRef': 'The AWS account by reference: no credential stands in Git.',
      'spec/associateOIDCProvider': 'So that service accounts can have IAM roles.',
      'spec/endpointAccess': eks.publicEndpoint
        ? 'Nodes reach the API server within the VPC; people and Cluster API from outside.'
        : 'Within the VPC only: the management cluster has to reach it there.',
      'spec/encryptionConfig': 'Secrets, with a key of our own: whoever may not use the key cannot read them.',
      'spec/vpcCni': 'Another pod network is installed.',
      // The provider waits for CoreDNS before machines can join, and it needs one to run on (CAPA #5237).
      'spec/addons':
        'Versions that Git decides. CoreDNS is there too, as EKS installs it: it could not start before the machines.',
    },
  };
}

function endpointAccess({ publicEndpoint, publicCidrs }: EksSettings): JsonObject {
  return { public: publicEndpoint, private: true, publicCIDRs: publicEndpoint ? publicCidrs : undefined };
}

/** Add-ons that EKS itself installs, with versions. */
export function eksAddons(spec: ClusterSpec): readonly JsonObject[] {
  const { kubeProxy, vpcCni } = eksAddonVersions(spec.kubernetesVersion);
  return [...(ofVpc(spec) ? [{ name: 'vpc-cni', version: vpcCni }] : []), { name: 'kube-proxy', version: kubeProxy }];
}

/** The key of the cluster's region: EKS takes no other. */
export function secretsKey({ region }: ClusterSpec, { secretsKeys = [] }: EksSettings): string | undefined {
  return secretsKeys.find((arn) => arn.split(':')[3] === region);
}

/** What keeps EKS from making the cluster. */
export function checkEks(spec: ClusterSpec, configuration: Configuration): readonly Finding[] {
  const { eks } = configuration.providers.aws;
  const missing = eks.secretsKeys !== undefined && secretsKey(spec, eks) === undefined;
  return [
    ...(missing
      ? [
          fault(
            'cluster/settings-missing',
            `The configuration has keys for Secrets (providers.aws.eks.secretsKeys), but none of ${spec.region}.`,
            { cure: `Add a key of ${spec.region} to providers.aws.eks.secretsKeys in .github/clusterops.yml.` },
          ),
        ]
      : []),
    ...checkAddresses(spec, [vpc]),
    ...checkServices(spec),
    ...(ofVpc(spec) && askedNetworks(spec, configuration).pods !== undefined ? [podsHaveOthers] : []),
  ];
}

const podsHaveOthers: Finding = {
  code: 'command/argument-invalid',
  severity: 'warning',
  message: 'Pods have addresses of the VPC; pod-cidr= changes nothing.',
  cure: 'Leave pod-cidr= out, or use cni=cilium or cni=calico.',
};

/** EKS takes private networks from /24 to /12 (EKS API, KubernetesNetworkConfigRequest). */
function checkServices({ network: { services } }: ClusterSpec): readonly Finding[] {
  const length = Number(services.split('/')[1]);
  const within = ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16'].some((outer) => contains(outer, services));
  if (within && length >= 12 && length <= 24) return [];
  return [
    fault(
      'cluster/network-invalid',
      `EKS takes a private network of /12 to /24 for the services, and ${services} is none.`,
      { cure: 'Use one such as service-cidr=10.96.0.0/16.' },
    ),
  ];
}

function contains(outer: string, inner: string): boolean {
  const [one, two] = [parseCidr(outer), parseCidr(inner)];
  return one !== undefined && two?.family === one.family && one.first <= two.first && two.last <= one.last;
}
