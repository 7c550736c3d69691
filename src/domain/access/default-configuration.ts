import type { ProviderId } from '../cluster/spec.ts';
import { defaultSettings } from '../manifests/providers/settings.ts';
import type { Configuration } from './configuration.ts';

/** What holds where a repository has no `.github/clusterops.yml`, and for every key that its file leaves out. */
export const defaultConfiguration: Configuration = {
  clusters: { folder: 'clusters', namespace: 'default' },
  defaults: { kubernetesVersion: 'v1.34.3', controlPlane: 3, workers: 3, packaging: 'plain', cni: 'cilium' },
  providers: { ...defaultSettings, order: Object.keys(defaultSettings) as readonly ProviderId[] },
  capi: { apiVersion: 'auto' },
  network: { pods: '192.168.0.0/16', services: '10.96.0.0/12' },
  addons: { installer: 'auto' },
  kustomize: { bases: 'cluster-bases' },
  helm: { chart: 'charts/cluster' },
  clusterClass: { folder: 'cluster-classes' },
  templates: {},
  delivery: 'merge',
  engine: 'auto',
  argocd: { namespace: 'argocd', project: 'default', previewProject: 'clusterops-preview' },
  flux: {
    namespace: 'flux-system',
    serviceAccount: 'clusters',
    source: { name: 'clusters' },
    storageNamespace: 'cluster-releases',
  },
  checks: { required: false },
  access: { permission: 'write', allowBots: [] },
  limits: { workers: 50, controlPlane: 5, clustersPerComment: 5 },
  deletion: { protected: [], confirmWithinSeconds: 3600, secondPerson: false },
  policy: { rules: [], quotas: [], approvals: [], unlock: { permission: 'maintain' } },
  environments: {},
  lifetime: { warnBeforeSeconds: 86_400 },
  schedule: [],
  fleet: { waves: [] },
  labels: ['clusterops'],
};
