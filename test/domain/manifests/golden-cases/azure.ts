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
  { name: 'azure-aks-plain-default', typed: { region: ['westeurope'], provider: 'aks' }, change },
];
