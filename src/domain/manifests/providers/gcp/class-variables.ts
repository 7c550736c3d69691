import type { Taint } from '../../../cluster/node-marks.ts';
import { kubeadmNodes } from '../../core/class-nodes.ts';
import type { Json } from '../../manifest.ts';
import type { ClassVariables } from '../../provider.ts';
import { askedNetworks } from '../asked-networks.ts';
import { bootDisk, nodePoolDisk } from './machine-types.ts';

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
  nodes: kubeadmNodes,
};

/** Variables of `examples/cluster-classes/gcp-gke.yaml`. */
export const gkeClassVariables: ClassVariables = {
  cluster: (spec, configuration) => {
    const { gcp } = configuration.providers;
    const { pods, services } = askedNetworks(spec, configuration);
    return {
      project: gcp.project,
      region: spec.region,
      credentials: gcp.credentials && { ...gcp.credentials },
      network: gcp.network,
      podCidr: pods,
      serviceCidr: services,
      serviceAccount: gcp.serviceAccount,
    };
  },
  pool: (machineType) => ({ workerMachineType: machineType, workerDiskType: nodePoolDisk(machineType) ?? '' }),
  nodes: ({ labels, taints, zones }) => ({ workerLabels: labels, workerTaints: taints && gkeTaints(taints), zones }),
};

/** GKE wants a value, which may be empty. */
export const gkeTaints = (taints: readonly Taint[]): readonly Json[] =>
  taints.map(({ key, value = '', effect }) => ({ key, value, effect }));
