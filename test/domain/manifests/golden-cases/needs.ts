import type { Configuration } from '../../../../src/domain/access/configuration.ts';
import { configuration } from '../support/clusters.ts';

/** The default configuration with the settings that the providers need. */
export const withNeeds: Configuration = {
  ...configuration,
  providers: {
    ...configuration.providers,
    hetzner: { ...configuration.providers.hetzner, image: 'ubuntu-24.04-kubernetes-v{version}', sshKeys: ['ops'] },
    openstack: {
      ...configuration.providers.openstack,
      image: 'ubuntu-2404-kube-v{version}',
      externalNetworkId: '5d6a2e0c-57c1-4b1e-9c0e-6f3b3d1f0a11',
      perRegion: {
        regionone: { name: 'RegionOne' },
        regiontwo: { name: 'RegionTwo', externalNetworkId: '0b1f7d1e-3c55-4a8e-8f0e-2f1f6b9c1d22' },
      },
    },
    vsphere: {
      ...configuration.providers.vsphere,
      server: 'vcenter.example.com',
      thumbprint: 'AA:BB:CC:DD:EE:FF:00:11:22:33:44:55:66:77:88:99:AA:BB:CC:DD',
      template: 'ubuntu-2404-kube-v{version}',
      network: 'VM Network',
      datastore: 'vsanDatastore',
      resourcePool: '*/Resources/clusters',
      endpoints: ['10.1.2.3-10.1.2.9'],
      perRegion: {
        dc1: {},
        dc2: {
          datacenter: 'Datacenter 2',
          network: 'Servers',
          addressPool: { kind: 'GlobalInClusterIPPool', name: 'servers' },
          dnsServers: ['10.2.0.2'],
          endpoints: ['10.2.3.0/28'],
        },
      },
    },
    proxmox: {
      ...configuration.providers.proxmox,
      template: { tags: ['kube-v{version}'] },
      addresses: {
        '10.10.10.10': ['10.10.10.20-10.10.10.60'],
        '10.10.10.11': ['10.10.10.61-10.10.10.70', '10.10.10.80/29'],
      },
      gateway: '10.10.10.1',
      credentials: 'proxmox',
      perRegion: {
        rack1: {},
        rack2: {
          template: { node: 'pve5', id: 9000 },
          allowedNodes: ['pve5', 'pve6'],
          addresses: { '10.20.0.10': ['10.20.1.0/24'] },
          prefix: 20,
          gateway: '10.20.0.1',
          dnsServers: ['10.20.0.53'],
          bridge: 'vmbr1',
          vlan: 20,
          storage: 'ceph',
          pool: 'clusters',
        },
      },
    },
    alibaba: {
      ...configuration.providers.alibaba,
      image: 'm-bp1abcdefghijklmnop',
      vSwitch: 'vsw-bp1abcdefghijklm',
      securityGroup: 'sg-bp1abcdefghijklmn',
      ramRole: 'clusters-node',
      perRegion: {
        'eu-central-1': {
          image: 'm-gw8abcdefghijklmnop',
          vSwitch: 'vsw-gw8abcdefghijklm',
          zone: 'eu-central-1a',
          securityGroup: 'sg-gw8abcdefghijklmn',
        },
      },
    },
    packet: {
      ...configuration.providers.packet,
      override: true,
      projectId: '5d6a2e0c-57c1-4b1e-9c0e-6f3b3d1f0a11',
      sshKeys: ['ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI ops'],
    },
  },
};
