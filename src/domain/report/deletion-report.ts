import type { DeleteRequest } from '../cluster/request.ts';
import type { ObjectRef } from '../cluster/spec.ts';
import { lifetime } from '../cluster/summary.ts';
import { isCluster } from '../deletion/doomed-cluster.ts';
import type { HeldObject } from '../deletion/held-objects.ts';
import type { SharedObject } from '../deletion/shared-object.ts';
import { clip, fitBody } from '../text/budget.ts';
import { retryButton } from './buttons.ts';
import { type ClusterFault, faultWords, isForSomebody } from './fault-reports.ts';
import { longestTitle } from './limits.ts';
import { count, list, mono, prose, table, timeOfDay } from './markdown.ts';
import { type ProvedObject, proofTable, removalCommand } from './proof-table.ts';
import type { StageReport, StageState } from './stage.ts';

/** Why nothing is deleted, though the pull request was merged. */
export type NotDeleted =
  | { readonly why: 'unconfirmed' }
  /** It went into another branch than the one that engines follow. */
  | { readonly why: 'another branch'; readonly branch: string }
  /** What Plan asks for was not there when it was merged. `at` in milliseconds since the epoch. */
  | { readonly why: 'not allowed'; readonly findings: readonly string[]; readonly at: number }
  /** The folder, or another that has the cluster, is on the base branch (again). */
  | { readonly why: 'on base'; readonly folders: readonly string[] }
  /** Somebody locked it, and it was merged around that. */
  | { readonly why: 'locked'; readonly locks: readonly string[] }
  /** Another Cluster than the confirmed one has the name, or it is not this repository's. */
  | { readonly why: 'another cluster'; readonly names: readonly string[] }
  | { readonly why: 'no management cluster' }
  /** No Cluster of these names was there when it was looked for. */
  | { readonly why: 'not there' };

/** Cleanup of a delete request whose Cluster stays. */
export function notDeletedReport(request: DeleteRequest, not: NotDeleted): StageReport {
  const names = request.clusters.map(({ spec }) => spec.name);
  const { state, title, text } = notDeletedWords(request, names.join(', '), not);
  return { stage: 'Cleanup', state, title: clip(title, longestTitle), summary: text, annotations: [], actions: [] };
}

function notDeletedWords(
  request: DeleteRequest,
  names: string,
  not: NotDeleted,
): { readonly state: StageState; readonly title: string; readonly text: string } {
  const folders = request.clusters.map(({ folder }) => mono(folder)).join(', ');
  const first = request.clusters[0]?.spec.name ?? 'NAME';
  switch (not.why) {
    case 'unconfirmed':
      return {
        state: 'action_required',
        title: `Nothing is deleted: the merge was not confirmed (${names})`,
        text: [
          `The pull request was merged without a confirmation of its last commit, so ${mono(names)} was not deleted. The Cluster still runs, and ${mono(request.base)} no longer describes it.`,
          `To keep it, revert the merge. To delete it, revert the merge too, comment ${mono(`/delete-cluster ${first}`)} again, and confirm before merging.`,
          'The Plan check should be required on the base branch, so that this cannot happen.',
        ].join('\n\n'),
      };
    case 'another branch':
      return {
        state: 'neutral',
        title: `Nothing is deleted: it was merged into ${not.branch} (${names})`,
        text: `The pull request was merged into ${mono(not.branch)}, not into ${mono(request.base)}, so ${mono(names)} was not deleted. To delete it, comment ${mono(`/delete-cluster ${first}`)} again.`,
      };
    case 'not allowed':
      return {
        state: 'action_required',
        title: `Nothing is deleted: Plan did not allow the merge (${names})`,
        text: [
          `The pull request was merged at ${timeOfDay(not.at)} though Plan did not allow it, so ${mono(names)} was not deleted. The Cluster still runs, and ${mono(request.base)} no longer describes it.`,
          list(not.findings.map((each) => prose(each))),
          `To keep it, revert the merge. To delete it, revert the merge too, comment ${mono(`/delete-cluster ${first}`)} again, and merge when Plan has passed.`,
          'The Plan check should be required on the base branch, for administrators too, so that this cannot happen.',
        ].join('\n\n'),
      };
    case 'on base':
      return {
        state: 'neutral',
        title: `Nothing is deleted: ${names} is on ${request.base}`,
        text: `${not.folders.map((each) => mono(each)).join(', ')} stands on ${mono(request.base)}, so its cluster belongs there and stays.`,
      };
    case 'locked':
      return {
        state: 'action_required',
        title: `Nothing is deleted: the cluster is locked (${names})`,
        text: [
          `${not.locks.map((each) => prose(each)).join('; ')}. The Cluster still runs, and ${mono(request.base)} no longer describes it.`,
          `To keep it, revert the merge. To delete it, revert the merge too, have the lock released, and comment ${mono(`/delete-cluster ${first}`)} again.`,
        ].join('\n\n'),
      };
    case 'another cluster':
      return {
        state: 'action_required',
        title: `Nothing is deleted: not the confirmed Cluster (${not.names.join(', ')})`,
        text: `Under the name ${not.names.map((each) => mono(each)).join(', ')} stands another Cluster than the one that was confirmed, or one that does not belong to this repository. It was not touched. Bring ${folders} back and comment ${mono(`/delete-cluster ${first}`)} again, if it is to go.`,
      };
    case 'not there':
      return {
        state: 'neutral',
        title: `Nothing to follow: no Cluster ${names} is in the management cluster`,
        text: `${folders} left ${mono(request.base)}, and no Cluster of that name was in the management cluster when ClusterOps looked.`,
      };
    case 'no management cluster':
      return {
        state: 'neutral',
        title: `Not deleted by ClusterOps: it sees no management cluster (${names})`,
        text: [
          'This server is connected to no management cluster, so it neither deletes nor sees anything. By hand:',
          list(
            request.clusters.map(({ spec }) =>
              mono(
                `kubectl delete cluster.cluster.x-k8s.io ${spec.name} --namespace ${spec.namespace} --cascade=background`,
              ),
            ),
          ),
        ].join('\n\n'),
      };
  }
}

