import type { RequestedCluster } from '../cluster/request.ts';
import { workersIn } from '../cluster/spec.ts';
import type { ClusterObjects } from '../health/objects.ts';
import { printTree } from '../health/print-tree.ts';
import type { Readiness, ReadinessState } from '../health/readiness.ts';
import type { Sight } from '../health/sight.ts';
import { describeTree } from '../health/tree.ts';
import { clip, fitBody } from '../text/budget.ts';
import { blindNote, seenState } from './blind-note.ts';
import { recheckButton, refreshButton } from './buttons.ts';
import { causeTitle, readinessCause } from './cause-block.ts';
import { longestTitle } from './limits.ts';
import { block, folded, list, mono, prose, reasons, table, timeOfDay } from './markdown.ts';
import { readinessWords } from './readiness-words.ts';
import type { StageReport, StageState } from './stage.ts';
import { unseenReport } from './unseen-report.ts';

interface SeenCluster {
  readonly cluster: RequestedCluster;
  readonly readiness: Readiness;
  readonly objects: ClusterObjects | undefined;
}

export interface ReadyView {
  /** Whether the pull request is merged. */
  readonly stage: 'open' | 'merged';
  readonly delivery: 'merge' | 'preview';
  readonly clusters: readonly SeenCluster[];
  readonly sight: Sight;
  /** Where the pages of the documentation are found. */
  readonly docs?: string | undefined;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

const states: Readonly<Record<ReadinessState, StageState>> = {
  failed: 'failure',
  gone: 'failure',
  deleting: 'failure',
  stuck: 'action_required',
  paused: 'action_required',
  unknown: 'in_progress',
  waiting: 'in_progress',
  progressing: 'in_progress',
  superseded: 'neutral',
  removed: 'neutral',
  ready: 'success',
};
const worstFirst = Object.keys(states) as readonly ReadinessState[];

/** Whether the clusters of a request can be used, with the describe tree of each. */
export function readyReport(view: ReadyView): StageReport {
  const { stage, delivery, clusters, sight } = view;
  if (sight.state === 'absent') return unseenReport('Ready', stage, delivery);
  if (stage === 'open' && delivery === 'merge') return beforeMerge(clusters);
  const worst = worstFirst.find((state) => clusters.some(({ readiness }) => readiness.state === state)) ?? 'unknown';
  const seen = clusters.filter(({ objects }) => objects !== undefined);
  return {
    stage: 'Ready',
    state: seenState(worst, states, sight),
    title: clip(titleOf(worst, clusters), longestTitle),
    summary: fitBody([
      {
        text: table(
          ['Cluster', 'State', 'Control plane', 'Workers', 'Stage'],
          clusters.map(({ cluster, readiness: { state, progress } }) => [
            mono(cluster.spec.name),
            readinessWords[state],
            `${progress.controlPlane.ready}/${progress.controlPlane.wanted}`,
            `${progress.workers.ready}/${progress.workers.wanted}`,
            prose(progress.stage),
          ]),
        ),
      },
      { text: reasons(clusters.map(({ cluster, readiness }) => [cluster.spec.name, readiness.because])) },
      {
        text: clusters
          .flatMap(({ cluster, readiness: { cause, because } }) =>
            cause === undefined ? [] : [readinessCause(cause, { name: cluster.spec.name, said: because }, view.docs)],
          )
          .join('\n\n'),
      },
      { text: blindNote(sight) },
      { text: dueNote(worst, clusters) },
      { text: worst === 'gone' ? goneNote : '' },
      {
        text: folded(
          'What was looked at',
          list(clusters.flatMap(({ readiness }) => readiness.evidence.map((line) => prose(line)))),
        ),
        rank: 1,
        note: 'what was looked at',
      },
    ]),
    ...(seen.length === 0 ? {} : { text: trees(seen, view.now), essence: trees(seen, undefined) }),
    annotations: [],
    actions: [recheckButton, refreshButton],
  };
}

const goneNote =
  'To have it again, comment `/retry`: the engine then applies it anew, with new machines. To be without it, close this pull request, or take it out of Git with `/delete-cluster` after the merge.';

function beforeMerge(clusters: readonly SeenCluster[]): StageReport {
  const rows = clusters.map(({ cluster: { spec } }) => [
    mono(spec.name),
    String(spec.controlPlane.replicas),
    String(workersIn(spec.pools)),
  ]);
  return {
    stage: 'Ready',
    state: 'neutral',
    title: 'Begins after the merge',
    summary: fitBody([
      {
        text: 'Nothing is in the management cluster before this pull request is merged. After the merge, this check follows these clusters on the merge commit until each has all its machines and is available:',
      },
      { text: table(['Cluster', 'Control plane machines', 'Workers'], rows) },
    ]),
    annotations: [],
    actions: [],
  };
}

function titleOf(worst: ReadinessState, clusters: readonly SeenCluster[]): string {
  const sum = (part: 'controlPlane' | 'workers', of: 'ready' | 'wanted') =>
    clusters.reduce((total, { readiness }) => total + readiness.progress[part][of], 0);
  const counts = `${sum('controlPlane', 'ready')}/${sum('controlPlane', 'wanted')} control plane, ${sum('workers', 'ready')}/${sum('workers', 'wanted')} workers`;
  const ready = clusters.filter(({ readiness }) => readiness.state === 'ready').length;
  const of = clusters.length === 1 ? '' : `${ready} of ${clusters.length} clusters ready, `;
  const first = clusters.find(({ readiness }) => readiness.state === worst)?.readiness;
  switch (worst) {
    case 'ready':
      return `Ready: ${clusters.length === 1 ? '' : `${clusters.length} clusters, `}${counts}`;
    case 'progressing':
    case 'waiting':
      return clusters.length === 1 ? `${capital(first?.progress.stage ?? 'waiting')}: ${counts}` : `${of}${counts}`;
    case 'stuck':
      return `Stuck: ${of}${causeTitle(first?.cause) ?? first?.progress.stage ?? 'no progress'}`;
    case 'failed':
      return `Failed: ${of}${causeTitle(first?.cause) ?? 'no recovery by itself'}`;
    case 'gone':
      return `${of}${of === '' ? 'The cluster was' : 'one was'} deleted in the management cluster`;
    case 'removed':
      return `${of}${of === '' ? 'The cluster was' : 'one was'} removed from Git again`;
    case 'deleting':
      return `${of}${of === '' ? 'The cluster is' : 'one is'} being deleted`;
    case 'paused':
      return `${of}${of === '' ? 'The cluster is' : 'one is'} paused`;
    case 'superseded':
      return `${of}${of === '' ? 'The cluster was' : 'one was'} changed again before it was ready`;
    case 'unknown':
      return 'The management cluster cannot be seen';
  }
}

function dueNote(worst: ReadinessState, clusters: readonly SeenCluster[]): string {
  const due = clusters.flatMap(({ readiness }) => (readiness.state === 'ready' ? [] : (readiness.dueBy ?? [])));
  if (states[worst] !== 'in_progress' || due.length === 0) return '';
  return `If it stays so, this check asks for help at ${timeOfDay(Math.min(...due))}.`;
}

/** Describe trees, the unready first; with no time, without the column that only grows older. */
function trees(clusters: readonly SeenCluster[], now: number | undefined): string {
  const unreadyFirst = clusters.toSorted((a, b) => rank(a) - rank(b));
  return fitBody(
    unreadyFirst.map(({ cluster, objects }, index) => ({
      text: `#### ${mono(cluster.spec.name)}\n\n${block(objects === undefined ? '' : printTree(describeTree(objects), now))}`,
      ...(index === 0 ? {} : { rank: index, note: `the tree of ${mono(cluster.spec.name)}` }),
    })),
  );
}

const rank = ({ readiness }: SeenCluster): number => worstFirst.indexOf(readiness.state);
const capital = (text: string): string => text.slice(0, 1).toUpperCase() + text.slice(1);
