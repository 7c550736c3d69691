import { taintText } from '../../../cluster/node-marks.ts';
import { kubeadmNodes } from '../../core/class-nodes.ts';
import type { ClassVariables } from '../../provider.ts';
import { dnsAddress, poolZones, withinAks } from './aks-resources.ts';
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
  nodes: kubeadmNodes,
  beside: ['AzureClusterIdentity'],
};

/** Variables of `examples/cluster-classes/azure-aks.yaml`. */
export const aksClassVariables: ClassVariables = {
  cluster: (given, { providers: { azure } }) => {
    const { region, network } = withinAks(given);
    return {
      location: region,
      credentials: azure.asoCredentials,
      podCidr: network.pods,
      serviceCidr: network.services,
      dnsServiceIP: dnsAddress(network.services),
      zones: poolZones(given, azure),
    };
  },
  pool: (workerMachineType, first = false) => ({ workerMachineType, poolMode: first ? 'System' : 'User' }),
  nodes: ({ labels, taints, spot, zones }) => ({
    workerLabels: labels,
    workerTaints: taints?.map(taintText),
    workerSpot: spot,
    zones,
  }),
};
