import type { ClassVariables } from '../../provider.ts';
import { identityName } from './identity.ts';
import { diskType } from './machines.ts';

/** Variables of `examples/cluster-classes/azure-kubeadm.yaml`. */
export const azureClassVariables: ClassVariables = {
  cluster: (spec, { providers: { azure } }) => ({
    location: spec.region,
    subscriptionId: azure.subscriptionId,
    identityName: identityName(spec, azure),
    machineIdentity: azure.machineIdentity,
    sshPublicKey: azure.sshPublicKey,
    controlPlaneMachineType: spec.controlPlane.machineType,
    controlPlaneDiskType: diskType(spec.controlPlane.machineType),
  }),
  pool: (machineType) => ({ workerMachineType: machineType, workerDiskType: diskType(machineType) }),
  beside: ['AzureClusterIdentity'],
};
