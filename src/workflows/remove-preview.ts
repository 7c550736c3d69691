import { type AnyCluster, clusterName, type Request } from '../domain/cluster/request.ts';
import type { ObjectRef } from '../domain/cluster/spec.ts';
import { isCluster } from '../domain/deletion/doomed-cluster.ts';
import type { Engine } from '../domain/gitops/engine.ts';
import { isRelease } from '../domain/gitops/flux/find-releases.ts';
import { engineOfObject, isEngineObject } from '../domain/gitops/preview-objects.ts';
import { parentOf } from '../domain/manifests/builds/resolve-path.ts';
import type { Clock } from '../ports/clock.ts';
import type { ClusterActs, ClusterView, ManagementClusters } from '../ports/cluster.ts';
import type { History, Tree } from '../ports/github.ts';
import type { MadeObject, RequestRecord } from '../ports/requests.ts';
import { clustersElsewhere, foldersOnBase } from './folders-on-base.ts';
import { isKeptByPreview, makeHarmless, previewingEngine, readSurely, rememberMade } from './preview.ts';
import { type RecordAct, releaseAct, requestAct } from './record-act.ts';

interface Needs {
  readonly managementClusters: ManagementClusters;
  readonly tree: Tree;
  readonly history: History;
  readonly clock: Clock;
  readonly recordAct: RecordAct;
}

export interface PreviewRemoval {
  readonly record: RequestRecord;
  readonly waiting: readonly string[];
  /** What stays on purpose, and why. */
  readonly kept: readonly string[];
}

/**
 * A Kustomization that was made harmless may still be in the middle of applying. Its controller lets it go only when that is done, so
 * when it is gone nothing that is deleted afterwards is made again.
 */
const goesFirst = (ref: ObjectRef): boolean => ref.kind === 'Kustomization' && engineOfObject(ref) === 'flux';

/**
 * Deletes what a preview made, in Cluster API's order: the engine's objects are made harmless, what makes others goes, then only
 * the Cluster is deleted, in background (CAPI #4085), and when all that hangs on it is gone, the rest. Every deletion carries the UID that we
 * recorded. A cluster that is on the base branch, in its folder or another, stays, whatever the pull request says.
 */
export async function removePreview(needs: Needs, given: RequestRecord): Promise<PreviewRemoval> {
  const { acts, view } = needs.managementClusters.of(given.request);
  if (given.request.delivery !== 'preview' || (given.made.length === 0 && acts === undefined)) {
    return { record: given, waiting: [], kept: [] };
  }
  if (acts === undefined)
    return { record: given, waiting: ['the management cluster, which is not connected'], kept: [] };

  const state = view.state();
  if (state.state === 'blind')
    return { record: given, waiting: [`the management cluster, which is out of sight: ${state.because}`], kept: [] };
  const engines = enginesOf(view, given);
  const remembered = await rememberMade(acts, given, engines, view.gitops());
  const kept = given.removing === true ? [] : await clustersOnBase(needs, remembered);
  if (kept === 'unread') {
    const waiting = [`${given.request.base}, of which GitHub tells no commit: what it holds is not known`];
    return { record: remembered, waiting, kept: [] };
  }
  if (kept.length > 0) return { record: remembered, waiting: [], kept };
  const record: RequestRecord = { ...remembered, removing: true };

  for (const object of record.made.filter(isEngineObject)) await makeHarmless(acts, object);
  const appliers = await removeAll(acts, record, record.made.filter(goesFirst), needs.clock.now());
  if (appliers.left.length > 0) return { record: appliers.record, waiting: appliers.left, kept: [] };

  // What it may still have made before it went is known only now, and the same of a HelmRelease.
  const applied = await rememberMade(acts, appliers.record, engines, view.gitops());
  const making = applied.made.filter(isRelease);
  for (const object of making.filter(isThere)) await needs.recordAct(releaseAct(given.request, object));
  for (const object of making) await makeHarmless(acts, object);
  const releases = await removeAll(acts, applied, making, needs.clock.now());
  if (releases.left.length > 0) return { record: releases.record, waiting: releases.left, kept: [] };
  const all = making.length === 0 ? releases.record : await rememberMade(acts, releases.record, engines, view.gitops());

  for (const object of all.made.filter((each) => isCluster(each) && isThere(each)))
    await needs.recordAct(previewAct(given, object));
  const clusters = await removeAll(acts, all, all.made.filter(isCluster), needs.clock.now());
  if (clusters.left.length > 0) return { record: clusters.record, waiting: clusters.left, kept: [] };

  const rest = clusters.record.made.filter((each) => !isCluster(each) && !isEngineObject(each));
  const others = await removeAll(acts, clusters.record, rest, needs.clock.now());
  if (others.left.length > 0) return { record: others.record, waiting: others.left, kept: [] };

  const engine = await removeAll(acts, others.record, others.record.made.filter(isEngineObject), needs.clock.now());
  return { record: engine.record, waiting: engine.left, kept: [] };
}

