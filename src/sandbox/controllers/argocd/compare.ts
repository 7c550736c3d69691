import type { KubeObject, Manifest } from '../../kubernetes/object.ts';
import { withAt } from '../../kubernetes/object.ts';
import type { ObjectStore } from '../../kubernetes/object-store.ts';
import { differs } from './apply.ts';
import { type Health, type HealthStatus, healthOf, worse } from './health.ts';
import {
  annotations,
  groupAndVersion,
  hasOption,
  isSelfReferenced,
  keyText,
  type ResourceKey,
  resourceKey,
  syncOptions,
  trackedBy,
  trackingId,
  waveOf,
} from './terms.ts';
import type { Tracking } from './tracking.ts';

export interface Managed {
  readonly key: ResourceKey;
  readonly version: string;
  readonly target: Manifest | undefined;
  readonly live: KubeObject | undefined;
  /** Absent where the state of an object counts for nothing. */
  readonly status: 'Synced' | 'OutOfSync' | undefined;
  readonly requiresPruning: boolean;
  readonly requiresConfirmation: boolean;
}

export interface ConditionNote {
  readonly type: string;
  readonly message: string;
}

export interface Comparison {
  readonly resources: readonly Managed[];
  readonly sync: 'Synced' | 'OutOfSync';
  readonly health: HealthStatus;
  readonly conditions: readonly ConditionNote[];
}

/** A target with the destination's namespace where it needs one, and the annotation that tells whose it is. */
const placed = (store: ObjectStore, application: KubeObject, namespace: string, target: Manifest): Manifest => {
  const { group } = groupAndVersion(target.apiVersion);
  const known = store.serves(group, target.kind);
  const inside = !known || store.isNamespaced(group, target.kind);
  const { namespace: own, ...metadata } = target.metadata;
  const home = own ?? namespace;
  const moved: Manifest = { ...target, metadata: inside && home !== '' ? { ...metadata, namespace: home } : metadata };
  return withAt(moved, ['metadata', 'annotations', annotations.tracking], trackingId(application.metadata.name, moved));
};

const confirms = (target: Manifest | undefined, live: KubeObject | undefined): boolean =>
  hasOption(target, annotations.options, 'Delete=confirm') ||
  hasOption(live, annotations.options, 'Delete=confirm') ||
  hasOption(live, annotations.options, 'Prune=confirm');

const liveOf = (store: ObjectStore, key: ResourceKey): KubeObject | undefined =>
  store.serves(key.group, key.kind)
    ? store.get({ ...key, namespace: key.namespace === '' ? undefined : key.namespace })
    : undefined;

const judge = (
  store: ObjectStore,
  application: KubeObject,
  key: ResourceKey,
  target: Manifest | undefined,
  live: KubeObject | undefined,
): Managed => {
  const object = target ?? live;
  const version = object === undefined ? '' : groupAndVersion(object.apiVersion).version;
  const copied = live !== undefined && trackedBy(live) !== undefined && !isSelfReferenced(live);
  const counts = !copied || target !== undefined;
  const different =
    target === undefined || live === undefined || differs(store, target, live, syncOptions(application));
  return {
    key,
    version,
    target,
    live,
    status: counts ? (different ? 'OutOfSync' : 'Synced') : undefined,
    requiresPruning: target === undefined && live !== undefined && isSelfReferenced(live),
    requiresConfirmation: confirms(target, live),
  };
};

const sharedWarnings = (application: KubeObject, resources: readonly Managed[]): readonly ConditionNote[] =>
  resources.flatMap(({ target, live }) => {
    const other = live === undefined ? undefined : trackedBy(live);
    if (target === undefined || live === undefined || other === undefined || other === application.metadata.name)
      return [];
    const { namespace, name } = application.metadata;
    return [
      {
        type: 'SharedResourceWarning',
        message: `${live.kind}/${live.metadata.name} is part of applications ${namespace}/${name} and ${other}`,
      },
    ];
  });

const affects = (managed: Managed): boolean =>
  managed.status === 'OutOfSync' &&
  !(managed.target === undefined && hasOption(managed.live, annotations.compare, 'IgnoreExtraneous'));

const healthFor = ({ target, live }: Managed): Health | undefined => {
  if (target?.metadata.annotations?.[annotations.ignoreHealth] === 'true') return undefined;
  return live === undefined ? { status: 'Missing' } : healthOf(live);
};

/** Lays what Git wants beside what lives, as Argo CD's application state does. */
export const compareState = (
  store: ObjectStore,
  tracking: Tracking,
  application: KubeObject,
  destinationNamespace: string,
  wanted: readonly Manifest[],
): Comparison => {
  const targets = new Map<string, Manifest>();
  const repeated: ConditionNote[] = [];
  for (const manifest of wanted) {
    const target = placed(store, application, destinationNamespace, manifest);
    const key = keyText(resourceKey(target));
    if (targets.has(key))
      repeated.push({
        type: 'RepeatedResourceWarning',
        message: `Resource ${key} appeared 2 times among application resources.`,
      });
    targets.set(key, target);
  }
  const extra = tracking
    .objectsOf(application.metadata.name)
    .filter((live) => !targets.has(keyText(resourceKey(live))));
  const resources = [
    ...[...targets.values()].map((target) => {
      const key = resourceKey(target);
      return judge(store, application, key, target, liveOf(store, key));
    }),
    ...extra.map((live) => judge(store, application, resourceKey(live), undefined, live)),
  ];
  return {
    resources,
    sync: resources.some(affects) ? 'OutOfSync' : 'Synced',
    health: resources.reduce<HealthStatus>(
      (worst, managed) => worse(worst, healthFor(managed)?.status ?? 'Healthy'),
      'Healthy',
    ),
    conditions: [...repeated, ...sharedWarnings(application, resources)],
  };
};

/** `status.resources`; health is left out, as the default `resourceHealthSource: appTree` has it. */
export const resourceStatuses = (resources: readonly Managed[]) =>
  resources
    .map(({ key, version, status, requiresPruning, requiresConfirmation, target, live }) => ({
      ...(key.group === '' ? {} : { group: key.group }),
      version,
      kind: key.kind,
      ...(key.namespace === '' ? {} : { namespace: key.namespace }),
      name: key.name,
      ...(status === undefined ? {} : { status }),
      ...(requiresPruning ? { requiresPruning: true } : {}),
      ...(requiresConfirmation ? { requiresDeletionConfirmation: true } : {}),
      ...(waveOf(target ?? live) === 0 ? {} : { syncWave: waveOf(target ?? live) }),
    }))
    .sort((a, b) =>
      keyText({ group: '', namespace: '', ...a }).localeCompare(keyText({ group: '', namespace: '', ...b })),
    );
