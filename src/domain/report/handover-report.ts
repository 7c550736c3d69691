import type { Request } from '../cluster/request.ts';
import { fitBody } from '../text/budget.ts';
import { retryButton } from './buttons.ts';
import { list, mono, prose } from './markdown.ts';
import type { StageReport } from './stage.ts';

export interface HandoverView {
  readonly request: Request;
  /** What became of the branch; absent while it was not looked at. */
  readonly branch?: 'removed' | 'already gone' | 'kept' | undefined;
  /** What is still waited for, in plain words; empty when it is done. */
  readonly waiting: readonly string[];
}

/** Cleanup of a merged request: the clusters stay, the preview's engine objects and the branch go. */
export function handoverReport({ request, branch, waiting }: HandoverView): StageReport {
  const names = request.clusters.map((cluster) => mono(cluster.spec.name)).join(', ');
  const done = waiting.length === 0;
  const branchWords = {
    removed: 'removed',
    'already gone': 'was gone already',
    kept: 'kept, because it holds commits that ClusterOps did not make',
  };
  return {
    stage: 'Cleanup',
    state: done ? 'success' : 'in_progress',
    title: done
      ? `Merged: the ${request.clusters.length === 1 ? 'cluster stays' : 'clusters stay'}, the branch is ${branch === 'kept' ? 'kept' : 'gone'}`
      : `Waiting for ${waiting[0]}`,
    summary: fitBody([
      {
        text: `The pull request was merged. ${names} ${request.clusters.length === 1 ? 'stays' : 'stay'} and ${request.clusters.length === 1 ? 'belongs' : 'belong'} to ${mono(request.base)} now.`,
      },
      { text: done ? '' : `#### Waiting for\n\n${list(waiting.map((each) => prose(each)))}` },
      { text: branch === undefined ? '' : `Branch ${mono(request.branch)}: ${branchWords[branch]}.` },
    ]),
    annotations: [],
    actions: done ? [] : [retryButton],
  };
}
