import { vsphereDefaults } from '../../manifests/providers/vsphere/settings.ts';
import { versions } from '../versions.ts';
import type { ManagedProvider } from './provider.ts';

const { identity, cloudSecret } = vsphereDefaults;
const secretName = 'vsphere-credentials';

/** Source: Cluster API Provider vSphere v1.16, docs/identity_management.md; chart vsphere-cpi, templates/daemonset.yaml. */
export const vsphere: ManagedProvider = {
  name: 'vsphere',
  version: versions.vsphere,
  namespace: 'capv-system',
  variables: [
    { name: 'VSPHERE_USERNAME', how: 'the account of vCenter for the provider, e.g. clusters@vsphere.local' },
    { name: 'VSPHERE_PASSWORD', how: 'its password' },
  ],
  features: [],
  identity: (namespace) => ({
    about: [
      'Who Cluster API Provider vSphere is for the clusters of one namespace.',
      `The provider makes itself the owner of the Secret ${secretName}: deleting the identity deletes it too.`,
    ],
    objects: [
      {
        manifest: {
          apiVersion: 'infrastructure.cluster.x-k8s.io/v1beta2',
          kind: 'VSphereClusterIdentity',
          metadata: { name: identity.name },
          spec: {
            secretName,
            allowedNamespaces: { selector: { matchLabels: { 'kubernetes.io/metadata.name': namespace } } },
          },
        },
      },
    ],
    secrets: [
      {
        namespace: 'capv-system',
        name: secretName,
        what: 'The account of vCenter',
        command: [
          `kubectl create secret generic ${secretName} --namespace capv-system \\`,
          '  --from-literal=username="$VSPHERE_USERNAME" --from-literal=password="$VSPHERE_PASSWORD"',
        ],
      },
      {
        namespace,
        name: cloudSecret,
        what: 'What the cloud controller in each cluster reads: a manifest of the Secret kube-system/vsphere-cloud-secret, with the account for your vCenter (here vcenter.example.com)',
        command: [
          'kubectl create secret generic vsphere-cloud-secret --namespace kube-system --dry-run=client -o yaml \\',
          '  --from-literal=vcenter.example.com.username="$VSPHERE_USERNAME" \\',
          '  --from-literal=vcenter.example.com.password="$VSPHERE_PASSWORD" |',
          `  kubectl create secret generic ${cloudSecret} --namespace ${namespace} \\`,
          '    --type addons.cluster.x-k8s.io/resource-set --from-file=cloud-secret.yaml=/dev/stdin',
        ],
      },
    ],
  }),
  settings: () => [
    'server: vcenter.example.com',
    '# A template for each version of Kubernetes.',
    'template: ubuntu-2404-kube-v{version}',
    'network: VM Network',
    '# Where commands may take endpoint= from: neither DHCP nor a pool hands these out.',
    'endpoints: [10.0.0.10-10.0.0.30]',
    '# Datacenters, so that commands mean this provider by them.',
    'regions: [dc1]',
  ],
  firstCommand: '/create-cluster dc1 name=first workers=3 endpoint=10.0.0.10',
};
