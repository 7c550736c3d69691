import type { ClassVariables } from '../../provider.ts';

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
};
