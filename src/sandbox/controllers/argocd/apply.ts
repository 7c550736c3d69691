import { asTree, isTree, type KubeObject, type Manifest, same, type Tree, withAt } from '../../kubernetes/object.ts';
import type { ObjectStore } from '../../kubernetes/object-store.ts';
import { ApiError } from '../../kubernetes/status.ts';
import { annotations, groupAndVersion, hasOption, manager, resourceKey } from './terms.ts';

/** The merge patch of `kubectl apply`: what the target says, and null for what was applied before and is gone from it. */
const threeWay = (before: unknown, target: unknown): unknown => {
  if (!isTree(target)) return target;
  const known = asTree(before);
  const gone = Object.keys(known).filter((key) => !(key in target));
  const kept = Object.entries(target).map(([key, value]) => [key, isTree(value) ? threeWay(known[key], value) : value]);
  return { ...Object.fromEntries(gone.map((key) => [key, null])), ...Object.fromEntries(kept) };
};

const lastApplied = (live: KubeObject): Tree => {
  try {
    return asTree(JSON.parse(live.metadata.annotations?.[annotations.lastApplied] ?? '{}'));
  } catch {
    return {};
  }
};

const patchFor = (target: Manifest, live: KubeObject): Tree => asTree(threeWay(lastApplied(live), annotated(target)));

/** The target with the annotation that the next apply compares with. */
const annotated = (target: Manifest): Manifest =>
  withAt(target, ['metadata', 'annotations', annotations.lastApplied], `${JSON.stringify(target)}\n`);

/** What is compared: not what the server counts and keeps, nor the note about the last apply. */
const essence = (object: KubeObject): Tree => {
  const { managedFields: _, generation: __, resourceVersion: ___, ...metadata } = object.metadata;
  const own = withAt({ ...object, metadata } as Tree, ['metadata', 'annotations', annotations.lastApplied], undefined);
  const left = asTree(asTree(own['metadata'])['annotations']);
  return Object.keys(left).length === 0 ? withAt(own, ['metadata', 'annotations'], undefined) : own;
};

const serverSide = (target: Manifest, options: readonly string[]): boolean =>
  options.includes('ServerSideApply=true') || hasOption(target, annotations.options, 'ServerSideApply=true');

const write = (
  store: ObjectStore,
  target: Manifest,
  live: KubeObject | undefined,
  options: readonly string[],
  dryRun: boolean,
): KubeObject => {
  if (serverSide(target, options)) return store.apply(target, { manager, force: true, dryRun });
  if (live === undefined) return store.create(annotated(target), manager, { strict: true, dryRun });
  const { version } = groupAndVersion(target.apiVersion);
  const { namespace, ...key } = resourceKey(target);
  return store.patch({ ...key, namespace: namespace === '' ? undefined : namespace }, patchFor(target, live), manager, {
    strict: true,
    dryRun,
    version,
  });
};

/** By store and UID: what was found to be alike last, so that a change of the status alone makes no new comparison. */
const alike = new WeakMap<ObjectStore, Map<string, string>>();

/** What a comparison looks at, as text; an object whose changes are not numbered counts as another with each version. */
const compared = (target: Manifest, live: KubeObject, options: readonly string[]): string => {
  const { managedFields: _, resourceVersion, ...metadata } = live.metadata;
  return JSON.stringify([target, options, metadata, metadata.generation ?? resourceVersion]);
};

/** Whether applying the target would change the live object. What cannot be applied counts as different. */
export const differs = (
  store: ObjectStore,
  target: Manifest,
  live: KubeObject,
  options: readonly string[],
): boolean => {
  const known = alike.get(store) ?? new Map<string, string>();
  alike.set(store, known);
  const now = compared(target, live, options);
  if (known.get(live.metadata.uid) === now) return false;
  try {
    const after = write(store, target, live, options, true);
    const different = !same({ ...essence(after), apiVersion: '' }, { ...essence(live), apiVersion: '' });
    if (!different) known.set(live.metadata.uid, now);
    return different;
  } catch (error) {
    if (error instanceof ApiError) return true;
    throw error;
  }
};

const resourceName = (target: Manifest): string => {
  const { group } = groupAndVersion(target.apiVersion);
  return `${target.kind.toLowerCase()}${group === '' ? '' : `.${group}`}/${target.metadata.name}`;
};

/** Applies a target as a sync does; answers kubectl's words. */
export const applyTarget = (
  store: ObjectStore,
  target: Manifest,
  live: KubeObject | undefined,
  options: readonly string[],
): { readonly ok: boolean; readonly message: string } => {
  try {
    const after = write(store, target, live, options, false);
    if (serverSide(target, options)) return { ok: true, message: `${resourceName(target)} serverside-applied` };
    const verb =
      live === undefined
        ? 'created'
        : after.metadata.resourceVersion === live.metadata.resourceVersion
          ? 'unchanged'
          : 'configured';
    return { ok: true, message: `${resourceName(target)} ${verb}` };
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    const doing = live === undefined ? 'creating' : 'patching';
    return { ok: false, message: `error when ${doing} "/dev/shm/${target.metadata.name}": ${error.message}` };
  }
};
