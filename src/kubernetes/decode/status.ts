import type { ObservedObject, ReplicaCounts } from '../../domain/health/objects.ts';
import { intern, pool } from './intern.ts';
import { at, count, type Json, record, text } from './json.ts';

type Mutable<T> = { -readonly [K in keyof T]: T[K] };
type Versions = ObservedObject['versions'];

const noCounts: ReplicaCounts = {};
const noVersions: Versions = [];
const noFacts: Readonly<Record<string, boolean>> = {};

const countPool = pool<ReplicaCounts>();
const versionPool = pool<Versions>();
const factPool = pool<Readonly<Record<string, boolean>>>();

/** Each counter, and the fields that hold it, best first. MachineHealthChecks count machines under names of their own. */
const counterFields: readonly (readonly [keyof ReplicaCounts, readonly string[]])[] = [
  ['desired', ['desiredReplicas', 'expectedMachines']],
  ['replicas', ['replicas']],
  ['ready', ['readyReplicas', 'currentHealthy']],
  ['available', ['availableReplicas']],
  ['upToDate', ['upToDateReplicas', 'updatedReplicas']],
];

/** Counters from the holders, the first of which wins. */
function counts(desired: unknown, first: Json | undefined, second: Json | undefined): ReplicaCounts {
  const found: Mutable<ReplicaCounts> = {};
  let signature = '';
  for (const [name, fields] of counterFields) {
    let value = name === 'desired' ? count(desired) : undefined;
    for (const field of fields) value ??= count(first?.[field]);
    for (const field of fields) value ??= count(second?.[field]);
    if (value === undefined) continue;
    found[name] = value;
    signature += `${name}=${value} `;
  }
  return signature === '' ? noCounts : countPool.share(signature, () => found);
}

/** An object's own counters: those of the v1beta2 contract before those of the same name from the v1beta1 one. */
export function decodeReplicas(spec: Json, status: Json): ReplicaCounts {
  return counts(spec.replicas, record(status.v1beta2), status);
}

/**
 * A MachinePool's counters. Without machines of its own, Cluster API 1.11 and later copy the provider's count of instances into
 * `readyReplicas`; the field of the older contract still counts ready nodes, so the smaller of both is what is known to be ready.
 * (core/reconcilers/machinepool/machinepool_controller_status.go)
 */
export function decodePoolReplicas(spec: Json, status: Json): ReplicaCounts {
  const counted = decodeReplicas(spec, status);
  const older = record(status.v1beta2) === undefined ? record(at(status.deprecated, 'v1beta1')) : status;
  const nodes = older === undefined ? undefined : (count(older.readyReplicas) ?? 0);
  if (nodes === undefined || counted.ready === undefined || nodes >= counted.ready) return counted;
  const { desired, replicas, available, upToDate } = counted;
  const signature = `pool ${desired} ${replicas} ${nodes} ${available} ${upToDate}`;
  return countPool.share(signature, () => ({ ...counted, ready: nodes }));
}

/** The counters that a Cluster keeps of its control plane and its workers. */
export function decodeCounters(status: Json): ObservedObject['counters'] {
  const holder = record(status.controlPlane) || record(status.workers) ? status : record(status.v1beta2);
  const [controlPlane, workers] = [record(holder?.controlPlane), record(holder?.workers)];
  if (controlPlane === undefined && workers === undefined) return undefined;
  return {
    controlPlane: counts(undefined, controlPlane, undefined),
    workers: counts(undefined, workers, undefined),
  };
}

function shareVersions(versions: Versions): Versions {
  const signature = versions.map(({ version, replicas }) => `${version} ${replicas}`).join('\n');
  return versionPool.share(signature, () => versions);
}

/** The Kubernetes versions seen running, with how many replicas run each. */
export function decodeVersions(status: Json): Versions {
  if (Array.isArray(status.versions) && status.versions.length > 0) {
    const versions = status.versions.flatMap((item: unknown) => {
      const version = text(record(item)?.version);
      return version === undefined ? [] : [{ version, replicas: count(record(item)?.replicas) ?? 0 }];
    });
    if (versions.length > 0) return shareVersions(versions);
  }
  const kubelet = text(at(status.nodeInfo, 'kubeletVersion'));
  if (kubelet !== undefined) return shareVersions([{ version: kubelet, replicas: 1 }]);
  // A control plane that a service runs has a version, and no replicas to count.
  const only = text(status.version) ?? text(status.currentVersion);
  return only === undefined ? noVersions : shareVersions([{ version: only, replicas: count(status.replicas) ?? 1 }]);
}

/** Fields of the v1beta1 contract, and what the v1beta2 one calls the same fact under `status.initialization`. */
const olderFacts: readonly (readonly [string, string])[] = [
  ['infrastructureReady', 'infrastructureProvisioned'],
  ['bootstrapReady', 'bootstrapDataSecretCreated'],
  ['initialized', 'controlPlaneInitialized'],
];

/** `status.initialization`, or the same facts from the fields of the v1beta1 contract. */
export function decodeInitialization(status: Json): Readonly<Record<string, boolean>> {
  const facts: Record<string, boolean> = {};
  let signature = '';
  for (const [field, name] of olderFacts) {
    const value = status[field];
    if (typeof value !== 'boolean') continue;
    facts[name] = value;
    signature += `${name}=${value} `;
  }
  const initialization = record(status.initialization);
  for (const name in initialization) {
    const value = initialization[name];
    if (typeof value !== 'boolean') continue;
    facts[name] = value;
    signature += `${name}=${value} `;
  }
  return signature === '' ? noFacts : factPool.share(signature, () => facts);
}

/** The terminal failure that a machine or provider reported, wherever its contract keeps it. */
export function decodeFailure(status: Json): ObservedObject['failure'] {
  for (const holder of [status, at(status.deprecated, 'v1beta1')]) {
    const reason = text(at(holder, 'failureReason'));
    const message = text(at(holder, 'failureMessage'));
    if (reason !== undefined || message !== undefined) {
      return { reason: intern(reason ?? 'Failed'), message: message ?? '' };
    }
  }
  return undefined;
}
