import type { Condition, ObservedObject, Reference } from '../../../../src/domain/health/objects.ts';

interface RawCondition {
  readonly type: string;
  readonly status: Condition['status'];
  readonly reason?: string;
  readonly message?: string;
  readonly severity?: string;
  readonly lastTransitionTime: string;
}
interface RawReference {
  readonly apiGroup: string;
  readonly kind: string;
  readonly name: string;
}
interface RawCounts {
  readonly desiredReplicas?: number;
  readonly replicas?: number;
  readonly readyReplicas?: number;
  readonly availableReplicas?: number;
  readonly upToDateReplicas?: number;
}
interface RawSpec {
  readonly replicas?: number;
  readonly version?: string;
  readonly infrastructureRef?: RawReference;
  readonly controlPlaneRef?: RawReference;
  readonly bootstrap?: { readonly configRef?: RawReference };
  readonly template?: { readonly spec: RawSpec };
  readonly topology?: { readonly version: string; readonly classRef: { readonly name: string } };
}
export interface RawObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: {
    readonly name: string;
    readonly namespace: string;
    readonly uid: string;
    readonly generation: number;
    readonly creationTimestamp: string;
    readonly deletionTimestamp?: string;
    readonly labels?: Record<string, string>;
    readonly annotations?: Record<string, string>;
    readonly finalizers?: string[];
    readonly ownerReferences?: { apiVersion: string; kind: string; name: string; uid: string; controller?: boolean }[];
  };
  readonly spec: RawSpec;
  readonly status: RawCounts & {
    readonly observedGeneration?: number;
    readonly ready?: boolean;
    readonly conditions?: RawCondition[];
    readonly controlPlane?: RawCounts;
    readonly workers?: RawCounts;
    readonly initialization?: Record<string, boolean>;
    readonly nodeInfo?: { readonly kubeletVersion: string };
  };
}

/** A well-formed object of the fixtures as the watch would hand it over. */
export function readObject({ apiVersion, kind, metadata, spec, status }: RawObject): ObservedObject {
  const [group = '', version = ''] = apiVersion.split('/');
  const inner = spec.template?.spec ?? spec;
  const conditions = (status.conditions ?? []).map(readCondition);
  const legacy = status.ready !== undefined;
  return dropUndefined({
    group,
    version,
    kind,
    namespace: metadata.namespace,
    name: metadata.name,
    uid: metadata.uid,
    generation: metadata.generation,
    observedGeneration: status.observedGeneration,
    createdAt: Date.parse(metadata.creationTimestamp),
    deletingSince: metadata.deletionTimestamp === undefined ? undefined : Date.parse(metadata.deletionTimestamp),
    finalizers: metadata.finalizers ?? [],
    owners: (metadata.ownerReferences ?? []).map((owner) => ({
      group: owner.apiVersion.split('/')[0] ?? '',
      kind: owner.kind,
      name: owner.name,
      uid: owner.uid,
      controller: owner.controller ?? false,
    })),
    labels: metadata.labels ?? {},
    annotations: metadata.annotations ?? {},
    conditions: legacy ? [] : conditions,
    legacyConditions: legacy ? conditions : [],
    ready: status.ready,
    paused: false,
    replicas: readCounts(status, spec.replicas),
    wantedVersion: spec.topology?.version ?? inner.version,
    versions: status.nodeInfo === undefined ? [] : [{ version: status.nodeInfo.kubeletVersion, replicas: 1 }],
    infrastructure: readReference(inner.infrastructureRef),
    controlPlane: readReference(spec.controlPlaneRef),
    bootstrap: readReference(inner.bootstrap?.configRef),
    topologyClass: spec.topology?.classRef.name,
    counters:
      status.controlPlane === undefined && status.workers === undefined
        ? undefined
        : { controlPlane: readCounts(status.controlPlane ?? {}), workers: readCounts(status.workers ?? {}) },
    initialization: status.initialization ?? {},
  });
}

function readCondition(raw: RawCondition): Condition {
  const { type, status, reason = '', message = '', severity, lastTransitionTime } = raw;
  return dropUndefined({ type, status, reason, message, severity, since: Date.parse(lastTransitionTime) });
}

function readCounts(raw: RawCounts, desired = raw.desiredReplicas): ObservedObject['replicas'] {
  return dropUndefined({
    desired,
    replicas: raw.replicas,
    ready: raw.readyReplicas,
    available: raw.availableReplicas,
    upToDate: raw.upToDateReplicas,
  });
}

function readReference(raw: RawReference | undefined): Reference | undefined {
  return raw && { group: raw.apiGroup, kind: raw.kind, name: raw.name };
}

type Defined<T> = { [K in keyof T as undefined extends T[K] ? never : K]: T[K] } & {
  [K in keyof T as undefined extends T[K] ? K : never]?: Exclude<T[K], undefined>;
};

function dropUndefined<T extends object>(value: T): Defined<T> {
  return Object.fromEntries(Object.entries(value).filter(([, each]) => each !== undefined)) as Defined<T>;
}
