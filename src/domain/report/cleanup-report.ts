import type { Request } from '../cluster/request.ts';
import { clip, fitBody } from '../text/budget.ts';
import { retryButton } from './buttons.ts';
import { longestTitle } from './limits.ts';
import { count, list, mono, prose, timeOfDay } from './markdown.ts';
import { type ProvedObject, proofTable } from './proof-table.ts';
import type { StageReport } from './stage.ts';

export interface CleanupView {
  readonly request: Request;
  readonly made: readonly ProvedObject[];
  /** What became of the branch; absent while it was not looked at. */
  readonly branch?: 'removed' | 'already gone' | 'kept' | undefined;
  /** What clean-up still waits for, in plain words; empty when it is done. */
  readonly waiting: readonly string[];
  /** What stays on purpose and why, in plain words. */
  readonly kept: readonly string[];
  /** When the pull request was closed. Milliseconds since the epoch. */
  readonly since: number;
  /** Milliseconds since the epoch. */
  readonly now: number;
  /** It was opened again meanwhile. */
  readonly reopened?: boolean;
}

/** After so many milliseconds a clean-up that still waits asks for help. Cloud load balancers and volumes take their time. */
export const cleanupLimit = 30 * 60_000;

/** The proof that what a closed request made is gone, or what is left and how to remove it. */
export function cleanupReport(view: CleanupView): StageReport {
  const { request, made, branch, waiting, kept, since, now } = view;
  const done = waiting.length === 0;
  const late = !done && now - since >= cleanupLimit;
  return {
    stage: 'Cleanup',
    state: done ? 'success' : late ? 'action_required' : 'in_progress',
    title: clip(titleOf(view), longestTitle),
    summary: fitBody([
      { text: opening(view, late) },
      { text: done ? '' : `#### Waiting for\n\n${list(waiting.map((each) => prose(each)))}` },
      { text: kept.length === 0 ? '' : `#### Kept on purpose\n\n${list(kept.map((each) => prose(each)))}` },
      {
        text:
          made.length === 0
            ? ''
            : `#### Objects\n\n${proofTable(made, kept.length > 0 ? 'kept' : late ? 'held' : 'being removed')}`,
      },
      { text: branchNote(request, branch) },
    ]),
    annotations: [],
    actions: done ? [] : [retryButton],
  };
}

function titleOf({ made, branch, waiting, kept }: CleanupView): string {
  const gone = made.filter(({ goneAt }) => goneAt !== undefined).length;
  if (waiting.length > 0) {
    return made.length === 0 ? `Waiting for ${waiting[0]}` : `${gone} of ${count(made.length, 'object')} gone`;
  }
  const branchWords =
    branch === 'removed'
      ? ', branch removed'
      : branch === 'already gone'
        ? ', branch gone'
        : branch === 'kept'
          ? ', branch kept'
          : '';
  if (kept.length > 0) return `Clean: ${count(kept.length, 'cluster')} kept on purpose${branchWords}`;
  return made.length === 0
    ? `Clean: nothing was made in the cluster${branchWords}`
    : `Clean: ${count(gone, 'object')} gone${branchWords}`;
}

function opening({ made, waiting, kept, since, reopened }: CleanupView, late: boolean): string {
  const again = reopened === true ? ` ${openedAgain}` : '';
  const closed = `The pull request was closed without merging at ${timeOfDay(since)}.${again}`;
  if (waiting.length === 0) {
    if (kept.length > 0) return `${closed} What the base branch holds by now belongs to it, so it was kept.`;
    return made.length === 0
      ? `${closed} It had made nothing in the management cluster.`
      : `${closed} Everything that it had made was looked up again by its UID.`;
  }
  return late
    ? `${closed} This takes longer than ${cleanupLimit / 60_000} minutes: something holds what is left. ClusterOps never removes a finalizer by itself.`
    : `${closed} What it made is being removed, the Cluster first, in the order of Cluster API.`;
}

/** A deletion cannot be taken back. */
const openedAgain =
  'It was opened again since, when its Cluster was on its way out already: all of the preview goes, and then it comes up anew.';

function branchNote({ branch: name }: Request, branch: CleanupView['branch']): string {
  switch (branch) {
    case 'removed':
      return `Branch ${mono(name)}: removed.`;
    case 'already gone':
      return `Branch ${mono(name)}: was gone already.`;
    case 'kept':
      return `Branch ${mono(name)}: kept, because it holds commits that ClusterOps did not make.`;
    case undefined:
      return '';
  }
}
