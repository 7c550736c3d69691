import { openstackDefaults as defaults } from '../../domain/manifests/providers/openstack/settings.ts';
import {
  address,
  cidr,
  fillable,
  list,
  objectName,
  perRegion,
  printable,
  regions,
  section,
  uuid,
  whole,
  word,
} from '../shapes.ts';

const secretName = () => objectName().describe('Name of the Secret with `clouds.yaml`.');
const cloudName = () => word('the name of a cloud').describe('Cloud in `clouds.yaml`.');
const cloudConfig = () =>
  objectName().describe(
    'Secret of type addons.cluster.x-k8s.io/resource-set with the credentials of the cloud controller.',
  );
const dnsServers = () => list(address(), 'addresses', 1, 5).describe('DNS servers of the machines.');

/** What a region may have of its own, and what is said for all. */
const place = {
  image: fillable()
    .exactOptional()
    .describe(
      'Name of the machine image that holds Kubernetes; `{version}` stands for the version of Kubernetes; needed.',
    ),
  externalNetworkId: uuid('the id of a network')
    .exactOptional()
    .describe('Network that leads outside; found by itself where there is only one.'),
};

export const openstackSection = section({
  identity: section({
    name: secretName().default(defaults.identity.name),
    cloudName: cloudName().default(defaults.identity.cloudName),
  })
    .prefault({})
    .describe('Credentials of the provider, in the namespace of the clusters.'),
  cloudConfig: cloudConfig().default(defaults.cloudConfig),
  ...place,
  nodeCidr: cidr().default(defaults.nodeCidr).describe('Network of the machines, made for each cluster.'),
  dnsServers: dnsServers().default([...defaults.dnsServers]),
  loadBalancerProvider: word('a provider of Octavia')
    .exactOptional()
    .describe("Octavia's provider of the API server's load balancer, such as ovn; its default when left out."),
  rootVolume: section({
    sizeGiB: whole(20, 16_384).describe('Size in GiB.'),
    type: printable().exactOptional().describe('Type of volume; the default of Cinder when left out.'),
  })
    .exactOptional()
    .describe('Volume that machines start from; the disk of the flavor when left out.'),
  sshKeyName: printable().exactOptional().describe('Name of the key pair; no SSH access when left out.'),
  controlPlaneMachineType: word('a flavor of the cloud')
    .default(defaults.controlPlaneMachineType)
    .describe('Machine type of the control plane.'),
  machineType: word('a flavor of the cloud').default(defaults.machineType).describe('Machine type of the workers.'),
  regions: regions().exactOptional().describe('Regions of the cloud.'),
  perRegion: perRegion({
    name: printable().exactOptional().describe('Name of the region in OpenStack, such as RegionOne.'),
    identity: section({ name: secretName(), cloudName: cloudName() }).exactOptional().describe('Credentials.'),
    cloudConfig: cloudConfig().exactOptional(),
    ...place,
    dnsServers: dnsServers().exactOptional(),
  })
    .exactOptional()
    .describe('Regions of the cloud, each with the settings that differ there.'),
})
  .prefault({})
  .describe('OpenStack.');
