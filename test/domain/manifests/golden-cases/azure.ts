import type { Configuration } from '../../../../src/domain/access/configuration.ts';
import type { AzureSettings } from '../../../../src/domain/manifests/providers/azure/settings.ts';
import { configuration } from '../support/clusters.ts';
import type { GoldenCase } from './golden-case.ts';

const id = (digit: string): string => `${digit.repeat(8)}-0000-4000-8000-${digit.repeat(12)}`;

export const withSubscription = (more: Partial<AzureSettings> = {}): Configuration => ({
  ...configuration,
  providers: {
    ...configuration.providers,
    azure: {
      ...configuration.providers.azure,
      subscriptionId: id('1'),
      identity: { type: 'WorkloadIdentity', tenantId: id('2'), clientId: id('3') },
      machineIdentity: `/subscriptions/${id('1')}/resourceGroups/identities/providers/Microsoft.ManagedIdentity/userAssignedIdentities/nodes`,
      ...more,
    },
  },
});

const change = { configuration: withSubscription() };

export const azureCases: readonly GoldenCase[] = [
  { name: 'azure-kubeadm-plain-default', typed: { region: ['westeurope'] }, change },
  {
    name: 'azure-kubeadm-plain-small',
    typed: { region: ['eastus2'], name: 'shop', 'control-plane': 1, workers: 1, cni: 'calico' },
    change: {
      configuration: withSubscription({
        identity: { type: 'ServicePrincipal', existing: 'tenants' },
        sshPublicKey: 'c3NoLWVkMjU1MTkgQUFBQUMzTnphQzFsWkRJMU5URTVBQUFBSQ==',
      }),
    },
  },
  { name: 'azure-kubeadm-plain-v1beta1', typed: { region: ['westeurope'] }, change: { ...change, capi: 'v1beta1' } },
  {
    // A region without availability zones; a service principal; add-ons by ClusterResourceSet.
    name: 'azure-kubeadm-plain-resource-sets',
    typed: { region: ['ukwest'], name: 'shop', version: '1.36.0', 'machine-type': 'Standard_D4_v4' },
    change: {
      configuration: {
        ...withSubscription({
          identity: {
            type: 'ServicePrincipal',
            tenantId: id('2'),
            clientId: id('3'),
            clientSecret: { name: 'azure-principal', namespace: 'capz-system' },
          },
        }),
        addons: { installer: 'cluster-resource-set' },
      },
    },
  },
  { name: 'azure-kubeadm-clusterclass-default', typed: { region: ['westeurope'], packaging: 'clusterclass' }, change },
  { name: 'azure-kubeadm-helm-default', typed: { region: ['westeurope'], packaging: 'helm' }, change },
  {
    name: 'azure-kubeadm-kustomize-default',
    typed: { region: ['westeurope'], packaging: 'kustomize' },
    change,
  },
  {
    name: 'azure-aks-kustomize-default',
    typed: { region: ['westeurope'], provider: 'aks', packaging: 'kustomize' },
    change,
  },
  { name: 'azure-aks-helm-default', typed: { region: ['westeurope'], provider: 'aks', packaging: 'helm' }, change },
  { name: 'azure-aks-plain-default', typed: { region: ['westeurope'], provider: 'aks' }, change },
  {
    name: 'azure-aks-clusterclass-default',
    typed: { region: ['westeurope'], provider: 'aks', packaging: 'clusterclass' },
    change,
  },
  {
    name: 'azure-aks-plain-v1beta1',
    typed: { region: ['ukwest'], flavor: 'aks', name: 'shop', workers: 1, 'service-cidr': '10.20.0.0/20' },
    change: { configuration: withSubscription({ asoCredentials: 'tenants' }), capi: 'v1beta1' },
  },
];
