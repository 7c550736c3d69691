import type { ClusterSpec } from '../../../cluster/spec.ts';
import { metadata, type Part } from '../../manifest.ts';
import type { TakenAddresses } from '../addresses.ts';
import { identityName } from './identity.ts';
import type { AzureSettings } from './settings.ts';

const apiVersion = 'infrastructure.cluster.x-k8s.io/v1beta1';

export const machineNetwork: TakenAddresses = { network: '10.0.0.0/16', which: 'is that of the machines' };

/** The AzureCluster: a resource group with a virtual network, a public address for the API server, a NAT gateway. */
export function azureClusterPart(spec: ClusterSpec, settings: AzureSettings): Part {
  return {
    file: 'cluster',
    manifest: {
      apiVersion,
      kind: 'AzureCluster',
      metadata: metadata(spec, spec.name, 'infrastructure'),
      spec: {
        location: spec.region,
        subscriptionID: settings.subscriptionId ?? '',
        resourceGroup: spec.name,
        identityRef: {
          apiVersion,
          kind: 'AzureClusterIdentity',
          name: identityName(spec, settings),
          namespace: spec.namespace,
        },
        networkSpec: {
          vnet: { name: `${spec.name}-vnet`, cidrBlocks: [machineNetwork.network] },
          subnets: [
            {
              name: 'control-plane-subnet',
              role: 'control-plane',
              cidrBlocks: ['10.0.0.0/24'],
              securityGroup: {
                name: `${spec.name}-controlplane-nsg`,
                securityRules: [
                  {
                    name: 'allow_apiserver',
                    description: 'Allow K8s API Server',
                    priority: 2201,
                    protocol: 'Tcp',
                    direction: 'Inbound',
                    source: '*',
                    sourcePorts: '*',
                    destination: '*',
                    destinationPorts: '6443',
                    action: 'Allow',
                  },
                ],
              },
            },
            {
              name: 'node-subnet',
              role: 'node',
              cidrBlocks: ['10.0.128.0/17'],
              natGateway: { name: 'node-natgateway' },
            },
          ],
        },
      },
    },
    comments: {
      'spec/resourceGroup': 'A group of its own: Cluster API deletes it with the cluster.',
      'spec/identityRef': 'The Azure account by reference: no credential stands in Git.',
      'spec/networkSpec/subnets/0/securityGroup/securityRules':
        'The API server only. Left out, the provider opens SSH to the internet as well.',
      'spec/networkSpec/subnets/1/cidrBlocks': 'Subnets cannot grow: room for as many machines as there may ever be.',
      'spec/networkSpec/subnets/1/natGateway': 'The way of the workers to the internet.',
    },
  };
}
