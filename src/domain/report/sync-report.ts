import type { RequestedCluster } from '../cluster/request.ts';
import type { Sync, SyncState } from '../gitops/sync.ts';
import type { Sight } from '../health/sight.ts';
import { clip, fitBody } from '../text/budget.ts';
import { codeSpan } from '../text/encode.ts';
import { refreshButton, retryButton } from './buttons.ts';
import { longestTitle } from './limits.ts';
import { count, list, prose, table, timeOfDay } from './markdown.ts';
import type { StageReport, StageState } from './stage.ts';
import { unseenReport } from './unseen-report.ts';

export interface SyncView {
  /** Whether the pull request is merged. */
  readonly stage: 'open' | 'merged';
  readonly delivery: 'merge' | 'preview';
  readonly clusters: readonly { readonly cluster: RequestedCluster; readonly sync: Sync }[];
  readonly sight: Sight;
}

const states: Readonly<Record<SyncState, StageState>> = {
  failed: 'failure',
  'not followed': 'action_required',
  unknown: 'in_progress',
  waiting: 'in_progress',
  syncing: 'in_progress',
  synced: 'success',
};
const words: Readonly<Record<SyncState, string>> = {
  failed: '❌ failed',
  'not followed': '⚠️ not followed',
  unknown: '❔ not seen',
  waiting: '⏳ waiting',
  syncing: '🔄 syncing',
  synced: '✅ synced',
};
const worstFirst = Object.keys(states) as readonly SyncState[];

/** What the engine made of the commit, for all clusters of a request. */
export function syncReport(view: SyncView): StageReport {
  const { stage, delivery, clusters, sight } = view;
  if (sight.state === 'absent') return unseenReport('Sync', stage, delivery);
  if (stage === 'open' && delivery === 'merge') {
    return {
      stage: 'Sync',
      state: 'neutral',
      title: 'Begins after the merge',
      summary: [
        'Nothing is in the management cluster before this pull request is merged.',
        `After the merge, Argo CD takes up ${folders(clusters)}; this check then follows it on the merge commit until what it applied is that commit.`,
      ].join('\n\n'),
      annotations: [],
      actions: [],
    };
  }
  const worst = worstFirst.find((state) => clusters.some(({ sync }) => sync.state === state)) ?? 'unknown';
  return {
    stage: 'Sync',
    state: states[worst],
    title: clip(titleOf(worst, clusters), longestTitle),
    summary: fitBody([
      {
        text: table(
          ['Cluster', 'State', 'Application', 'Revision'],
          clusters.map(({ cluster, sync }) => [
            codeSpan(cluster.spec.name),
            words[sync.state],
            sync.applications.map(codeSpan).join('<br>') || 'none',
            sync.revisions.map((revision) => codeSpan(revision.slice(0, 12))).join('<br>') || 'none',
          ]),
        ),
      },
      { text: list(clusters.map(({ sync }) => prose(sync.because))) },
      { text: causes(clusters) },
      { text: notes(clusters), rank: 1, note: 'notes' },
      { text: dueNote(worst, clusters) },
    ]),
    annotations: [],
    actions: [refreshButton, retryButton],
  };
}

function titleOf(worst: SyncState, clusters: SyncView['clusters']): string {
  const synced = clusters.filter(({ sync }) => sync.state === 'synced').length;
  const of = clusters.length === 1 ? '' : `: ${synced} of ${clusters.length} clusters synced`;
  const first = clusters.find(({ sync }) => sync.state === worst);
  switch (worst) {
    case 'synced': {
      const revision = first?.sync.revisions[0];
      const at = clusters.length === 1 && revision !== undefined ? ` at ${revision.slice(0, 7)}` : '';
      return clusters.length === 1 ? `Synced${at}` : `All ${clusters.length} clusters synced`;
    }
    case 'failed':
      return `Sync failed${of || (first?.sync.cause ? `: ${plainCode(first.sync.cause.code)}` : '')}`;
    case 'not followed':
      return `No Application follows ${clusters.length === 1 ? (first?.cluster.folder ?? 'the folder') : count(clusters.filter(({ sync }) => sync.state === worst).length, 'folder')}`;
    case 'waiting':
      return `Waiting for Argo CD${of}`;
    case 'syncing':
      return `Syncing${of}`;
    case 'unknown':
      return 'The management cluster cannot be seen';
  }
}

function causes(clusters: SyncView['clusters']): string {
  return clusters
    .flatMap(({ cluster, sync }) =>
      sync.cause === undefined
        ? []
        : [
            `**${codeSpan(cluster.spec.name)}: ${plainCode(sync.cause.code)}.** ${prose(sync.cause.text)}\n\n→ ${prose(sync.cause.cure)}`,
          ],
    )
    .join('\n\n');
}

function notes(clusters: SyncView['clusters']): string {
  return list([...new Set(clusters.flatMap(({ sync }) => sync.notes))].map((note) => `Note: ${prose(note)}`));
}

function dueNote(worst: SyncState, clusters: SyncView['clusters']): string {
  const due = clusters.flatMap(({ sync }) => sync.dueBy ?? []);
  if (states[worst] !== 'in_progress' || due.length === 0) return '';
  return `If it stays so, this check fails at ${timeOfDay(Math.min(...due))}.`;
}

function folders(clusters: SyncView['clusters']): string {
  const [first, ...others] = clusters.map(({ cluster }) => codeSpan(cluster.folder));
  return others.length === 0 ? (first ?? 'the folder') : `${first} and ${others.length} more`;
}

const plainCode = (code: string): string => code.replaceAll('-', ' ');
