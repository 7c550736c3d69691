import { versions } from '../versions.ts';
import { topology } from './features.ts';
import type { ManagedProvider } from './provider.ts';

/** Source: Cluster API v1.14, test/infrastructure/docker. clusterctl calls it docker, whatever its machines are. */
export const dev: ManagedProvider = {
  name: 'docker',
  version: versions.clusterApi,
  namespace: 'capd-system',
  variables: [],
  features: [topology('CLUSTER_TOPOLOGY')],
  mounts: ['/var/run/docker.sock'],
  settings: () => [],
  firstCommand: '/create-cluster local workers=2',
};
