import type { ClusterSpec, WorkerPool } from '../../../cluster/spec.ts';
import { machineTemplatePart } from '../../core/machines.ts';
import type { JsonObject, Part } from '../../manifest.ts';
import type { TakenAddresses } from '../addresses.ts';
import type { AwsSettings } from './settings.ts';

export const awsVersion = 'infrastructure.cluster.x-k8s.io/v1beta2';

export const noKey = 'Empty: no SSH key. Left out, it would mean the key named "default".';

/** The provider makes a VPC of these addresses when none is named. */
export const vpc: TakenAddresses = { network: '10.0.0.0/16', which: 'is that of the VPC' };

const rootVolume: JsonObject = { size: 40, type: 'gp3', encrypted: true };

/** Hops that an answer of the metadata service needs to reach pods: Cilium counts one more (aws-ebs-csi-driver #2966). */
const hops = (spec: ClusterSpec): number => (spec.cni === 'cilium' ? 3 : 2);

/** Profiles that `clusterawsadm bootstrap iam` makes. */
const controlPlaneProfile = 'control-plane.cluster-api-provider-aws.sigs.k8s.io';
const nodeProfile = 'nodes.cluster-api-provider-aws.sigs.k8s.io';

/** Machines for the price of the moment, which AWS takes away when it needs them. */
export const spotOf = (pool: WorkerPool | undefined): JsonObject =>
  pool?.spot === true ? { spotMarketOptions: {} } : {};

/** EC2 machines of the control plane or of a pool. `further` stands beside the fields that all have. */
export function awsMachineTemplatePart(
  spec: ClusterSpec,
  settings: AwsSettings,
  stem: string,
  instanceType: string,
  further: JsonObject = {},
): Part {
  return machineTemplatePart(spec, {
    stem,
    apiVersion: awsVersion,
    kind: 'AWSMachineTemplate',
    machine: {
      instanceType,
      iamInstanceProfile: stem === 'control-plane' ? controlPlaneProfile : nodeProfile,
      sshKeyName: settings.sshKeyName ?? '',
      ...further,
      rootVolume,
      instanceMetadataOptions: { httpTokens: 'required', httpPutResponseHopLimit: hops(spec) },
    },
    comments: {
      ...(settings.sshKeyName === undefined ? { sshKeyName: noKey } : {}),
      rootVolume: 'Larger than the image, which leaves little room for container images.',
      instanceMetadataOptions:
        'Session tokens only, with as many hops as answers need to reach the EBS driver in its pods.',
    },
  });
}
