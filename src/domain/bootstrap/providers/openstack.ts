import { openstackDefaults } from '../../manifests/providers/openstack/settings.ts';
import { versions } from '../versions.ts';
import type { ManagedProvider } from './provider.ts';

const { identity, cloudConfig } = openstackDefaults;

/** Source: Cluster API Provider OpenStack v0.14, docs/book "Configuration" (ORC, clouds.yaml, the move label). */
export const openstack: ManagedProvider = {
  name: 'openstack',
  version: versions.openstack,
  namespace: 'capo-system',
  variables: [],
  features: [],
  before: {
    what: 'OpenStack Resource Controller',
    url: `https://github.com/k-orc/openstack-resource-controller/releases/download/${versions.openstackResourceController}/install.yaml`,
    crds: ['images.openstack.k-orc.cloud', 'servers.openstack.k-orc.cloud'],
  },
  identity: (namespace) => ({
    about: ['The credentials of the cloud stand in Secrets beside the clusters: there is no object to apply.'],
    objects: [],
    secrets: [
      {
        namespace,
        name: identity.name,
        what: `A clouds.yaml with the cloud "${identity.cloudName}", best with an application credential`,
        command: [
          `kubectl create secret generic ${identity.name} --namespace ${namespace} --from-file=clouds.yaml`,
          `kubectl label secret ${identity.name} --namespace ${namespace} clusterctl.cluster.x-k8s.io/move=`,
        ],
      },
      {
        namespace,
        name: cloudConfig,
        what: 'What the cloud controller in each cluster reads: a manifest of the Secret kube-system/cloud-config, made of your cloud.conf',
        command: [
          'kubectl create secret generic cloud-config --namespace kube-system --from-file=cloud.conf --dry-run=client -o yaml |',
          `  kubectl create secret generic ${cloudConfig} --namespace ${namespace} \\`,
          '    --type addons.cluster.x-k8s.io/resource-set --from-file=cloud-config.yaml=/dev/stdin',
        ],
      },
    ],
  }),
  settings: () => [
    'image: ubuntu-24.04-kube-v1.34.3',
    '# So that commands mean this provider by its regions.',
    'regions: [regionone]',
    '# What OpenStack calls it.',
    'perRegion: {regionone: {name: RegionOne}}',
  ],
  firstCommand: '/create-cluster regionone name=first workers=3',
};
