import type { ClusterSpec } from '../../../cluster/spec.ts';
import { machineTemplatePart } from '../../core/machines.ts';
import type { JsonObject, Part } from '../../manifest.ts';
import type { AwsSettings } from './settings.ts';

export const awsVersion = 'infrastructure.cluster.x-k8s.io/v1beta2';

export const noKey = 'Empty: no SSH key. Left out, it would mean the key named "default".';

const rootVolume: JsonObject = { size: 40, type: 'gp3', encrypted: true };

/** Session tokens only; two hops, so that pods outside the host network (the EBS driver) can still ask. */
const instanceMetadata: JsonObject = { httpTokens: 'required', httpPutResponseHopLimit: 2 };

/** Profiles that `clusterawsadm bootstrap iam` makes. */
const controlPlaneProfile = 'control-plane.cluster-api-provider-aws.sigs.k8s.io';
const nodeProfile = 'nodes.cluster-api-provider-aws.sigs.k8s.io';

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
      instanceMetadataOptions: instanceMetadata,
    },
    comments: {
      ...(settings.sshKeyName === undefined ? { sshKeyName: noKey } : {}),
      rootVolume: 'Larger than the image, which leaves little room for container images.',
      instanceMetadataOptions: 'Session tokens only; two hops, so that the EBS driver can ask from its pods.',
    },
  });
}
