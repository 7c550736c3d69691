import type { ObservedObject, ReplicaCounts } from '../../domain/health/objects.ts';
import { intern } from './intern.ts';
import { at, count, flag, type Json, list, record, text } from './json.ts';

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

const noCounts: ReplicaCounts = {};

function counts(desired: unknown, sources: readonly unknown[]): ReplicaCounts {
  const first = (...keys: readonly string[]): number | undefined => {
    for (const source of sources) {
      for (const key of keys) {
        const value = count(at(source, key));
        if (value !== undefined) return value;
      }
    }
    return undefined;
  };
  const found: Mutable<ReplicaCounts> = {};
  const wanted = count(desired) ?? first('desiredReplicas', 'expectedMachines');
  if (wanted !== undefined) found.desired = wanted;
  const replicas = first('replicas');
  if (replicas !== undefined) found.replicas = replicas;
  const ready = first('readyReplicas', 'currentHealthy');
  if (ready !== undefined) found.ready = ready;
  const available = first('availableReplicas');
  if (available !== undefined) found.available = available;
  const upToDate = first('upToDateReplicas', 'updatedReplicas');
  if (upToDate !== undefined) found.upToDate = upToDate;
  return Object.keys(found).length === 0 ? noCounts : found;
}

/** An object's own counters: those of the v1beta2 contract before those of the same name from the v1beta1 one. */
export function decodeReplicas(spec: Json, status: Json): ReplicaCounts {
  return counts(spec.replicas, [status.v1beta2, status]);
}

/** The counters that a Cluster keeps of its control plane and its workers. */
export function decodeCounters(status: Json): ObservedObject['counters'] {
  const holder = record(status.controlPlane) || record(status.workers) ? status : record(status.v1beta2);
  if (holder === undefined) return undefined;
  const [controlPlane, workers] = [record(holder.controlPlane), record(holder.workers)];
  if (controlPlane === undefined && workers === undefined) return undefined;
  return { controlPlane: counts(undefined, [controlPlane]), workers: counts(undefined, [workers]) };
}

const noVersions: ObservedObject['versions'] = [];

/** The Kubernetes versions seen running, with how many replicas run each. */
export function decodeVersions(status: Json): ObservedObject['versions'] {
  const versions = list(status.versions).flatMap((item) => {
    const version = text(at(item, 'version'));
    return version === undefined ? [] : [{ version: intern(version), replicas: count(at(item, 'replicas')) ?? 0 }];
  });
  if (versions.length > 0) return versions;
  const kubelet = text(at(status, 'nodeInfo', 'kubeletVersion'));
  if (kubelet !== undefined) return [{ version: intern(kubelet), replicas: 1 }];
  const only = text(status.version);
  return only === undefined ? noVersions : [{ version: intern(only), replicas: count(status.replicas) ?? 0 }];
}

const nothing: Readonly<Record<string, boolean>> = {};

/** Fields of the v1beta1 contract, and what the v1beta2 one calls the same fact under `status.initialization`. */
const older: readonly (readonly [string, string])[] = [
  ['infrastructureReady', 'infrastructureProvisioned'],
  ['bootstrapReady', 'bootstrapDataSecretCreated'],
  ['initialized', 'controlPlaneInitialized'],
];

/** `status.initialization`, or the same facts from the fields of the v1beta1 contract. */
export function decodeInitialization(status: Json): Readonly<Record<string, boolean>> {
  const facts: Record<string, boolean> = {};
  for (const [field, name] of older) {
    const value = flag(status[field]);
    if (value !== undefined) facts[name] = value;
  }
  for (const [name, value] of Object.entries(record(status.initialization) ?? nothing)) {
    if (typeof value === 'boolean') facts[intern(name)] = value;
  }
  return Object.keys(facts).length === 0 ? nothing : facts;
}

/** The terminal failure that a machine or provider reported, wherever its contract keeps it. */
export function decodeFailure(status: Json): ObservedObject['failure'] {
  for (const holder of [status, at(status, 'deprecated', 'v1beta1')]) {
    const reason = text(at(holder, 'failureReason'));
    const message = text(at(holder, 'failureMessage'));
    if (reason !== undefined || message !== undefined) {
      return { reason: intern(reason ?? 'Failed'), message: message ?? '' };
    }
  }
  return undefined;
}
