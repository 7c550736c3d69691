import { openstackDefaults as defaults } from '../../domain/manifests/providers/openstack/settings.ts';
import { address, cidr, list, objectName, printable, regions, section, word } from '../shapes.ts';

export const openstackSection = section({
  identity: section({
    name: objectName().default(defaults.identity.name).describe('Name of the Secret with `clouds.yaml`.'),
    cloudName: word('the name of a cloud').default(defaults.identity.cloudName).describe('Cloud in `clouds.yaml`.'),
  })
    .prefault({})
    .describe('Credentials of the provider, in the namespace of the clusters.'),
  cloudConfig: objectName()
    .default(defaults.cloudConfig)
    .describe('Secret of type addons.cluster.x-k8s.io/resource-set with the credentials of the cloud controller.'),
  image: printable().exactOptional().describe('Name of the machine image that holds Kubernetes; needed.'),
  externalNetworkId: word('the id of a network')
    .exactOptional()
    .describe('Network that leads outside; found by itself where there is only one.'),
  nodeCidr: cidr().default(defaults.nodeCidr).describe('Network of the machines, made for each cluster.'),
  dnsServers: list(address(), 'addresses', 1, 5)
    .default([...defaults.dnsServers])
    .describe('DNS servers of the machines.'),
  sshKeyName: printable().exactOptional().describe('Name of the key pair; no SSH access when left out.'),
  controlPlaneMachineType: word('a flavor of the cloud')
    .default(defaults.controlPlaneMachineType)
    .describe('Machine type of the control plane.'),
  machineType: word('a flavor of the cloud').default(defaults.machineType).describe('Machine type of the workers.'),
  regions: regions().exactOptional().describe('Regions of the cloud.'),
})
  .prefault({})
  .describe('OpenStack.');
