import { madeForPreview, trackersOf } from '../domain/cluster/ownership.ts';
import type { AnyCluster, Request } from '../domain/cluster/request.ts';
import type { ObjectRef } from '../domain/cluster/spec.ts';
import type { Engine, ObservedGitOps } from '../domain/gitops/engine.ts';
import {
  engineOfObject,
  harmlessPatchFor,
  isApplier,
  isEngineObject,
  makesOthers,
  previewManifests,
  previewName,
  previewRefs,
  releasedObjects,
} from '../domain/gitops/preview-objects.ts';
import { AppError } from '../errors.ts';
import type { ClusterActs, LiveObject } from '../ports/cluster.ts';
import type { MadeObject, RequestRecord } from '../ports/requests.ts';

export const sameObject = (a: ObjectRef, b: ObjectRef): boolean =>
  a.group === b.group && a.kind === b.kind && a.name === b.name && (a.namespace ?? '') === (b.namespace ?? '');

/** A fresh read that must not be guessed at: throws while the API server cannot say. */
export async function readSurely(acts: ClusterActs, ref: ObjectRef): Promise<LiveObject | undefined> {
  const read = await acts.read(ref);
  if (read.state === 'unknown') {
    const code = read.forbidden ? 'kubernetes/forbidden' : 'kubernetes/unavailable';
    throw new AppError(code, `${ref.kind} ${ref.name}: ${read.because}`);
  }
  return read.state === 'present' ? read.object : undefined;
}

export type PreviewStart =
  | { readonly state: 'shown'; readonly record: RequestRecord }
  /** The name is used in the management cluster by an object that this request did not make. */
  | { readonly state: 'taken'; readonly name: string };

const clusterRef = (cluster: AnyCluster): ObjectRef | undefined =>
  cluster.objects.find((object) => object.kind === 'Cluster' && object.group === 'cluster.x-k8s.io');

/** The engine that shows a request's preview already; `undefined` before its first object is recorded. */
export const previewingEngine = ({ made }: RequestRecord): Engine | undefined =>
  made.map(engineOfObject).find((engine) => engine !== undefined);

/** The engine's objects of a preview that are not known to be gone. */
export const heldByEngine = ({ made }: RequestRecord): readonly MadeObject[] =>
  made.filter((each) => isEngineObject(each) && each.goneAt === undefined);

/**
 * Makes sure that the engine shows the request's clusters at the commit that we authorised. A cluster that exists under
 * another owner is never touched.
 */
export async function showPreview(acts: ClusterActs, record: RequestRecord, engine: Engine): Promise<PreviewStart> {
  const { request } = record;
  const sha = record.pull?.headSha;
  if (sha === undefined) return { state: 'shown', record };
  const made: MadeObject[] = [...record.made];
  for (const cluster of request.clusters) {
    const ref = clusterRef(cluster);
    const existing = ref === undefined ? undefined : await readSurely(acts, ref);
    if (existing !== undefined && !isOurs(existing, request)) return { state: 'taken', name: cluster.spec.name };
    const refs = previewRefs(engine, request, cluster);
    if (refs.every((own) => made.some((each) => sameObject(each, own)))) continue;
    const { shared, own } = previewManifests(engine, request, cluster, sha);
    for (const manifest of shared) await acts.put(manifest);
    for (const [index, manifest] of own.entries()) {
      const object = refs[index];
      const { uid } = await acts.put(manifest);
      if (object !== undefined && !made.some((each) => sameObject(each, object))) made.push({ ...object, uid });
    }
  }
  return { state: 'shown', record: made.length === record.made.length ? record : { ...record, made } };
}

const previewNames = (request: Request): readonly string[] =>
  request.clusters.map((cluster) => previewName(request, cluster));

const isOurs = (object: LiveObject, request: Request): boolean =>
  madeForPreview(object, { id: request.id, repositoryId: request.repository.id }, previewNames(request));

/** Whether the engine says that it keeps the object for the request's preview: a copy of our manifests alone may be anybody's. */
export const isKeptByPreview = (object: LiveObject, request: Request): boolean =>
  trackersOf(object).some((tracker) => previewNames(request).includes(tracker));

/**
 * Remembers the UIDs of what the preview made through any of these engines, and through their HelmReleases, so that clean-up can prove each of them gone and deletes
 * nothing else. An object under one of the names that is not ours is not remembered.
 */
export async function rememberMade(
  acts: ClusterActs,
  record: RequestRecord,
  engines: readonly Engine[],
  gitops: ObservedGitOps,
): Promise<RequestRecord> {
  const { request } = record;
  const wanted = request.clusters.flatMap((cluster) => [
    ...engines.flatMap((engine) => previewRefs(engine, request, cluster)),
    ...cluster.objects,
  ]);
  const promised = (ref: ObjectRef): boolean => wanted.some((each) => sameObject(each, ref));
  const unknown = [...wanted, ...releasedObjects(gitops, request).filter((ref) => !promised(ref))].filter(
    (ref) => !record.made.some((each) => sameObject(each, ref)),
  );
  const found: MadeObject[] = [];
  for (const ref of unknown) {
    const object = await readSurely(acts, ref);
    if (object !== undefined && isOurs(object, request)) found.push({ ...ref, uid: object.uid });
  }
  return found.length === 0 ? record : { ...record, made: [...record.made, ...found] };
}

/**
 * Takes the engine's preview objects away and leaves everything that they made: what applies is made harmless and goes first, and its
 * source when it is gone.
 */
export async function removeEngineObjects(acts: ClusterActs, record: RequestRecord): Promise<'removed' | 'removing'> {
  const objects = record.made.filter(isEngineObject);
  for (const group of [objects.filter(isApplier), objects.filter((each) => !isApplier(each))]) {
    let left = 0;
    for (const object of group) {
      if ((await makeHarmless(acts, object)) === 'gone') continue;
      if ((await acts.remove(object, object.uid)) === 'removing') left += 1;
    }
    if (left > 0) return 'removing';
  }
  return 'removed';
}

/** An object of an engine that is deleted or changed after this takes nothing with it. */
export async function makeHarmless(acts: ClusterActs, object: MadeObject): Promise<'harmless' | 'gone'> {
  const live = await readSurely(acts, object);
  if (live === undefined || live.uid !== object.uid) return 'gone';
  if (!makesOthers(object) || live.deleting) return 'harmless';
  return (await acts.patch(object, harmlessPatchFor(object))) === 'gone' ? 'gone' : 'harmless';
}
