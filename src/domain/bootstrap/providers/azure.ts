import { azureDefaults } from '../../manifests/providers/azure/settings.ts';
import { versions } from '../versions.ts';
import type { ManagedProvider } from './provider.ts';

const uuid = '00000000-0000-0000-0000-000000000000';

/** Source: Cluster API Provider Azure v1.26, config/manager, config/aso, docs/book "Workload identity", "ASO managed clusters". */
export const azure: ManagedProvider = {
  name: 'azure',
  version: versions.azure,
  namespace: 'capz-system',
  variables: [],
  features: [],
  identity: (namespace) => ({
    about: [
      'Each cluster brings an AzureClusterIdentity that only its own namespace may use, made of providers.azure.identity in',
      '.github/clusterops.yml: there is no object to apply. What proves it stands here, in the management cluster.',
      '',
      'type: WorkloadIdentity (no secret at all) needs a management cluster whose issuer of service account tokens Entra ID',
      'can reach, such as AKS with --enable-oidc-issuer. A kind cluster has none. Federate the identity with both managers:',
      '  for account in capz-manager azureserviceoperator-default; do',
      '    az identity federated-credential create --identity-name clusters --resource-group platform --name "$account" \\',
      '      --issuer "$ISSUER" --subject "system:serviceaccount:capz-system:$account"',
      '  done',
      '',
      'type: ServicePrincipal works everywhere, with the Secret below.',
    ],
    objects: [],
    secrets: [
      {
        namespace,
        name: 'azure-client-secret',
        what: 'The password of the service principal; providers.azure.identity.clientSecret names it',
        onlyFor: 'identity.type: ServicePrincipal',
        command: [
          `kubectl create secret generic azure-client-secret --namespace ${namespace} --from-literal=clientSecret="$AZURE_CLIENT_SECRET"`,
        ],
      },
      {
        namespace,
        name: azureDefaults.asoCredentials,
        what: 'Who Azure Service Operator is',
        onlyFor: 'flavor=aks',
        command: [
          `kubectl create secret generic ${azureDefaults.asoCredentials} --namespace ${namespace} \\`,
          '  --from-literal=AZURE_SUBSCRIPTION_ID="$AZURE_SUBSCRIPTION_ID" --from-literal=AZURE_TENANT_ID="$AZURE_TENANT_ID" \\',
          '  --from-literal=AZURE_CLIENT_ID="$AZURE_CLIENT_ID" --from-literal=AUTH_MODE=workloadidentity',
          '(with a service principal: --from-literal=AZURE_CLIENT_SECRET="$AZURE_CLIENT_SECRET" in place of AUTH_MODE)',
        ],
      },
    ],
  }),
  settings: (namespace) => [
    `subscriptionId: ${uuid}`,
    'identity:',
    `  tenantId: ${uuid}`,
    `  clientId: ${uuid}`,
    '  # Where there is no workload identity, as on a kind cluster:',
    '  # type: ServicePrincipal',
    `  # clientSecret: {name: azure-client-secret, namespace: ${namespace}}`,
    `machineIdentity: /subscriptions/${uuid}/resourceGroups/platform/providers/Microsoft.ManagedIdentity/userAssignedIdentities/nodes`,
  ],
  firstCommand: '/create-cluster westeurope workers=3',
};