const isThere = ({ goneAt }: MadeObject): boolean => goneAt === undefined;

const previewAct = ({ request }: RequestRecord, { namespace, name, uid }: MadeObject) =>
  requestAct(request, 'cluster.let-go', uid, {
    said: `The Cluster ${namespace}/${name} of a preview that was closed is deleted`,
    ...{ cluster: name, uid },
  });

/** The engines through which the preview may have made something. */
function enginesOf(view: ClusterView, record: RequestRecord): readonly Engine[] {
  const known = previewingEngine(record) ?? record.request.engine.kind ?? 'auto';
  return known === 'auto' ? view.gitops().engines : [known];
}

/** What the preview made anew in place of an object that we know is recorded first: the next run asks the base branch before it goes. */
async function removeAll(
  acts: ClusterActs,
  record: RequestRecord,
  objects: readonly MadeObject[],
  now: number,
): Promise<{ readonly record: RequestRecord; readonly left: readonly string[] }> {
  const seen = new Map<MadeObject, MadeObject>();
  const left: string[] = [];
  let isAnew = false;
  for (const object of objects) {
    if (object.goneAt !== undefined) continue;
    const live = await readSurely(acts, object);
    const isIt = live?.uid === object.uid;
    if (live === undefined || (!isIt && !isKeptByPreview(live, record.request))) {
      seen.set(object, { ...object, goneAt: now });
      continue;
    }
    if (!isIt) seen.set(object, { ...object, uid: live.uid });
    else if (!live.deleting) await acts.remove(object, object.uid);
    isAnew ||= !isIt;
    left.push(`${object.kind} ${object.name}`);
  }
  const { removing: _before, ...known } = record;
  const made = record.made.map((each) => seen.get(each) ?? each);
  return { record: { ...(isAnew ? known : record), made }, left };
}

/** Positive evidence is needed to delete: a cluster that the base branch holds, in whatever folder, belongs to production. */
async function clustersOnBase(needs: Needs, { request }: RequestRecord): Promise<readonly string[] | 'unread'> {
  const { repository, clusters } = request;
  const { defaultBranch, headSha, read } = await needs.tree.configuration(repository);
  if (headSha === undefined) return 'unread';
  const roots = clusters.map(({ folder }) => parentOf(folder));
  if (read.state === 'read') roots.push(read.configuration.clusters.folder);
  const kept = await clustersAt(needs, request, { branch: 'the base branch', sha: headSha }, clusters, roots);
  const words = [...kept.values()];
  if (defaultBranch === request.base) return words;
  // Where another branch is the default by now, the one that was may be followed still. One that was renamed is no more.
  const formerSha = await needs.tree.headOf(repository, request.base);
  if (formerSha === undefined) return words;
  const others = clusters.filter((cluster) => !kept.has(cluster));
  const former = { branch: `${request.base}, which was the base branch,`, sha: formerSha };
  return [...words, ...(await clustersAt(needs, request, former, others, roots)).values()];
}

/** Those that the head of a branch has, in their folder or below one of the roots, each with the words for it. */
async function clustersAt(
  needs: Needs,
  request: Request,
  { branch, sha }: { readonly branch: string; readonly sha: string },
  clusters: readonly AnyCluster[],
  roots: readonly string[],
): Promise<ReadonlyMap<AnyCluster, string>> {
  const standing = await foldersOnBase(needs.history, request, sha, clusters);
  const others = clusters.filter(({ folder }) => !standing.includes(folder));
  const elsewhere = await clustersElsewhere(needs.tree, request.repository, sha, others, roots);
  return new Map([
    ...clusters
      .filter(({ folder }) => standing.includes(folder))
      .map((cluster) => [cluster, `${clusterName(cluster)}: its folder ${cluster.folder} is on ${branch}`] as const),
    ...elsewhere.map(({ cluster, path }) => [cluster, `${clusterName(cluster)}: ${path} on ${branch} has it`] as const),
  ]);
}
