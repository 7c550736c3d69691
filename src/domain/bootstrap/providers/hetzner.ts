import { hetznerDefaults } from '../../manifests/providers/hetzner/settings.ts';
import { versions } from '../versions.ts';
import type { ManagedProvider } from './provider.ts';

const { secret } = hetznerDefaults;

/** Source: Cluster API Provider Hetzner v1.1, "Management cluster setup". */
export const hetzner: ManagedProvider = {
  name: 'hetzner',
  version: versions.hetzner,
  namespace: 'caph-system',
  variables: [],
  features: [],
  identity: (namespace) => ({
    about: ['The token of the project stands in a Secret beside the clusters: there is no object to apply.'],
    objects: [],
    secrets: [
      {
        namespace,
        name: secret.name,
        what: 'The token of the project, which may read and write',
        command: [
          `kubectl create secret generic ${secret.name} --namespace ${namespace} --from-literal=${secret.key}="$HCLOUD_TOKEN"`,
          `kubectl label secret ${secret.name} --namespace ${namespace} clusterctl.cluster.x-k8s.io/move=`,
        ],
      },
    ],
  }),
  settings: () => [
    '# Hetzner has no images with Kubernetes: build a snapshot and label it caph-image-name.',
    'image: ubuntu-24.04-kubernetes-v1.34.3',
    'sshKeys: [platform]',
  ],
  firstCommand: '/create-cluster fsn1 workers=3',
};
