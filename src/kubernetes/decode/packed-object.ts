import type { ObservedObject, Reference, ReplicaCounts, ResourceSetBinding } from '../../domain/health/objects.ts';
import { type PackedConditions, unpackConditions } from './condition-pool.ts';

export interface Kind {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
}

/** Which clusters an add-on object is for. */
export interface Selector {
  readonly matchLabels: Readonly<Record<string, string>>;
  readonly matchExpressions: readonly {
    readonly key: string;
    readonly operator: string;
    readonly values: readonly string[];
  }[];
}

/** What few objects have, beside the common fields, so that the others do not pay for it. */
export interface RareFields {
  readonly deletingSince?: number;
  readonly ready?: boolean;
  readonly externallyManaged?: boolean;
  readonly bindings?: readonly ResourceSetBinding[];
  readonly topologyClass?: string;
  readonly counters?: ObservedObject['counters'];
  readonly failure?: ObservedObject['failure'];
  readonly controlPlane?: Reference;
  /** `spec.clusterSelector` of an add-on. */
  readonly selector?: Selector;
}

/**
 * An object as the picture keeps it: the fields of `ObservedObject` with everything shared that repeats from object to
 * object. Fifty thousand of them have to fit beside the rest of the bot.
 */
export interface PackedObject {
  readonly of: Kind;
  readonly namespace: string;
  readonly name: string;
  readonly uid: string;
  readonly resourceVersion: string;
  readonly generation: number;
  readonly observedGeneration: number | undefined;
  /** Seconds since the epoch. */
  readonly created: number;
  readonly finalizers: readonly string[];
  readonly owners: ObservedObject['owners'];
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  readonly conditions: PackedConditions;
  readonly legacyConditions: PackedConditions;
  readonly phase: string | undefined;
  readonly paused: boolean;
  readonly replicas: ReplicaCounts;
  readonly wantedVersion: string | undefined;
  readonly versions: ObservedObject['versions'];
  readonly initialization: Readonly<Record<string, boolean>>;
  readonly infrastructure: Reference | undefined;
  readonly bootstrap: Reference | undefined;
  readonly nodeName: string | undefined;
  readonly providerId: string | undefined;
  readonly rare: RareFields | undefined;
  /** The workload cluster that the object says it belongs to. */
  readonly cluster: string | undefined;
}

const given = <Name extends string, Value>(name: Name, value: Value | undefined): { readonly [N in Name]?: Value } =>
  value === undefined ? {} : ({ [name]: value } as { readonly [N in Name]?: Value });

/** The object as the rest of the bot knows it. */
export function unpackObject(packed: PackedObject): ObservedObject {
  const { of, rare } = packed;
  return {
    group: of.group,
    version: of.version,
    kind: of.kind,
    namespace: packed.namespace,
    name: packed.name,
    uid: packed.uid,
    generation: packed.generation,
    createdAt: packed.created * 1000,
    finalizers: packed.finalizers,
    owners: packed.owners,
    labels: packed.labels,
    annotations: packed.annotations,
    conditions: unpackConditions(packed.conditions),
    legacyConditions: unpackConditions(packed.legacyConditions),
    paused: packed.paused,
    replicas: packed.replicas,
    versions: packed.versions,
    initialization: packed.initialization,
    ...given('observedGeneration', packed.observedGeneration),
    ...given('phase', packed.phase),
    ...given('wantedVersion', packed.wantedVersion),
    ...given('infrastructure', packed.infrastructure),
    ...given('bootstrap', packed.bootstrap),
    ...given('nodeName', packed.nodeName),
    ...given('providerId', packed.providerId),
    ...given('deletingSince', rare?.deletingSince),
    ...given('ready', rare?.ready),
    ...given('externallyManaged', rare?.externallyManaged),
    ...given('bindings', rare?.bindings),
    ...given('topologyClass', rare?.topologyClass),
    ...given('counters', rare?.counters),
    ...given('failure', rare?.failure),
    ...given('controlPlane', rare?.controlPlane),
  };
}
