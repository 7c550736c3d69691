import type { Request } from '../cluster/request.ts';
import { clip, fitBody } from '../text/budget.ts';
import { retryButton } from './buttons.ts';
import { longestTitle } from './limits.ts';
import { list, mono, prose } from './markdown.ts';
import type { StageReport } from './stage.ts';

export interface HandoverView {
  readonly request: Request;
  /** What became of the branch; absent while it was not looked at. */
  readonly branch?: 'removed' | 'already gone' | 'kept' | undefined;
  /** What is still waited for, in plain words; empty when it is done. */
  readonly waiting: readonly string[];
  /** The branch that it was merged into, where that is another and no engine has what it holds. */
  readonly astray?: string | undefined;
}

/** Cleanup of a merged request: the clusters stay, the preview's engine objects and the branch go. */
export function handoverReport({ request, branch, waiting, astray }: HandoverView): StageReport {
  const names = request.clusters.map((cluster) => mono(cluster.spec.name)).join(', ');
  const done = waiting.length === 0 && astray === undefined;
  const [stays, belongs] = request.clusters.length === 1 ? ['stays', 'belongs'] : ['stay', 'belong'];
  const branchWords = {
    removed: 'removed',
    'already gone': 'was gone already',
    kept: 'kept, because it holds commits that ClusterOps did not make',
  };
  return {
    stage: 'Cleanup',
    state: done ? 'success' : astray === undefined ? 'in_progress' : 'action_required',
    title: done
      ? `Merged: the ${request.clusters.length === 1 ? 'cluster stays' : 'clusters stay'}, the branch is ${branch === 'kept' ? 'kept' : 'gone'}`
      : astray === undefined
        ? `Waiting for ${waiting[0]}`
        : clip(`Merged into ${astray}, not into ${request.base}`, longestTitle),
    summary: fitBody([
      {
        text:
          astray === undefined
            ? `The pull request was merged. ${names} ${stays} and ${belongs} to ${mono(request.base)} now.`
            : `The pull request was merged into ${mono(astray)}, and not into ${mono(request.base)}, so no engine has what it holds. ${names} ${belongs} to ${mono(request.base)} once ${mono(astray)} is merged there; this goes on then by itself.`,
      },
      { text: waiting.length === 0 ? '' : `#### Waiting for\n\n${list(waiting.map((each) => prose(each)))}` },
      { text: branch === undefined ? '' : `Branch ${mono(request.branch)}: ${branchWords[branch]}.` },
    ]),
    annotations: [],
    actions: done ? [] : [retryButton],
  };
}
