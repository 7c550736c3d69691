import { expect, test } from '@jest/globals';
import { providerOfKind } from '../../../src/domain/cluster/infrastructure.ts';
import { bringsNetwork, hasNoMachines } from '../../../src/domain/manifests/core/control-planes.ts';

test.each([
  ['AWSCluster', 'aws'],
  ['AWSManagedControlPlane', 'aws'],
  ['ROSACluster', 'aws'],
  ['AzureASOManagedCluster', 'azure'],
  ['GCPManagedCluster', 'gcp'],
  ['DockerCluster', 'dev'],
  ['AlibabaCloudCluster', 'alibaba'],
  ['NutanixCluster', 'nutanix'],
  ['KubevirtCluster', 'kubevirt'],
  ['IBMVPCCluster', 'ibmcloud'],
  ['IBMPowerVSCluster', 'ibmcloud'],
  ['OCIManagedCluster', 'oci'],
  ['DOCluster', 'digitalocean'],
  ['Metal3Cluster', 'metal3'],
  ['VCluster', 'vcluster'],
  ['VCDCluster', 'vcd'],
  ['ConfigMap', undefined],
  [undefined, undefined],
])('%s is of %s', (kind, provider) => {
  expect(providerOfKind(kind)).toBe(provider);
});

test.each([
  ['KubeadmControlPlane', false, false],
  ['TalosControlPlane', false, false],
  ['KamajiControlPlane', false, true],
  ['AWSManagedControlPlane', true, true],
  ['AzureASOManagedControlPlane', true, true],
  ['GCPManagedCluster', true, true],
  ['ROSAControlPlane', true, true],
  ['AlibabaCloudControlPlane', true, true],
  ['AWSManagedMachinePool', false, false],
  [undefined, false, false],
])('of %s: the network comes with it %s, it has no machines %s', (kind, network, none) => {
  expect([bringsNetwork(kind), hasNoMachines(kind)]).toEqual([network, none]);
});
