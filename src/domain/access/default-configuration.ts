import type { Configuration } from './configuration.ts';

/** What holds where a repository has no `.github/clusterops.yml`, and for every key that its file leaves out. */
export const defaultConfiguration: Configuration = {
  clusters: { folder: 'clusters', namespace: 'default' },
  defaults: { kubernetesVersion: 'v1.34.3', controlPlane: 3, workers: 3, packaging: 'plain', cni: 'cilium' },
  providers: {
    order: ['aws', 'dev'],
    aws: {
      identity: { kind: 'AWSClusterControllerIdentity', name: 'default' },
      controlPlaneMachineType: 'm7i.large',
      machineType: 'm7i.large',
    },
    dev: { backend: 'in-memory' },
  },
  capi: { apiVersion: 'v1beta2' },
  delivery: 'merge',
  engine: 'auto',
  argocd: { namespace: 'argocd', project: 'default', previewProject: 'clusterops-preview' },
  checks: { required: false },
  access: { permission: 'write', allowBots: [] },
  limits: { workers: 50, controlPlane: 5, clustersPerComment: 5 },
  labels: ['clusterops'],
};
