import { versions } from '../versions.ts';
import type { ManagedProvider } from './provider.ts';

/** Source: Cluster API Provider GCP v1.12, config/manager and config/default. */
export const gcp: ManagedProvider = {
  name: 'gcp',
  version: versions.gcp,
  namespace: 'capg-system',
  variables: [{ name: 'GCP_B64ENCODED_CREDENTIALS', how: 'base64 < key-of-the-service-account.json | tr -d "\\n"' }],
  features: [
    { gate: 'GKE', variable: 'EXP_CAPG_GKE', value: true, why: 'For flavor=gke.' },
    { gate: 'MachinePool', variable: 'EXP_MACHINE_POOL', value: true, why: 'Node pools of GKE are MachinePools.' },
  ],
  identity: (namespace) => ({
    about: [
      'Cluster API Provider GCP works with the credentials that it was installed with: there is no object to apply.',
      '',
      'For credentials of their own, give the clusters a Secret and name it in .github/clusterops.yml below',
      'providers.gcp.credentials:',
      `  kubectl create secret generic gcp-credentials --namespace ${namespace} --from-file=credentials=key.json`,
    ],
    objects: [],
    secrets: [],
  }),
  settings: () => [
    'project: acme-clusters',
    '# Google publishes no images with Kubernetes: build one with image-builder. Not needed for flavor=gke.',
    'image: projects/acme-images/global/images/family/capi-ubuntu-2404-k8s-v1-34',
  ],
  firstCommand: '/create-cluster europe-west1 workers=3',
};
