import type { ObservedObject, Reference } from '../../domain/health/objects.ts';
import { decodeConditions } from './conditions.ts';
import { intern } from './intern.ts';
import { at, count, flag, type Json, record, text } from './json.ts';
import { decodeIdentity, decodeMap, decodeOwners, groupOf, keepAnnotation, keepLabel } from './metadata.ts';
import { decodeCounters, decodeFailure, decodeInitialization, decodeReplicas, decodeVersions } from './status.ts';

export interface Kind {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] };
const empty: Json = {};

/** A reference of either contract: `apiGroup` since v1beta2, `apiVersion` before. */
export function decodeReference(value: unknown): Reference | undefined {
  const kind = text(at(value, 'kind'));
  const name = text(at(value, 'name'));
  if (kind === undefined || name === undefined) return undefined;
  const group = text(at(value, 'apiGroup')) ?? groupOf(text(at(value, 'apiVersion')) ?? '');
  return { group: intern(group), kind: intern(kind), name: intern(name) };
}

function firstReference(...values: readonly unknown[]): Reference | undefined {
  for (const value of values) {
    const reference = decodeReference(value);
    if (reference !== undefined) return reference;
  }
  return undefined;
}

/**
 * An object of Cluster API, a provider or an add-on, cut down to what readiness reads. `undefined` when it has no name or
 * UID; any other field that is malformed is simply absent.
 */
export function decodeObject(value: unknown, of: Kind): ObservedObject | undefined {
  const raw = record(value);
  const metadata = record(raw?.metadata);
  const identity = metadata === undefined ? undefined : decodeIdentity(metadata);
  if (raw === undefined || metadata === undefined || identity === undefined) return undefined;
  const spec = record(raw.spec) ?? empty;
  const status = record(raw.status) ?? empty;
  const onCluster = of.kind === 'Cluster';
  const { conditions, legacyConditions } = decodeConditions(status);
  const annotations = decodeMap(metadata.annotations, keepAnnotation(onCluster));
  const object: Mutable<ObservedObject> = {
    group: of.group,
    version: of.version,
    kind: of.kind,
    ...identity,
    generation: count(metadata.generation) ?? 0,
    owners: decodeOwners(metadata.ownerReferences),
    labels: decodeMap(metadata.labels, keepLabel(onCluster)),
    annotations,
    conditions,
    legacyConditions,
    paused: spec.paused === true || 'cluster.x-k8s.io/paused' in annotations,
    replicas: decodeReplicas(spec, status),
    versions: decodeVersions(status),
    initialization: decodeInitialization(status),
  };
  addOptional(object, spec, status);
  return object;
}

function addOptional(object: Mutable<ObservedObject>, spec: Json, status: Json): void {
  const observedGeneration = count(status.observedGeneration);
  if (observedGeneration !== undefined) object.observedGeneration = observedGeneration;
  const phase = text(status.phase);
  if (phase !== undefined) object.phase = intern(phase);
  const ready = flag(status.ready);
  if (ready !== undefined) object.ready = ready;
  const template = at(spec, 'template', 'spec');
  const wanted = text(spec.version) ?? text(at(template, 'version')) ?? text(at(spec, 'topology', 'version'));
  if (wanted !== undefined) object.wantedVersion = intern(wanted);
  const infrastructure = firstReference(
    spec.infrastructureRef,
    at(template, 'infrastructureRef'),
    at(spec, 'machineTemplate', 'spec', 'infrastructureRef'),
    at(spec, 'machineTemplate', 'infrastructureRef'),
  );
  if (infrastructure !== undefined) object.infrastructure = infrastructure;
  const controlPlane = decodeReference(spec.controlPlaneRef);
  if (controlPlane !== undefined) object.controlPlane = controlPlane;
  const bootstrap = firstReference(at(spec, 'bootstrap', 'configRef'), at(template, 'bootstrap', 'configRef'));
  if (bootstrap !== undefined) object.bootstrap = bootstrap;
  const topologyClass = text(at(spec, 'topology', 'classRef', 'name')) ?? text(at(spec, 'topology', 'class'));
  if (topologyClass !== undefined) object.topologyClass = intern(topologyClass);
  const counters = object.kind === 'Cluster' ? decodeCounters(status) : undefined;
  if (counters !== undefined) object.counters = counters;
  const nodeName = text(at(status, 'nodeRef', 'name'));
  if (nodeName !== undefined) object.nodeName = nodeName;
  const providerId = text(spec.providerID);
  if (providerId !== undefined) object.providerId = providerId;
  const failure = decodeFailure(status);
  if (failure !== undefined) object.failure = failure;
}
