import type { ClassVariables } from '../../provider.ts';
import { bootDisk } from './machine-types.ts';

/** Variables of `examples/cluster-classes/gcp-kubeadm.yaml`. */
export const gcpClassVariables: ClassVariables = {
  cluster: ({ region, controlPlane }, { providers: { gcp } }) => ({
    project: gcp.project,
    region,
    credentials: gcp.credentials && { ...gcp.credentials },
    network: gcp.network,
    subnet: gcp.subnet,
    image: gcp.image,
    serviceAccount: gcp.serviceAccount,
    controlPlaneMachineType: controlPlane.machineType,
    controlPlaneDiskType: bootDisk(controlPlane.machineType),
  }),
  pool: (machineType) => ({ workerMachineType: machineType, workerDiskType: bootDisk(machineType) }),
};
