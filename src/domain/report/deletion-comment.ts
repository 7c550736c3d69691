import type { DeleteRequest } from '../cluster/request.ts';
import type { SharedObject } from '../deletion/shared-object.ts';
import { bodyLimit, fitBody } from '../text/budget.ts';
import { markerReserve } from './limits.ts';
import { mono, prose, table } from './markdown.ts';
import { proofTable } from './proof-table.ts';
import type { StageState } from './stage.ts';
import type { StickyView } from './sticky-comment.ts';

/** What is known of a delete request; the stored record fits. */
export interface DeletionCommentView extends Pick<StickyView, 'phase' | 'mergeSha' | 'runs' | 'made'> {
  readonly request: DeleteRequest;
  readonly pull?: { readonly number: number; readonly url: string };
  readonly deletion?: { readonly shared?: readonly SharedObject[] };
}

/** The one comment that follows a delete request from its beginning to its proof; leaves room for signed markers. */
export function deletionComment(view: DeletionCommentView): string {
  const { request, pull, mergeSha, made } = view;
  const shared = view.deletion?.shared ?? [];
  const cleanup = view.runs.findLast(({ sha, stage }) => sha === mergeSha && stage === 'Cleanup');
  const [state, next] = words(view, cleanup?.state);
  const link = pull === undefined ? 'The request' : `[#${pull.number}](${pull.url})`;
  return fitBody(
    [
      { text: `### ${state.replace('LINK', link)}` },
      {
        text: table(
          ['Cluster', 'Namespace', 'Folder'],
          request.clusters.map(({ spec, folder }) => [mono(spec.name), mono(spec.namespace), mono(folder)]),
        ),
      },
      { text: cleanup?.title === undefined ? '' : `ClusterOps / Cleanup: ${prose(cleanup.title)}` },
      { text: `**Next:** ${next}` },
      {
        text:
          mergeSha === undefined || made.length + shared.length === 0
            ? ''
            : `#### What it had\n\n${proofTable(made, cleanup?.state === 'action_required' ? 'held' : 'being removed', shared)}`,
      },
    ],
    bodyLimit - markerReserve,
  );
}

function words({ request, phase, mergeSha }: DeletionCommentView, cleanup?: StageState): readonly [string, string] {
  if (phase === 'opening')
    return ['⏳ The pull request is being made', 'nothing to do; this comment is kept up to date.'];
  if (phase === 'open')
    return [
      '🗑️ LINK is open: it deletes once it is confirmed and merged',
      'read on the pull request what goes, and confirm it there with the code; closing it, or `/cancel`, leaves everything as it is.',
    ];
  if (request.byHand === true) return byHandWords(cleanup);
  if (mergeSha === undefined) return ['✅ LINK was closed without merging: nothing is deleted', 'nothing.'];
  switch (cleanup) {
    case 'success':
      return ['✅ LINK is merged: everything is gone', 'nothing.'];
    case 'action_required':
      return [
        '⚠️ LINK is merged, and the deletion needs somebody',
        'the Cleanup check says what holds it and what to do.',
      ];
    case 'neutral':
      return ['⚪ LINK is merged: ClusterOps deletes nothing', 'the Cleanup check says why.'];
    default:
      return ['🔄 LINK is merged: deleting', 'nothing to do; each object is looked at until it is gone.'];
  }
}

/** Of a deletion that nobody asked ClusterOps for. */
function byHandWords(cleanup?: StageState): readonly [string, string] {
  switch (cleanup) {
    case 'success':
      return ['✅ LINK took a cluster out of Git: everything is gone', 'nothing.'];
    case 'action_required':
      return [
        '⚠️ LINK took a cluster out of Git, and that needs somebody',
        'the Cleanup check of the merge commit says what holds it and what to do.',
      ];
    case 'neutral':
      return ['⚪ LINK took a cluster out of Git', 'the Cleanup check of the merge commit says what is left.'];
    default:
      return [
        '🔄 LINK took a cluster out of Git: what becomes of it is followed here',
        'nothing to do; ClusterOps deletes nothing by itself, and looks at each object until it is gone.',
      ];
  }
}
