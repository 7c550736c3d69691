import type { ObjectRef } from '../../../../src/domain/cluster/spec.ts';
import type { ObservedGitOps } from '../../../../src/domain/gitops/engine.ts';
import type {
  FluxCondition,
  ObservedHelmChart,
  ObservedHelmRelease,
  ObservedKustomization,
  ObservedSource,
} from '../../../../src/domain/gitops/flux/objects.ts';
import { sha } from './application.ts';

export const clusterObject: ObjectRef = {
  group: 'cluster.x-k8s.io',
  version: 'v1beta2',
  kind: 'Cluster',
  namespace: 'default',
  name: 'eu-west-1-12',
};
export const held = 'default_eu-west-1-12_cluster.x-k8s.io_Cluster';

export const condition = (
  type: string,
  status: string,
  reason: string,
  message = '',
  more: Partial<FluxCondition> = {},
): FluxCondition => ({ type, status, reason, message, ...more });

export const ready = condition('Ready', 'True', 'ReconciliationSucceeded');

/** A Kustomization of the clusters folder that applied `sha` with success. */
export const kustomization = (more: Partial<ObservedKustomization> = {}): ObservedKustomization => ({
  namespace: 'flux-system',
  name: 'clusters',
  uid: 'k1',
  generation: 2,
  observedGeneration: 2,
  suspended: false,
  source: { kind: 'GitRepository', namespace: 'flux-system', name: 'clusters' },
  path: './clusters',
  remote: false,
  wait: false,
  appliedRevision: `main@sha1:${sha}`,
  attemptedRevision: `main@sha1:${sha}`,
  inventory: new Set([held]),
  conditions: [ready],
  ...more,
});

/** A GitRepository that follows the base branch. */
export const gitRepository = (more: Partial<ObservedSource> = {}): ObservedSource => ({
  kind: 'GitRepository',
  namespace: 'flux-system',
  name: 'clusters',
  uid: 's1',
  generation: 1,
  observedGeneration: 1,
  suspended: false,
  url: 'ssh://git@github.com/org/fleet',
  ref: { branch: 'main' },
  artifact: { revision: `main@sha1:${sha}` },
  conditions: [condition('Ready', 'True', 'Succeeded')],
  ...more,
});

export const heldRelease = 'default_eu-west-1-12_helm.toolkit.fluxcd.io_HelmRelease';
const version = `0.1.0+${sha.slice(0, 12)}`;

/** A HelmRelease of the cluster's folder that Helm released at `sha`. */
export const helmRelease = (more: Partial<ObservedHelmRelease> = {}): ObservedHelmRelease => ({
  namespace: 'default',
  name: 'eu-west-1-12',
  uid: 'r1',
  generation: 1,
  observedGeneration: 1,
  suspended: false,
  chart: {
    source: { kind: 'GitRepository', namespace: 'flux-system', name: 'clusters' },
    path: './clusters/eu-west-1-12',
    byRevision: true,
  },
  chartObject: 'flux-system/default-eu-west-1-12',
  targetNamespace: 'default',
  remote: false,
  attemptedRevision: version,
  attemptedGeneration: 1,
  history: [{ chartVersion: version, status: 'deployed', version: 1 }],
  inventory: new Set([held]),
  conditions: [condition('Ready', 'True', 'InstallSucceeded'), condition('Released', 'True', 'InstallSucceeded')],
  ...more,
});

/** The HelmChart of that release. */
export const helmChart = (more: Partial<ObservedHelmChart> = {}): ObservedHelmChart => ({
  namespace: 'flux-system',
  name: 'default-eu-west-1-12',
  uid: 'c1',
  generation: 1,
  observedGeneration: 1,
  suspended: false,
  version,
  sourceRevision: `main@sha1:${sha}`,
  conditions: [condition('Ready', 'True', 'ChartPackageSucceeded')],
  ...more,
});

/** The same with Flux alone, which makes the cluster by Helm. */
export const fluxWithHelm = (
  releases: readonly ObservedHelmRelease[],
  charts: readonly ObservedHelmChart[] = [helmChart()],
  sources: readonly ObservedSource[] = [gitRepository()],
): ObservedGitOps => ({
  ...flux([kustomization({ inventory: new Set([heldRelease]) })], sources),
  releases,
  charts,
});

/** A management cluster with Flux alone. */
export const flux = (
  kustomizations: readonly ObservedKustomization[],
  sources: readonly ObservedSource[] = [gitRepository()],
): ObservedGitOps => ({ engines: ['flux'], applications: [], kustomizations, sources, releases: [], charts: [] });
