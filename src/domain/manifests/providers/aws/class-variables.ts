import { kubeadmNodes } from '../../core/class-nodes.ts';
import type { ClassVariables } from '../../provider.ts';
import { eksAddons, secretsKey } from './eks-control-plane.ts';
import { kubeletFlags } from './kubelet-flags.ts';
import { eksImage } from './machine-types.ts';

/** Variables of `examples/cluster-classes/aws-kubeadm.yaml`. */
export const awsClassVariables: ClassVariables = {
  cluster: ({ region, cni, controlPlane }, { providers: { aws } }) => ({
    region,
    identity: { kind: aws.identity.kind, name: aws.identity.name },
    sshKeyName: aws.sshKeyName,
    cni,
    controlPlaneMachineType: controlPlane.machineType,
  }),
  pool: (workerMachineType) => ({ workerMachineType }),
  nodes: kubeadmNodes,
};

/** Variables of `examples/cluster-classes/aws-eks-machine-deployment.yaml`. */
export const eksClassVariables: ClassVariables = {
  cluster: (spec, { providers: { aws } }) => ({
    region: spec.region,
    identity: { kind: aws.identity.kind, name: aws.identity.name },
    sshKeyName: aws.sshKeyName,
    cni: spec.cni,
    addons: eksAddons(spec),
    publicEndpoint: aws.eks.publicEndpoint,
    publicCidrs: aws.eks.publicEndpoint ? aws.eks.publicCidrs : undefined,
    secretsKey: secretsKey(spec, aws.eks),
  }),
  pool: (workerMachineType) => ({ workerMachineType, workerImage: eksImage(workerMachineType) }),
  nodes: (pool) => {
    const flags = kubeletFlags(pool);
    return { workerKubeletFlags: flags.length === 0 ? undefined : flags, workerSpot: pool.spot };
  },
};
