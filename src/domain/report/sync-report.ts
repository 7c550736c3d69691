import type { RequestedCluster } from '../cluster/request.ts';
import { type Engine, wordsOf } from '../gitops/engine.ts';
import type { Sync, SyncState } from '../gitops/sync.ts';
import type { SyncCauseCode } from '../gitops/sync-cause.ts';
import type { Sight } from '../health/sight.ts';
import { clip, fitBody } from '../text/budget.ts';
import { blindNote, seenState } from './blind-note.ts';
import { refreshButton, retryButton } from './buttons.ts';
import { causeBlock } from './cause-block.ts';
import { longestTitle } from './limits.ts';
import { count, list, mono, prose, reasons, table, timeOfDay } from './markdown.ts';
import type { StageReport, StageState } from './stage.ts';
import { unseenReport } from './unseen-report.ts';

export interface SyncView {
  /** Whether the pull request is merged. */
  readonly stage: 'open' | 'merged';
  readonly delivery: 'merge' | 'preview';
  /** The engine that applies the folder, where it is known beforehand. */
  readonly engine?: Engine | undefined;
  readonly clusters: readonly { readonly cluster: RequestedCluster; readonly sync: Sync }[];
  readonly sight: Sight;
}

const states: Readonly<Record<SyncState, StageState>> = {
  failed: 'failure',
  'not followed': 'action_required',
  unknown: 'in_progress',
  waiting: 'in_progress',
  syncing: 'in_progress',
  removed: 'neutral',
  synced: 'success',
};
const words: Readonly<Record<SyncState, string>> = {
  failed: '❌ failed',
  'not followed': '⚠️ not followed',
  unknown: '❔ not seen',
  waiting: '⏳ waiting',
  syncing: '🔄 syncing',
  removed: '⏭️ removed again',
  synced: '✅ synced',
};
function causeWords(code: SyncCauseCode, engine: Engine | undefined): string {
  const words = wordsOf(engine);
  const all: Readonly<Record<SyncCauseCode, string>> = {
    'not-followed': 'nothing follows the folder',
    'not-held': 'the folder is left out',
    'no-commit': 'its source names no commit',
    'other-branch': 'another branch is followed',
    'other-cluster': 'it is applied to another cluster',
    'not-picked-up': 'the commit is not picked up',
    'invalid-spec': `the ${words.object} is invalid`,
    comparison: 'Argo CD cannot compare it with Git',
    source: 'the source cannot be fetched',
    suspended: 'it is suspended',
    dependency: 'what it depends on is not ready',
    build: 'the folder cannot be built',
    forbidden: 'the service account may not apply it',
    'forbidden-by-project': 'the AppProject forbids it',
    refused: 'the API server refuses an object',
    'sync-failed': `see what ${words.engine} says`,
    'health-check': 'it waits for what it applied',
    chart: 'its chart cannot be built',
    release: 'Helm cannot release it',
    'rolled-back': 'Helm went back to what was there before',
    'out-of-sync': 'it stays out of sync',
    manual: 'it waits for a sync by hand',
    slow: 'it takes too long',
    deleting: `the ${words.object} is being deleted`,
    'two-engines': 'two engines apply the folder',
  };
  return all[code];
}
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
        `After the merge, ${wordsOf(view.engine).engine} takes up ${folders(clusters)}; this check then follows it on the merge commit until what it applied is that commit.`,
      ].join('\n\n'),
      annotations: [],
      actions: [],
    };
  }
  const worst = worstFirst.find((state) => clusters.some(({ sync }) => sync.state === state)) ?? 'unknown';
  return {
    stage: 'Sync',
    state: seenState(worst, states, sight),
    title: clip(titleOf(worst, view), longestTitle),
    summary: fitBody([
      {
        text: table(
          ['Cluster', 'State', objectWords(view), 'Revision'],
          clusters.map(({ cluster, sync }) => [
            mono(cluster.spec.name),
            words[sync.state],
            sync.followers.map(mono).join('<br>') || 'none',
            sync.revisions.map((revision) => mono(revision.slice(0, 12))).join('<br>') || 'none',
          ]),
        ),
      },
      { text: reasons(clusters.map(({ cluster, sync }) => [cluster.spec.name, sync.because])) },
      {
        text: clusters
          .flatMap(({ cluster, sync: { cause, because, engine } }) =>
            cause === undefined
              ? []
              : [
                  causeBlock({
                    ...cause,
                    name: cluster.spec.name,
                    what: causeWords(cause.code, engine),
                    said: because,
                  }),
                ],
          )
          .join('\n\n'),
      },
      { text: blindNote(sight) },
      { text: notes(clusters), rank: 1, note: 'notes' },
      { text: dueNote(worst, clusters) },
    ]),
    annotations: [],
    actions: worst === 'synced' ? [refreshButton] : [refreshButton, retryButton],
  };
}

/** The one engine of all clusters. */
const soleEngine = ({ engine, clusters }: SyncView): Engine | undefined => {
  const engines = new Set(clusters.map(({ sync }) => sync.engine ?? engine));
  return engines.size === 1 ? [...engines][0] : undefined;
};
const objectWords = (view: SyncView): string => wordsOf(soleEngine(view)).object;

function titleOf(worst: SyncState, view: SyncView): string {
  const { clusters } = view;
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
      return `Sync failed${of || (first?.sync.cause ? `: ${causeWords(first.sync.cause.code, first.sync.engine)}` : '')}`;
    case 'not followed':
      return `No ${objectWords(view)} follows ${clusters.length === 1 ? (first?.cluster.folder ?? 'the folder') : count(clusters.filter(({ sync }) => sync.state === worst).length, 'folder')}`;
    case 'waiting':
      return `Waiting for ${wordsOf(soleEngine(view)).engine}${of}`;
    case 'syncing':
      return `Syncing${of}`;
    case 'removed':
      return clusters.length === 1
        ? 'The folder was removed from Git again'
        : `${count(clusters.filter(({ sync }) => sync.state === worst).length, 'folder')} removed from Git again`;
    case 'unknown':
      return 'The management cluster cannot be seen';
  }
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
  const [first, ...others] = clusters.map(({ cluster }) => mono(cluster.folder));
  return others.length === 0 ? (first ?? 'the folder') : `${first} and ${others.length} more`;
}
