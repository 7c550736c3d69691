import type { ClusterSpec } from '../../../cluster/spec.ts';
import type { Finding } from '../../../finding.ts';
import { azureAddons } from '../../addons/azure.ts';
import { cniAddons } from '../../addons/cni.ts';
import { type Addon, addonPrerequisites } from '../../addons/install.ts';
import { infrastructureGroup } from '../../core/groups.ts';
import { kubeadmKinds, kubeadmParts } from '../../core/kubeadm-cluster.ts';
import { ofMachineDeployments } from '../../core/pool-abilities.ts';
import type { Flavor } from '../../provider.ts';
import { checkAddresses } from '../addresses.ts';
import { missingSettings } from '../missing-settings.ts';
import { azureClassVariables } from './class-variables.ts';
import { identityParts, missingIdentity } from './identity.ts';
import { checkPublishedImage } from './machine-types.ts';
import { azureMachineTemplatePart, controlPlaneNeeds, workerNeeds } from './machines.ts';
import { azureClusterPart, machineNetwork } from './network.ts';
import type { AzureSettings } from './settings.ts';

/** Azure machines with a kubeadm control plane. Field names: Cluster API Provider Azure v1.26. */
export const azureKubeadm: Flavor = {
  id: 'kubeadm',
  summary: 'virtual machines with a kubeadm control plane',
  managedControlPlane: false,
  cnis: ['cilium', 'calico'],
  // Ours binds: the provider's webhook takes 44, and "<name>-control-plane-<five>" is a host name, of 63 at most. All else
  // that Azure sees is shorter than it may be: "<name>-<eight>" in DNS 63, "<name>-vnet" 64, "<machine>_etcddisk" 80.
  longestName: 40,
  leastWorkers: 0,
  pools: { ...ofMachineDeployments, zones: 'one', spot: true },
  minors: [31, 36],
  check: (spec, { providers: { azure } }) => [
    ...missing(azure),
    ...missingIdentity(azure),
    ...checkAddresses(spec, [machineNetwork]),
    ...checkPublishedImage(spec.controlPlane.machineType, 'control plane'),
    ...spec.pools.flatMap(({ machineType }) => checkPublishedImage(machineType, 'worker')),
  ],
  expects: (spec, { providers: { azure } }) =>
    kubeadmKinds(spec, {
      infrastructure: 'AzureCluster',
      machines: 'AzureMachineTemplate',
      addons: addons(spec).length,
      healthChecks: true,
      further:
        azure.identity.existing === undefined ? [{ group: infrastructureGroup, kind: 'AzureClusterIdentity' }] : [],
    }),
  parts: (spec, { providers: { azure } }) =>
    kubeadmParts(spec, {
      infrastructure: azureClusterPart(spec, azure),
      machines: (stem, vmSize, pool) => azureMachineTemplatePart(spec, azure, stem, vmSize, pool),
      controlPlane: controlPlaneNeeds,
      worker: workerNeeds,
      addons: addons(spec),
      healthChecks: true,
      further: identityParts(spec, azure),
    }),
  classVariables: azureClassVariables,
  prerequisites: (spec, { providers: { azure } }) => [
    identityPrerequisite(spec, azure),
    `The user-assigned identity ${azure.machineIdentity ?? 'of providers.azure.machineIdentity'} exists and may manage networks, disks and load balancers: the machines act by it.`,
    `Cluster API Provider Azure publishes an image for Kubernetes ${spec.kubernetesVersion}.`,
    ...addonPrerequisites(spec, addons(spec)),
  ],
};

function missing({ subscriptionId, machineIdentity }: AzureSettings): readonly Finding[] {
  return missingSettings('azure', [
    {
      key: 'subscriptionId',
      given: subscriptionId,
      what: 'the subscription that clusters are made in',
      example: '00000000-0000-0000-0000-000000000000',
    },
    {
      key: 'machineIdentity',
      given: machineIdentity,
      what: 'the identity by which machines act',
      example:
        '/subscriptions/<id>/resourceGroups/<group>/providers/Microsoft.ManagedIdentity/userAssignedIdentities/<name>',
    },
  ]);
}

function addons(spec: ClusterSpec): readonly Addon[] {
  return [...cniAddons(spec), ...azureAddons(spec)];
}

function identityPrerequisite(spec: ClusterSpec, { identity }: AzureSettings): string {
  if (identity.existing !== undefined) {
    return `The AzureClusterIdentity "${identity.existing}" exists in the namespace "${spec.namespace}" and allows it.`;
  }
  if (identity.type === 'ServicePrincipal') {
    const secret = identity.clientSecret;
    return `The Secret "${secret?.name ?? ''}" in the namespace "${secret?.namespace ?? ''}" holds the secret of the service principal ${identity.clientId ?? ''} under the key "clientSecret".`;
  }
  return `The identity ${identity.clientId ?? 'of providers.azure.identity.clientId'} is federated with the management cluster and may contribute to the subscription.`;
}
