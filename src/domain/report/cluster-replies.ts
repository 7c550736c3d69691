import type { PoolRow } from '../cluster/rows.ts';
import type { ClusterObjects } from '../health/objects.ts';
import { printTree } from '../health/print-tree.ts';
import { judgeReadiness, type Readiness } from '../health/readiness.ts';
import type { Sight } from '../health/sight.ts';
import { describeTree } from '../health/tree.ts';
import { wantedOfRow } from '../health/wanted.ts';
import { bodyLimit, fitBody } from '../text/budget.ts';
import { readinessCause } from './cause-block.ts';
import { markerReserve } from './limits.ts';
import { managementClusterNote } from './management-cluster-note.ts';
import { block, count, folded, list, mono, prose, table } from './markdown.ts';
import { pictureNote } from './picture-note.ts';
import { readinessWords } from './readiness-words.ts';

/** A cluster as its files on the base branch describe it; what they do not tell is left out. */
export interface ListedCluster {
  /** The file that says it. */
  readonly path?: string;
  readonly name: string;
  readonly namespace: string;
  readonly provider?: string;
  readonly region?: string;
  readonly kubernetesVersion?: string;
  readonly controlPlane?: number;
  readonly pools?: readonly PoolRow[];
  readonly workers?: number;
  readonly hibernated?: true;
}

const limit = bodyLimit - markerReserve;

/** All clusters of the repository and, where it can be seen, the state of each. */
export function listReply(view: {
  /** Its name, where the server has several. */
  readonly managementCluster?: string | undefined;
  readonly sight: Sight;
  readonly rows: readonly {
    readonly row: ListedCluster;
    readonly objects: ClusterObjects | undefined;
    /** What its schedule has in store; safe Markdown. */
    readonly next?: string | undefined;
  }[];
  /** Milliseconds since the epoch. */
  readonly now: number;
}): string {
  const { sight, rows, now } = view;
  if (rows.length === 0) return 'No cluster stands on the base branch yet. `/create-cluster <region>` proposes one.';
  const seen = sight.state === 'live';
  const scheduled = rows.some(({ next }) => next !== undefined);
  const sorted = rows.toSorted((a, b) => (a.row.name < b.row.name ? -1 : 1));
  return fitBody(
    [
      { text: `**${count(rows.length, 'cluster')}** on the base branch${seenNote(sight)}` },
      {
        text: table(
          [
            ...['Cluster', 'Provider', 'Region', 'Kubernetes', 'Control plane', 'Workers'],
            ...(scheduled ? ['Schedule'] : []),
            ...(seen ? ['State'] : []),
          ],
          sorted.map(({ row, objects, next = '' }) => [
            ...facts(row),
            ...(scheduled ? [next] : []),
            ...(seen ? [stateOf(row, objects, sight)] : []),
          ]),
        ),
      },
      { text: seen ? pictureNote(sight, now) : '' },
      { text: managementClusterNote(view.managementCluster) },
    ],
    limit,
  );
}

/** One cluster: its state, why, and its tree. */
export function statusReply(view: {
  readonly name: string;
  readonly namespace: string;
  /** Absent when no file on the base branch describes it. */
  readonly row: ListedCluster | undefined;
  readonly objects: ClusterObjects | undefined;
  /** Its name, where the server has several. */
  readonly managementCluster?: string | undefined;
  readonly sight: Sight;
  /** What holds the cluster, and when its life ends: sentences of safe Markdown. */
  readonly notes?: readonly string[];
  /** Where the pages of the documentation are found. */
  readonly docs?: string | undefined;
  /** Milliseconds since the epoch. */
  readonly now: number;
}): string {
  const { name, row, objects, sight, now } = view;
  const readiness = judge(row ?? view, objects, sight, now);
  return fitBody(
    [
      { text: `### ${mono(name)}: ${readinessWords[readiness.state]}` },
      { text: prose(readiness.because) },
      { text: objects === undefined ? '' : pictureNote(sight, now) },
      { text: (view.notes ?? []).join('\n') },
      {
        text: readiness.cause === undefined ? '' : readinessCause(readiness.cause, {}, view.docs),
      },
      {
        text: table(
          ['Cluster', 'Provider', 'Region', 'Kubernetes', 'Control plane', 'Workers'],
          row === undefined ? [] : [facts(row)],
        ),
      },
      { text: row === undefined ? 'No file on the base branch describes this cluster.' : '' },
      { text: objects === undefined ? '' : block(printTree(describeTree(objects), now)) },
      { text: managementClusterNote(view.managementCluster) },
      {
        text: folded('What was looked at', list(readiness.evidence.map((line) => prose(line)))),
        rank: 1,
        note: 'what was looked at',
      },
    ],
    limit,
  );
}

/** What is said beside the status of a cluster whose name others have in other namespaces; empty where none has. Markdown. */
export function namesakesNote(
  namespace: string,
  namesakes: readonly { readonly row: ListedCluster; readonly objects: ClusterObjects | undefined }[],
  sight: Sight,
): string {
  if (namesakes.length === 0) return '';
  const seen = sight.state === 'live';
  const others = namesakes.map(({ row, objects }) =>
    seen ? `${mono(row.namespace)} (${stateOf(row, objects, sight)})` : mono(row.namespace),
  );
  return `⚠️ This is the one in the namespace ${mono(namespace)}. Others have the same name: in ${others.join(', ')}.`;
}

function facts(row: ListedCluster): readonly string[] {
  return [
    mono(row.name),
    row.provider === undefined ? '?' : mono(row.provider),
    row.region === undefined ? '?' : mono(row.region),
    row.kubernetesVersion === undefined ? '?' : mono(row.kubernetesVersion),
    String(row.controlPlane ?? '?'),
    row.hibernated === true ? '0, hibernated' : String(row.workers ?? '?'),
  ];
}

function stateOf(row: ListedCluster, objects: ClusterObjects | undefined, sight: Sight): string {
  if (objects === undefined) return '➖ not in the management cluster';
  return readinessWords[judge(row, objects, sight, 0).state];
}

/** A cluster is looked at once, so no time limit applies: waiting begins now. */
function judge(row: ListedCluster, objects: ClusterObjects | undefined, sight: Sight, now: number): Readiness {
  return judgeReadiness({ wanted: wantedOfRow(row), objects, sight, now, since: now });
}

function seenNote(sight: Sight): string {
  switch (sight.state) {
    case 'live':
      return '.';
    case 'absent':
      return '. No management cluster is configured, so no state is known.';
    case 'blind':
      return `. No state is known now: ${prose(sight.because)}.`;
  }
}
