import { versions } from '../versions.ts';
import { topology } from './features.ts';
import type { ManagedProvider } from './provider.ts';

/** Source: Cluster API Provider Proxmox v0.9, config/default and docs/Usage.md. */
export const proxmox: ManagedProvider = {
  name: 'proxmox',
  version: versions.proxmox,
  namespace: 'capmox-system',
  variables: [
    { name: 'PROXMOX_URL', how: 'the address of the API, e.g. https://pve.example.com:8006' },
    { name: 'PROXMOX_TOKEN', how: 'the id of the token, e.g. capmox@pve!capi' },
    { name: 'PROXMOX_SECRET', how: 'the secret of the token' },
  ],
  features: [topology('ClusterTopology')],
  ipam: true,
  identity: (namespace) => ({
    about: [
      'Cluster API Provider Proxmox works with the token that it was installed with: there is no object to apply.',
      '',
      'For a token of their own, give the clusters a Secret and name it in .github/clusterops.yml as',
      'providers.proxmox.credentials:',
      `  kubectl create secret generic proxmox --namespace ${namespace} --from-literal=url="$PROXMOX_URL" \\`,
      '    --from-literal=token="$PROXMOX_TOKEN" --from-literal=secret="$PROXMOX_SECRET"',
      `  kubectl label secret proxmox --namespace ${namespace} platform.ionos.com/secret-type=proxmox-credentials`,
    ],
    objects: [],
    secrets: [],
  }),
  settings: () => [
    '# Tags of the template, one for each version of Kubernetes.',
    "template: {tags: ['kube-v{version}']}",
    '# Addresses of API servers, each with those of the machines of its cluster: no two clusters may share any.',
    'addresses: {10.10.10.10: [10.10.10.20-10.10.10.39], 10.10.10.11: [10.10.10.40-10.10.10.59]}',
    'gateway: 10.10.10.1',
    '# Words of yours, so that commands mean this provider by them.',
    'regions: [rack1]',
  ],
  firstCommand: '/create-cluster rack1 name=first workers=3 endpoint=10.10.10.10',
};
