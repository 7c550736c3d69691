import { azureDefaults as defaults } from '../../domain/manifests/providers/azure/settings.ts';
import { choice, label, list, objectName, pattern, regions, section, uuid, word } from '../shapes.ts';

export const azureSection = section({
  subscriptionId: uuid('the id of a subscription')
    .exactOptional()
    .describe('Subscription that clusters are made in; needed for `flavor=kubeadm`.'),
  identity: section({
    type: choice('WorkloadIdentity', 'ServicePrincipal', 'UserAssignedMSI')
      .default(defaults.identity.type)
      .describe('How the provider proves who it is.'),
    tenantId: uuid('the id of a tenant').exactOptional().describe('Tenant of the identity.'),
    clientId: uuid('the client id of an identity').exactOptional().describe('Client id of the identity.'),
    clientSecret: section({
      name: objectName().describe('Name of the Secret.'),
      namespace: label().describe('Namespace of the Secret.'),
    })
      .exactOptional()
      .describe('Secret of a service principal, in the management cluster.'),
    existing: objectName()
      .exactOptional()
      .describe(
        'Name of an AzureClusterIdentity in the namespace of the clusters; each cluster gets its own when left out.',
      ),
  })
    .prefault({})
    .describe('Identity of the provider that clusters refer to; its credentials stay in the management cluster.'),
  machineIdentity: pattern(
    /^\/subscriptions\/[0-9a-fA-F-]{36}\/resource[gG]roups\/[\w.()-]{1,90}\/providers\/Microsoft\.ManagedIdentity\/userAssignedIdentities\/[\w-]{1,128}$/,
    'the resource id of a user-assigned identity',
  )
    .exactOptional()
    .describe('Identity by which machines act, by its resource id; needed for `flavor=kubeadm`.'),
  asoCredentials: objectName()
    .default(defaults.asoCredentials)
    .describe(
      'Secret with the credentials of Azure Service Operator, in the namespace of the clusters; for `flavor=aks`.',
    ),
  sshPublicKey: pattern(/^[A-Za-z0-9+/=]{40,2000}$/, 'a public key in base64')
    .exactOptional()
    .describe('SSH public key of the machines, in base64; one that nobody has when left out.'),
  zones: list(choice('1', '2', '3'), 'availability zones', 0, 3)
    .exactOptional()
    .describe('Availability zones of the pools of AKS; those of the location when left out, none when empty.'),
  controlPlaneMachineType: word("a size of Azure's virtual machines")
    .default(defaults.controlPlaneMachineType)
    .describe('Machine type of the control plane.'),
  machineType: word("a size of Azure's virtual machines")
    .default(defaults.machineType)
    .describe('Machine type of the workers.'),
  regions: regions().exactOptional().describe('Regions that the provider knows, in place of its own table.'),
})
  .prefault({})
  .describe('Microsoft Azure.');
