import type { ClusterSpec, WorkerPool } from '../../../cluster/spec.ts';
import { type Finding, fault } from '../../../finding.ts';
import { clusterPart } from '../../core/cluster.ts';
import { coreGroup, infrastructureGroup } from '../../core/groups.ts';
import { machinePoolPart } from '../../core/machines.ts';
import { type JsonObject, metadata, type Part } from '../../manifest.ts';
import type { Flavor } from '../../provider.ts';
import type { AzureSettings } from './settings.ts';

const apiVersion = 'infrastructure.cluster.x-k8s.io/v1beta1';
const containerService = 'containerservice.azure.com/v1api20240901';

/** AKS through Azure Service Operator. Field names: Cluster API Provider Azure v1.26, Azure Service Operator v2. */
export const aks: Flavor = {
  id: 'aks',
  summary: 'an AKS control plane with agent pools, through Azure Service Operator',
  managedControlPlane: true,
  cnis: ['managed'],
  // AKS allows 63, and its DNS prefix 54; the group of its nodes is "MC_<group>_<name>_<location>", of at most 80.
  longestName: 26,
  leastWorkers: 1,
  minors: [31, 35],
  check: (spec) => poolNames(spec),
  expects: (spec) => [
    { group: coreGroup, kind: 'Cluster' },
    { group: infrastructureGroup, kind: 'AzureASOManagedCluster' },
    { group: infrastructureGroup, kind: 'AzureASOManagedControlPlane' },
    ...spec.pools.flatMap(() => [
      { group: coreGroup, kind: 'MachinePool' },
      { group: infrastructureGroup, kind: 'AzureASOManagedMachinePool' },
    ]),
  ],
  parts: (spec, { providers: { azure } }) => [
    clusterPart(spec, {
      infrastructure: 'AzureASOManagedCluster',
      controlPlane: { apiGroup: infrastructureGroup, kind: 'AzureASOManagedControlPlane', name: spec.name },
    }),
    clusterResourcesPart(spec, azure),
    controlPlanePart(spec, azure),
    ...spec.pools.flatMap((pool, index) => {
      const machines = agentPoolPart(spec, azure, pool, index === 0);
      return [machinePoolPart(spec, pool, machines, { dataSecretName: '' }), machines];
    }),
  ],
  prerequisites: (spec, { providers: { azure } }) => [
    `The Secret "${azure.asoCredentials}" in the namespace "${spec.namespace}" holds the credentials of Azure Service Operator, which may contribute to the subscription.`,
    `AKS offers Kubernetes ${spec.kubernetesVersion} in ${spec.region} (az aks get-versions).`,
    'Cluster API Provider Azure runs with its feature gates ASOAPI and MachinePool, and Azure Service Operator with the groups containerservice.azure.com and resources.azure.com.',
  ],
};

/** AKS: an agent pool's name is 1 to 12 lower-case letters and digits, beginning with a letter. */
export function agentPoolName(pool: string): string {
  return pool.replace(/[^a-z0-9]/g, '').slice(0, 12);
}

function poolNames(spec: ClusterSpec): readonly Finding[] {
  const names = spec.pools.map(({ name }) => agentPoolName(name));
  return spec.pools
    .filter((_, index) => names.indexOf(names[index] ?? '') !== index)
    .map(({ name }) =>
      fault(
        'cluster/name-invalid',
        `The pool "${name}" has the same twelve letters and digits as another, and AKS sees no more.`,
        {
          cure: 'Choose another name for the pool.',
        },
      ),
    );
}

/** An object of Azure Service Operator, which the provider applies for the cluster. */
function resource(
  apiVersionOf: string,
  kind: string,
  name: string,
  { asoCredentials }: AzureSettings,
  spec: JsonObject,
): JsonObject {
  return {
    apiVersion: apiVersionOf,
    kind,
    metadata: { name, annotations: { 'serviceoperator.azure.com/credential-from': asoCredentials } },
    spec,
  };
}

const byReference = 'Each resource is made with the credentials of the Secret that its annotation names.';

function clusterResourcesPart(spec: ClusterSpec, settings: AzureSettings): Part {
  return {
    file: 'cluster',
    manifest: {
      apiVersion,
      kind: 'AzureASOManagedCluster',
      metadata: metadata(spec, spec.name, 'infrastructure'),
      spec: {
        resources: [
          resource('resources.azure.com/v1api20200601', 'ResourceGroup', spec.name, settings, {
            location: spec.region,
          }),
        ],
      },
    },
    comments: { 'spec/resources': byReference },
  };
}

function controlPlanePart(spec: ClusterSpec, settings: AzureSettings): Part {
  return {
    file: 'control-plane',
    manifest: {
      apiVersion,
      kind: 'AzureASOManagedControlPlane',
      metadata: metadata(spec, spec.name, 'control-plane'),
      spec: {
        version: spec.kubernetesVersion,
        resources: [
          resource(containerService, 'ManagedCluster', spec.name, settings, {
            owner: { name: spec.name },
            location: spec.region,
            dnsPrefix: spec.name,
            identity: { type: 'SystemAssigned' },
            servicePrincipalProfile: { clientId: 'msi' },
            networkProfile: {
              networkPlugin: 'azure',
              networkPluginMode: 'overlay',
              networkDataplane: 'cilium',
              podCidr: spec.network.pods,
              serviceCidr: spec.network.services,
              dnsServiceIP: dnsAddress(spec.network.services),
            },
            oidcIssuerProfile: { enabled: true },
            securityProfile: { workloadIdentity: { enabled: true } },
          }),
        ],
      },
    },
    comments: {
      'spec/resources/0/spec/identity': 'An identity that Azure makes and renews: no credential stands anywhere.',
      'spec/resources/0/spec/networkProfile':
        "AKS brings its own pod network: pods take no addresses of the virtual network's.",
      'spec/resources/0/spec/securityProfile': 'So that service accounts can act as identities of Azure.',
    },
  };
}

function agentPoolPart(spec: ClusterSpec, settings: AzureSettings, pool: WorkerPool, system: boolean): Part {
  const name = `${spec.name}-${pool.name}`;
  return {
    file: 'workers',
    manifest: {
      apiVersion,
      kind: 'AzureASOManagedMachinePool',
      metadata: metadata(spec, name, 'template'),
      spec: {
        resources: [
          resource(containerService, 'ManagedClustersAgentPool', name, settings, {
            owner: { name: spec.name },
            azureName: agentPoolName(pool.name),
            mode: system ? 'System' : 'User',
            type: 'VirtualMachineScaleSets',
            vmSize: pool.machineType,
            osDiskSizeGB: 128,
          }),
        ],
      },
    },
    comments: {
      'spec/resources/0/spec/azureName': 'AKS sees at most twelve letters and digits.',
      'spec/resources/0/spec/mode': system
        ? "A cluster needs a pool for AKS's own pods, and the first is it."
        : 'For workloads only.',
      'spec/resources/0/spec/vmSize': 'AKS cannot change it in a pool: another pool replaces this one.',
    },
  };
}

/** The tenth address of the services, as kubeadm chooses it too. */
function dnsAddress(services: string): string {
  const [first = ''] = services.split('/');
  return first.includes(':')
    ? `${first.replace(/:*0*$/, '')}::a`
    : first.replace(/\d+$/, (last) => String(Number(last) + 10));
}
