import { deliveryAnnotation, repositoryAnnotation, requestAnnotation } from '../cluster/ownership.ts';
import type { ObjectRef, PlannedSpec } from '../cluster/spec.ts';
import { type ObjectRole, pruneAnnotations } from '../gitops/prune-options.ts';

export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json | undefined };
export type JsonObject = { readonly [key: string]: Json | undefined };

export interface Metadata {
  readonly name: string;
  readonly namespace: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
}

/** A Kubernetes object as it is written, its keys in writing order. */
export interface Manifest {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: Metadata;
  readonly spec?: JsonObject;
  /** Of a ConfigMap. */
  readonly data?: Readonly<Record<string, string>>;
}

/** Which file of a plainly packaged cluster an object stands in. */
export type FileRole = 'cluster' | 'control-plane' | 'workers' | 'addons';

/** An object with the comments that explain its choices to who reads the file. */
export interface Part {
  readonly file: FileRole;
  readonly manifest: Manifest;
  /** Stands above the object. */
  readonly comment?: string;
  /** By path of keys joined with `/`, array positions as numbers: stands above that line. */
  readonly comments?: Readonly<Record<string, string>>;
}

/** Lifetime in seconds, counted from the merge. On the Cluster only. */
export const ttlAnnotation = 'clusterops.dev/ttl-seconds';

export const labels = {
  /** On the Cluster: what the cluster's own add-ons select it by. The value is its name. */
  cluster: 'clusterops.dev/cluster',
  provider: 'clusterops.dev/provider',
  flavor: 'clusterops.dev/flavor',
  region: 'clusterops.dev/region',
  cni: 'clusterops.dev/cni',
  /** On the Cluster, written by people: the environment, where its name does not tell. */
  environment: 'clusterops.dev/environment',
  /** Cluster API's own: on everything that belongs to a cluster. */
  clusterName: 'cluster.x-k8s.io/cluster-name',
} as const;

/** Metadata of an object of the cluster: the name, who owns it, and what the GitOps engine may do with it. */
export function metadata(
  spec: PlannedSpec,
  name: string,
  role: ObjectRole,
  extra: { readonly labels?: Metadata['labels']; readonly annotations?: Metadata['annotations'] } = {},
): Metadata {
  return {
    name,
    namespace: spec.namespace,
    labels: extra.labels ?? { [labels.clusterName]: spec.name },
    annotations: {
      ...pruneAnnotations(role),
      [repositoryAnnotation]: String(spec.owner.repositoryId),
      [requestAnnotation]: spec.owner.request,
      [deliveryAnnotation]: spec.owner.delivery,
      ...extra.annotations,
    },
  };
}

/** The object as plain JSON. */
export function asJson(manifest: Manifest): JsonObject {
  return { ...manifest, metadata: { ...manifest.metadata } };
}

/** The object's name in the API, as the plan promises it. */
export function refOf(manifest: Pick<Manifest, 'apiVersion' | 'kind' | 'metadata'>): ObjectRef {
  const slash = manifest.apiVersion.indexOf('/');
  return {
    group: slash < 0 ? '' : manifest.apiVersion.slice(0, slash),
    version: manifest.apiVersion.slice(slash + 1),
    kind: manifest.kind,
    namespace: manifest.metadata.namespace,
    name: manifest.metadata.name,
  };
}
