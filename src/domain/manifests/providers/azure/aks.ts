import { overlap } from '../../../cluster/cidr.ts';
import { longestName } from '../../../cluster/names.ts';
import type { ClusterSpec } from '../../../cluster/spec.ts';
import { type Finding, fault } from '../../../finding.ts';
import { clusterPart } from '../../core/cluster.ts';
import { coreGroup, infrastructureGroup } from '../../core/groups.ts';
import { machinePoolPart } from '../../core/machines.ts';
import type { Part } from '../../manifest.ts';
import type { Flavor } from '../../provider.ts';
import { checkAddresses, type TakenAddresses } from '../addresses.ts';
import {
  agentPoolName,
  agentPoolPart,
  dnsAddress,
  managedClusterPart,
  poolZones,
  resourceGroupPart,
  withinAks,
} from './aks-resources.ts';
import { aksClassVariables } from './class-variables.ts';
import { checkSystemPool } from './machine-types.ts';

/** AKS makes a virtual network of 10.224.0.0/12, and uses the others itself ("Azure CNI overlay networking", prerequisites). */
const taken: readonly TakenAddresses[] = [
  { network: '10.224.0.0/12', which: 'is that of the machines' },
  ...['169.254.0.0/16', '172.30.0.0/16', '172.31.0.0/16', '192.0.2.0/24'].map((network) => ({
    network,
    which: 'AKS keeps for itself',
  })),
];

/** AKS through Azure Service Operator. Field names: Cluster API Provider Azure v1.26, Azure Service Operator v2. */
export const aks: Flavor = {
  id: 'aks',
  summary: 'an AKS control plane with agent pools, through Azure Service Operator',
  managedControlPlane: true,
  cnis: ['managed'],
  // Ours binds: AKS allows 63, its DNS prefix 54, and the group of the nodes, which we name, 80.
  longestName,
  leastWorkers: 1,
  pools: { marks: true, zones: 'several', spot: true, bounds: 'autoscaler' },
  minors: [31, 35],
  check: (given) => {
    const spec = withinAks(given);
    return [...checkPoolNames(spec), ...checkSystem(spec), ...checkAddresses(spec, taken), ...checkDns(spec)];
  },
  expects: (spec) => [
    { group: coreGroup, kind: 'Cluster' },
    { group: infrastructureGroup, kind: 'AzureASOManagedCluster' },
    { group: infrastructureGroup, kind: 'AzureASOManagedControlPlane' },
    ...spec.pools.flatMap(() => [
      { group: coreGroup, kind: 'MachinePool' },
      { group: infrastructureGroup, kind: 'AzureASOManagedMachinePool' },
    ]),
  ],
  parts: (given, { providers: { azure } }) => {
    const spec = withinAks(given);
    return [
      aksClusterPart(given, spec),
      resourceGroupPart(spec, azure),
      managedClusterPart(spec, azure),
      ...spec.pools.flatMap((pool, index) => {
        const machines = agentPoolPart(spec, azure, pool, index === 0 ? 'System' : 'User');
        return [machinePoolPart(spec, pool, machines, { dataSecretName: '' }), machines];
      }),
    ];
  },
  derivedValues: (spec, { providers: { azure } }) => ({ zones: poolZones(spec, azure) }),
  classVariables: aksClassVariables,
  prerequisites: (spec, { providers: { azure } }) => [
    `The Secret "${azure.asoCredentials}" in the namespace "${spec.namespace}" holds the credentials of Azure Service Operator, which may contribute to the subscription.`,
    `AKS offers Kubernetes ${spec.kubernetesVersion} in ${spec.region} (az aks get-versions).`,
    'Cluster API Provider Azure runs with its feature gates ASOAPI and MachinePool, and Azure Service Operator with the groups containerservice.azure.com and resources.azure.com.',
  ],
};

function aksClusterPart(given: ClusterSpec, spec: ClusterSpec): Part {
  const part = clusterPart(spec, {
    infrastructure: 'AzureASOManagedCluster',
    controlPlane: { apiGroup: infrastructureGroup, kind: 'AzureASOManagedControlPlane', name: spec.name },
  });
  const { services } = given.network;
  if (services === spec.network.services) return part;
  const comment = `The first /16 of ${services}: AKS takes nothing as large as a /12.`;
  return { ...part, comments: { ...part.comments, 'spec/clusterNetwork/services': comment } };
}

function checkPoolNames({ pools }: ClusterSpec): readonly Finding[] {
  const names = pools.map(({ name }) => agentPoolName(name));
  return pools
    .filter((_, index) => names.indexOf(names[index] ?? '') !== index)
    .map(({ name }) =>
      fault(
        'cluster/name-invalid',
        `AKS would call the pool "${name}" "${agentPoolName(name)}", as it calls another: it sees twelve letters and digits.`,
        { cure: 'Choose another name for the pool.' },
      ),
    );
}

function checkSystem({ pools: [system] }: ClusterSpec): readonly Finding[] {
  return system === undefined ? [] : checkSystemPool(system.machineType);
}

function checkDns({ network: { services } }: ClusterSpec): readonly Finding[] {
  if (services.includes(':') || overlap(`${dnsAddress(services)}/32`, services)) return [];
  return [
    fault(
      'cluster/network-invalid',
      `The network of the services ${services} is too small to have an address for DNS.`,
    ),
  ];
}
