import type { ObservedObject, Reference } from '../../domain/health/objects.ts';
import { decodeBindings } from './bindings.ts';
import { decodeConditions } from './conditions.ts';
import { instant } from './instant.ts';
import { intern } from './intern.ts';
import { at, count, flag, type Json, record, text } from './json.ts';
import { decodeFinalizers, decodeMap, decodeOwners, groupOf, keepAnnotation, keepLabel } from './metadata.ts';
import { type Kind, type PackedObject, type RareFields, unpackObject } from './packed-object.ts';
import { decodeSelector } from './selector.ts';
import {
  decodeCounters,
  decodeFailure,
  decodeInitialization,
  decodePoolReplicas,
  decodeReplicas,
  decodeVersions,
} from './status.ts';

type Owners = ObservedObject['owners'];

const empty: Json = {};
const keeps = {
  cluster: { label: keepLabel(true), annotation: keepAnnotation(true) },
  member: { label: keepLabel(false), annotation: keepAnnotation(false) },
};

/** A reference of either contract: `apiGroup` since v1beta2, `apiVersion` before. `own`: a name that is often the same. */
export function decodeReference(value: unknown, own = ''): Reference | undefined {
  const raw = record(value);
  const kind = text(raw?.kind);
  const name = text(raw?.name);
  if (kind === undefined || name === undefined) return undefined;
  const group = text(raw?.apiGroup) ?? groupOf(text(raw?.apiVersion) ?? '');
  return { group: intern(group), kind: intern(kind), name: name === own ? own : intern(name) };
}

const interned = (value: unknown): string | undefined => {
  const known = text(value);
  return known === undefined ? undefined : intern(known);
};

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

function decodeRare(kind: string, metadata: Json, spec: Json, status: Json): RareFields | undefined {
  const rare: Mutable<RareFields> = {};
  const deletingSince = instant(metadata.deletionTimestamp);
  if (deletingSince !== undefined) rare.deletingSince = deletingSince;
  const ready = flag(status.ready);
  if (ready !== undefined) rare.ready = ready;
  const externallyManaged = flag(status.externalManagedControlPlane);
  if (externallyManaged !== undefined) rare.externallyManaged = externallyManaged;
  if (kind === 'ClusterResourceSetBinding') rare.bindings = decodeBindings(spec.bindings);
  const topologyClass = text(at(at(spec.topology, 'classRef'), 'name')) ?? text(at(spec.topology, 'class'));
  if (topologyClass !== undefined) rare.topologyClass = intern(topologyClass);
  const counters = kind === 'Cluster' ? decodeCounters(status) : undefined;
  if (counters !== undefined) rare.counters = counters;
  const failure = decodeFailure(status);
  if (failure !== undefined) rare.failure = failure;
  const controlPlane = decodeReference(spec.controlPlaneRef);
  if (controlPlane !== undefined) rare.controlPlane = controlPlane;
  const selector = decodeSelector(spec.clusterSelector);
  if (selector !== undefined) rare.selector = selector;
  for (const _ in rare) return rare;
  return undefined;
}

export const isCluster = (object: { readonly group: string; readonly kind: string }): boolean =>
  object.kind === 'Cluster' && object.group === 'cluster.x-k8s.io';

/**
 * The workload cluster that an object says it belongs to: by label, by `spec.clusterName`, by its owner, or, for a
 * ClusterResourceSetBinding, by its own name. `undefined` when it does not say.
 */
function claimOf(of: Kind, name: string, labels: Readonly<Record<string, string>>, owners: Owners, spec: Json) {
  if (isCluster(of)) return name;
  const label = labels['cluster.x-k8s.io/cluster-name'];
  if (label !== undefined && label !== '') return label;
  const claim = interned(spec.clusterName) ?? owners.find(isCluster)?.name;
  return claim ?? (of.kind === 'ClusterResourceSetBinding' ? name : undefined);
}

/** The object in its packed form; `undefined` when it has no name or UID. Any other field that is malformed is absent. */
export function packObject(value: unknown, of: Kind): PackedObject | undefined {
  const raw = record(value);
  const metadata = record(raw?.metadata);
  const name = text(metadata?.name);
  const uid = text(metadata?.uid);
  if (raw === undefined || metadata === undefined || name === undefined || uid === undefined) return undefined;
  const spec = record(raw.spec) ?? empty;
  const status = record(raw.status) ?? empty;
  const template = record(at(spec.template, 'spec')) ?? empty;
  const machineTemplate = record(spec.machineTemplate);
  const keep = of.kind === 'Cluster' ? keeps.cluster : keeps.member;
  const annotations = decodeMap(metadata.annotations, keep.annotation);
  const labels = decodeMap(metadata.labels, keep.label);
  const owners = decodeOwners(metadata.ownerReferences);
  const { conditions, legacyConditions } = decodeConditions(status);
  return {
    of,
    namespace: intern(text(metadata.namespace) ?? ''),
    name,
    uid,
    resourceVersion: text(metadata.resourceVersion) ?? '',
    generation: count(metadata.generation) ?? 0,
    observedGeneration: count(status.observedGeneration),
    created: Math.floor((instant(metadata.creationTimestamp) ?? 0) / 1000),
    finalizers: decodeFinalizers(metadata.finalizers),
    owners,
    labels,
    annotations,
    conditions,
    legacyConditions,
    phase: interned(status.phase),
    paused: spec.paused === true || 'cluster.x-k8s.io/paused' in annotations,
    replicas: of.kind === 'MachinePool' ? decodePoolReplicas(spec, status) : decodeReplicas(spec, status),
    wantedVersion:
      interned(spec.version) ??
      interned(template.version) ??
      interned(at(spec.topology, 'version')) ??
      interned(spec.controlPlaneVersion),
    versions: decodeVersions(status),
    initialization: decodeInitialization(status),
    infrastructure:
      decodeReference(spec.infrastructureRef, name) ??
      decodeReference(template.infrastructureRef) ??
      decodeReference(at(machineTemplate?.spec, 'infrastructureRef')) ??
      decodeReference(machineTemplate?.infrastructureRef),
    bootstrap:
      decodeReference(at(spec.bootstrap, 'configRef'), name) ?? decodeReference(at(template.bootstrap, 'configRef')),
    nodeName: text(at(status.nodeRef, 'name')),
    providerId: text(spec.providerID),
    rare: decodeRare(of.kind, metadata, spec, status),
    cluster: claimOf(of, name, labels, owners, spec),
  };
}

/** An object of Cluster API, a provider or an add-on, cut down to what readiness reads. */
export function decodeObject(value: unknown, of: Kind): ObservedObject | undefined {
  const packed = packObject(value, of);
  return packed === undefined ? undefined : unpackObject(packed);
}
