import { taintText } from '../../../cluster/node-marks.ts';
import type { ClusterSpec, WorkerPool } from '../../../cluster/spec.ts';
import { type JsonObject, metadata, type Part } from '../../manifest.ts';
import { hasZones } from './regions.ts';
import type { AzureSettings } from './settings.ts';

// No schema of Cluster API Provider Azure looks into `resources`: the fields are those of Azure Service Operator's own types.
const apiVersion = 'infrastructure.cluster.x-k8s.io/v1beta1';
const containerService = 'containerservice.azure.com/v1api20240901';

/** AKS: an agent pool's name matches `^[a-z][a-z0-9]{0,11}$`. */
export function agentPoolName(pool: string): string {
  return pool.replace(/[^a-z0-9]|^[^a-z]+/g, '').slice(0, 12) || 'pool';
}

/** The tenth address of the services, as kubeadm chooses it too. */
export function dnsAddress(services: string): string {
  const [first = ''] = services.split('/');
  return first.replace(/\d+$/, (last) => String(Number(last) + 10));
}

/** AKS takes a network of services "smaller than /12", which is what Kubernetes has by default: of such a one, its first /16. */
export function withinAks(spec: ClusterSpec): ClusterSpec {
  const [first = '', length = ''] = spec.network.services.split('/');
  if (first.includes(':') || Number(length) > 12) return spec;
  return { ...spec, network: { ...spec.network, services: `${first}/16` } };
}

/** Availability zones of its pools. */
export function poolZones({ region }: ClusterSpec, { zones }: AzureSettings): readonly string[] {
  return zones ?? (hasZones(region) ? ['1', '2', '3'] : []);
}

/** The AzureASOManagedCluster: a resource group. */
export function resourceGroupPart(spec: ClusterSpec, settings: AzureSettings): Part {
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
    comments: {
      'spec/resources': 'Each resource is made with the credentials of the Secret that its annotation names.',
      'spec/resources/0': 'A group of its own: it is deleted with the cluster.',
    },
  };
}

/** The AzureASOManagedControlPlane: the AKS cluster. Versions, pools and kubeconfig the provider fills in. */
export function managedClusterPart(spec: ClusterSpec, settings: AzureSettings): Part {
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
            nodeResourceGroup: `${spec.name}_nodes`,
            sku: { name: 'Base', tier: 'Standard' },
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
            autoUpgradeProfile: { upgradeChannel: 'none', nodeOSUpgradeChannel: 'NodeImage' },
            oidcIssuerProfile: { enabled: true },
            securityProfile: { workloadIdentity: { enabled: true } },
          }),
        ],
      },
    },
    comments: {
      'spec/resources/0/spec/nodeResourceGroup':
        'The group of machines and disks, which AKS makes; no cluster can have its name.',
      'spec/resources/0/spec/sku': 'Free has no agreed availability of the API server.',
      'spec/resources/0/spec/identity': 'An identity that Azure makes and renews: no credential stands anywhere.',
      'spec/resources/0/spec/networkProfile':
        "AKS brings its own pod network: pods take no addresses of the virtual network's.",
      'spec/resources/0/spec/autoUpgradeProfile':
        'AKS keeps the images of the nodes fresh; the version of Kubernetes stands here only.',
      'spec/resources/0/spec/oidcIssuerProfile': 'This and the next: service accounts can act as identities of Azure.',
    },
  };
}

/** The AzureASOManagedMachinePool: an agent pool. A cluster needs one whose mode is System. */
export function agentPoolPart(
  spec: ClusterSpec,
  settings: AzureSettings,
  pool: WorkerPool,
  mode: 'System' | 'User',
): Part {
  const name = `${spec.name}-${pool.name}`;
  const zones = pool.zones ?? poolZones(spec, settings);
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
            mode,
            type: 'VirtualMachineScaleSets',
            vmSize: pool.machineType,
            osDiskSizeGB: 128,
            availabilityZones: zones.length === 0 ? undefined : zones,
            nodeLabels: pool.labels,
            nodeTaints: pool.taints?.map(taintText),
            ...(pool.spot === true
              ? { scaleSetPriority: 'Spot', scaleSetEvictionPolicy: 'Delete', spotMaxPrice: -1 }
              : {}),
          }),
        ],
      },
    },
    comments: {
      'spec/resources/0/spec/azureName': 'AKS sees at most twelve letters and digits.',
      'spec/resources/0/spec/mode':
        mode === 'System' ? "A cluster needs a pool for AKS's own pods, and the first is it." : 'For workloads only.',
      'spec/resources/0/spec/vmSize': 'AKS cannot change size or zones of a pool: another pool replaces this one.',
      'spec/resources/0/spec/availabilityZones': 'So that the pool outlives a zone; AKS spreads over none unless told.',
    },
  };
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