export interface DeletionView {
  readonly request: DeleteRequest;
  /** Absent where people took the cluster out of Git themselves: ClusterOps then deletes nothing. */
  readonly confirmed?: { readonly by: string; readonly at: number };
  readonly pull?: number;
  readonly objects: readonly ProvedObject[];
  /** Machines that are there, of those that were at the beginning. */
  readonly machines: { readonly left: number; readonly all: number };
  /** Load balancers that are still there, as far as Cluster API's objects tell, in words. */
  readonly loadBalancers: readonly string[];
  readonly held: readonly HeldObject[];
  /** Clusters that nobody deletes, though Git no longer has them, each after what would make it again. */
  readonly stays?: readonly ObjectRef[];
  /** What nobody deletes, and no owner takes along, though its Cluster is gone. */
  readonly remains?: readonly ProvedObject[];
  /** What must happen before the Cluster is deleted, in plain words; absent once it is being deleted or gone. */
  readonly waitsFor?: string | undefined;
  /** What the management cluster said when it was to be let go. */
  readonly fault?: ClusterFault | undefined;
  /** The cap on deletions an hour holds it back until then. */
  readonly heldUntil?: number | undefined;
  /** Why nothing can be seen now. */
  readonly blind?: string | undefined;
  /** What the deletion leaves on purpose, or could not look at. */
  readonly left: readonly ObjectRef[];
  /** What stays, because others have it, too. */
  readonly shared: readonly SharedObject[];
  /** When the pull request was merged. Milliseconds since the epoch. */
  readonly since: number;
  readonly now: number;
  /** After so many milliseconds what is held asks for somebody. */
  readonly stuckAfter: number;
}

/** Whether each object is gone. */
export const isProved = ({ objects }: Pick<DeletionView, 'objects'>): boolean =>
  objects.every(({ goneAt }) => goneAt !== undefined);

/** Whether nothing more is going to happen: what is not gone, nobody removes. */
export function isOver(view: DeletionView): boolean {
  const remains = new Set(view.remains?.map(({ uid }) => uid));
  const left = view.objects.filter(({ goneAt, uid }) => goneAt === undefined && !remains.has(uid));
  const known = view.waitsFor === undefined && view.blind === undefined && (view.stays ?? []).length === 0;
  return known && left.length === 0 && view.machines.left === 0;
}

/** Cleanup of a deletion: how far it is, what holds it, and at the end the proof. */
export function deletionReport(view: DeletionView): StageReport {
  const { objects, shared, held, now, stuckAfter, since, stays = [], remains = [] } = view;
  const done = isOver(view);
  const stuck = held.filter((each) => now - each.since >= stuckAfter);
  // Where nobody asked for it, it begins when somebody deletes the Cluster, however long after the merge.
  const slow = view.confirmed !== undefined && now - since >= 6 * stuckAfter;
  const late =
    stuck.length > 0 || view.heldUntil !== undefined || isForSomebody(view.fault) || stays.length > 0 || slow;
  const state = done ? (remains.length > 0 ? 'neutral' : 'success') : late ? 'action_required' : 'in_progress';
  return {
    stage: 'Cleanup',
    state,
    title: clip(titleOf(view, done, stuck), longestTitle),
    summary: fitBody([
      { text: `${origin(view)} ${opening(view, done)}` },
      { text: done ? '' : progressTable(view) },
      {
        text:
          objects.length + shared.length === 0
            ? ''
            : `#### Objects\n\n${proofTable(objects, done ? 'left' : stuck.length > 0 ? 'held' : stays.length > 0 ? 'still there' : 'being removed', shared)}`,
      },
      { text: leftNote(view, done) },
    ]),
    ...(held.length === 0 || done
      ? {}
      : { text: `#### ${stuck.length > 0 ? 'Held' : 'Waiting for'}\n\n${heldList(view)}` }),
    // What only grows older is no news.
    essence: JSON.stringify([
      objects.map(({ uid, goneAt }) => [uid, goneAt !== undefined]),
      held.map(({ kind, name, finalizers, because }) => [kind, name, finalizers, because]),
      stuck.length,
      view.machines,
      view.loadBalancers,
    ]),
    annotations: [],
    actions: done ? [] : [retryButton],
  };
}

