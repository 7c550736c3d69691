import type { ObjectRef } from '../../../../src/domain/cluster/spec.ts';
import type { ObservedGitOps } from '../../../../src/domain/gitops/engine.ts';
import type {
  FluxCondition,
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

/** A management cluster with Flux alone. */
export const flux = (
  kustomizations: readonly ObservedKustomization[],
  sources: readonly ObservedSource[] = [gitRepository()],
): ObservedGitOps => ({ engines: ['flux'], applications: [], kustomizations, sources });
