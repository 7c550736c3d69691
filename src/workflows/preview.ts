import { madeForPreview } from '../domain/cluster/ownership.ts';
import type { Request, RequestedCluster } from '../domain/cluster/request.ts';
import type { ObjectRef } from '../domain/cluster/spec.ts';
import { harmlessPatch, previewApplication, previewProject } from '../domain/gitops/argocd/preview.ts';
import { AppError } from '../errors.ts';
import type { ClusterActs, LiveObject } from '../ports/cluster.ts';
import type { MadeObject, RequestRecord } from '../ports/requests.ts';

/** Name of the Application that shows a request's cluster before the merge; fits a DNS label. */
export const previewName = (request: Request, cluster: RequestedCluster): string =>
  `preview-${cluster.spec.name.slice(0, 63 - 'preview--'.length - request.id.length).replace(/-+$/, '')}-${request.id}`;

export const applicationRef = (request: Request, cluster: RequestedCluster): ObjectRef => ({
  group: 'argoproj.io',
  version: 'v1alpha1',
  kind: 'Application',
  namespace: request.engine.namespace,
  name: previewName(request, cluster),
});

export const sameObject = (a: ObjectRef, b: ObjectRef): boolean =>
  a.group === b.group && a.kind === b.kind && a.name === b.name && (a.namespace ?? '') === (b.namespace ?? '');

/** A fresh read that must not be guessed at: throws while the API server cannot say. */
export async function readSurely(acts: ClusterActs, ref: ObjectRef): Promise<LiveObject | undefined> {
  const read = await acts.read(ref);
  if (read.state === 'unknown')
    throw new AppError('kubernetes/unavailable', `${ref.kind} ${ref.name}: ${read.because}`);
  return read.state === 'present' ? read.object : undefined;
}

export type PreviewStart =
  | { readonly state: 'shown'; readonly record: RequestRecord }
  /** The name is used in the management cluster by an object that this request did not make. */
  | { readonly state: 'taken'; readonly name: string };

const clusterRef = (cluster: RequestedCluster): ObjectRef | undefined =>
  cluster.objects.find((object) => object.kind === 'Cluster' && object.group === 'cluster.x-k8s.io');

/**
 * Makes sure that the engine shows the request's clusters at the commit that we authorised. A cluster that exists under
 * another owner is never touched.
 */
export async function showPreview(acts: ClusterActs, record: RequestRecord): Promise<PreviewStart> {
  const { request } = record;
  const sha = record.pull?.headSha;
  if (sha === undefined) return { state: 'shown', record };
  const made: MadeObject[] = [...record.made];
  const names = request.clusters.map((cluster) => previewName(request, cluster));
  for (const cluster of request.clusters) {
    const ref = clusterRef(cluster);
    const existing = ref === undefined ? undefined : await readSurely(acts, ref);
    if (existing !== undefined && !madeForPreview(existing.annotations, identity(request), names)) {
      return { state: 'taken', name: cluster.spec.name };
    }
    const application = applicationRef(request, cluster);
    if (made.some((each) => sameObject(each, application))) continue;
    await acts.put(
      previewProject({
        namespace: request.engine.namespace,
        name: request.engine.previewProject,
        repoUrl: request.engine.repoUrl,
        destinationNamespace: cluster.spec.namespace,
      }),
    );
    const { uid } = await acts.put(
      previewApplication({
        name: application.name,
        namespace: request.engine.namespace,
        project: request.engine.previewProject,
        repoUrl: request.engine.repoUrl,
        folder: cluster.folder,
        sha,
        destinationNamespace: cluster.spec.namespace,
        request: request.id,
        repositoryId: request.repository.id,
      }),
    );
    made.push({ ...application, uid });
  }
  return { state: 'shown', record: made.length === record.made.length ? record : { ...record, made } };
}

const identity = (request: Request) => ({ id: request.id, repositoryId: request.repository.id });

/**
 * Remembers the UIDs of what the preview made, so that clean-up can prove each of them gone and deletes nothing else.
 * An object under one of the names that is not ours is not remembered.
 */
export async function rememberMade(acts: ClusterActs, record: RequestRecord): Promise<RequestRecord> {
  const { request } = record;
  const names = request.clusters.map((cluster) => previewName(request, cluster));
  const wanted = request.clusters.flatMap((cluster) => [applicationRef(request, cluster), ...cluster.objects]);
  const unknown = wanted.filter((ref) => !record.made.some((each) => sameObject(each, ref)));
  const found: MadeObject[] = [];
  for (const ref of unknown) {
    const object = await readSurely(acts, ref);
    if (object !== undefined && madeForPreview(object.annotations, identity(request), names))
      found.push({ ...ref, uid: object.uid });
  }
  return found.length === 0 ? record : { ...record, made: [...record.made, ...found] };
}

/** Takes the engine's preview objects away and leaves everything that they made: automation and finalizers go first. */
export async function removeApplications(acts: ClusterActs, record: RequestRecord): Promise<'removed' | 'removing'> {
  let left = 0;
  for (const object of record.made.filter((each) => each.kind === 'Application')) {
    if ((await makeHarmless(acts, object)) === 'gone') continue;
    if ((await acts.remove(object, object.uid)) === 'removing') left += 1;
  }
  return left === 0 ? 'removed' : 'removing';
}

/** An Application that is deleted or changed after this takes nothing with it. */
export async function makeHarmless(acts: ClusterActs, application: MadeObject): Promise<'harmless' | 'gone'> {
  const live = await readSurely(acts, application);
  if (live === undefined || live.uid !== application.uid) return 'gone';
  return (await acts.patch(application, harmlessPatch())) === 'gone' ? 'gone' : 'harmless';
}