function titleOf(view: DeletionView, done: boolean, stuck: readonly HeldObject[]): string {
  const names = view.request.clusters.map(({ spec }) => spec.name).join(', ');
  const { objects, machines, shared } = view;
  const gone = objects.filter(({ goneAt }) => goneAt !== undefined).length;
  const left = objects.length - gone;
  if (done)
    return `Deleted: ${names}, ${count(gone, 'object')} gone${left === 0 ? '' : `, ${count(left, 'object')} left`}${shared.length === 0 ? '' : `, ${shared.length} left for others`}`;
  if (view.blind !== undefined) return `Cannot see how far the deletion of ${names} is`;
  if (view.heldUntil !== undefined)
    return `Held back until ${timeOfDay(view.heldUntil)}: too many deletions in an hour`;
  if (view.waitsFor !== undefined) return `Waiting for ${view.waitsFor}`;
  if (view.fault !== undefined) return `${names} cannot be deleted: ${faultWords[view.fault.kind]}`;
  const [first] = stuck;
  if (first !== undefined) return `Held: ${first.kind} ${first.name} by ${first.finalizers.join(', ') || 'its owner'}`;
  if (view.stays?.[0] !== undefined) return `Nothing deletes ${staying(view).join(', ')}, which left Git`;
  return `Deleting ${names}: ${machines.all - machines.left}/${machines.all} machines, ${gone}/${objects.length} objects gone`;
}

const staying = ({ stays = [] }: DeletionView): readonly string[] => stays.filter(isCluster).map(({ name }) => name);

function origin({ confirmed, pull, since }: DeletionView): string {
  const merged = `${confirmed === undefined && pull === undefined ? 'pushed' : 'merged'} at ${timeOfDay(since)}.`;
  if (confirmed !== undefined) return `Confirmed by ${prose(confirmed.by)} at ${timeOfDay(confirmed.at)}, ${merged}`;
  const where = pull === undefined ? 'A push' : `#${pull}`;
  return `${where} took it out of Git without ${mono('/delete-cluster')}, ${merged}`;
}

function progressTable({ machines, objects, loadBalancers }: DeletionView): string {
  const infrastructure = objects.filter(({ group }) => group.startsWith('infrastructure.'));
  const gone = infrastructure.filter(({ goneAt }) => goneAt !== undefined).length;
  return table(
    ['', 'gone'],
    [
      ['Machines', `${machines.all - machines.left}/${machines.all}`],
      ['Infrastructure objects', `${gone}/${infrastructure.length}`],
      [
        'Load balancers that Cluster API knows',
        loadBalancers.length === 0 ? 'all' : `not yet: ${loadBalancers.map((each) => mono(each)).join(', ')}`,
      ],
    ],
  );
}

function opening(view: DeletionView, done: boolean): string {
  if (done) return 'Everything was looked up again by its UID.';
  if (view.blind !== undefined)
    return `The management cluster is out of sight: ${prose(view.blind)}. Nothing is deleted meanwhile.`;
  if (view.heldUntil !== undefined)
    return 'More deletions were approved within an hour than the server allows, so this one waits: it goes on by itself. Whoever runs ClusterOps was alerted.';
  if (view.waitsFor !== undefined) return `Nothing is deleted yet: ClusterOps waits for ${prose(view.waitsFor)}.`;
  if (view.fault !== undefined)
    return `It still runs. ${prose(view.fault.said)}. ${isForSomebody(view.fault) ? view.fault.cure : ''} It is tried again every minute.`;
  if (view.stays !== undefined && view.stays.length > 0) {
    const commands = list(view.stays.map((each) => mono(removalCommand(each))));
    return `It still runs. ClusterOps deletes nothing that was not asked for and confirmed. To keep it, revert the ${view.pull === undefined ? 'commit' : 'merge'}. To delete it, revert that too and comment ${mono(`/delete-cluster ${staying(view)[0] ?? ''}`)} on an issue, or run this, which is followed here to its end:\n\n${commands}`;
  }
  return 'Cluster API removes workers, control plane and infrastructure, in this order. ClusterOps never removes a finalizer by itself.';
}

function heldList({ held, now }: DeletionView): string {
  const shown = held.slice(0, 20).map(({ kind, namespace, name, finalizers, since, because }) => {
    const by = finalizers.length === 0 ? 'no finalizer' : finalizers.map((each) => mono(each)).join(', ');
    const said = because === undefined ? '' : `: ${prose(because)}`;
    return `${mono(kind)} ${mono(`${namespace}/${name}`)}, for ${lifetime((now - since) / 1_000)}, by ${by}${said}`;
  });
  return list([...shown, ...(held.length > 20 ? [`and ${held.length - 20} more`] : [])]);
}

function leftNote({ left: apart, remains = [] }: DeletionView, done: boolean): string {
  const left = [...remains, ...apart];
  if (left.length === 0 || !done) return '';
  return `#### What remains\n\nThis is not removed by ClusterOps. By hand, if nobody needs it:\n\n${list(left.map((each) => mono(removalCommand(each))))}`;
}
