import type { ChangeRequest } from '../cluster/request.ts';
import { bodyLimit, fitBody } from '../text/budget.ts';
import type { SettledTrain } from '../train/train-mark.ts';
import { clustersTable } from './clusters-table.ts';
import { markerReserve } from './limits.ts';
import { mono, prose, table, timeOfDay } from './markdown.ts';
import { type ProvedObject, proofTable } from './proof-table.ts';
import { type StageName, type StageState, stageNames } from './stage.ts';
import { leftBehindText, type SeenTemplate } from './templates-text.ts';
import { whatFollows } from './train-text.ts';
import { unseenTitle } from './unseen-report.ts';
import { wavesTable } from './waves-text.ts';

/** What is known of a request; the stored record fits. */
export interface StickyView {
  readonly request: ChangeRequest;
  readonly phase: 'opening' | 'open' | 'merged' | 'closed' | 'ended';
  readonly pull?: { readonly number: number; readonly url: string; readonly headSha: string };
  /** Head of the branch when somebody else pushed onto it. */
  readonly foreignHead?: string;
  readonly mergeSha?: string;
  readonly runs: readonly {
    readonly sha: string;
    readonly stage: StageName;
    readonly state: StageState;
    readonly title?: string;
  }[];
  readonly made: readonly ProvedObject[];
  /** Of which time Sync and Ready tell where that is not of now, in milliseconds since the epoch. */
  readonly asOf?: number;
  readonly branchRemoved?: 'removed' | 'already gone' | 'kept';
  /** The later commit that changed the same files before this was ready. */
  readonly overtaken?: string;
  /** What became of what was to follow. */
  readonly train?: SettledTrain;
  readonly leftBehind?: readonly SeenTemplate[];
}

/** The one comment that follows a request from its beginning to its end; leaves room for signed markers. */
export function stickyComment(view: StickyView): string {
  const { request, made } = view;
  const closed = stageOf(view) === 'closed';
  const unseen = isUnseen(currentRuns(view));
  return fitBody(
    [
      { text: `### ${stateLine(view)}` },
      { text: clustersTable(request.clusters.map(({ spec }) => spec)) },
      { text: checksTable(view) },
      { text: pictureLine(view) },
      { text: foreignNote(view) },
      { text: `**Next:** ${next(view)}` },
      { text: wavesTable(request.wave, closed || (view.train !== undefined && view.train.verdict !== 'continued')) },
      { text: whatFollows({ ...view, stage: stageOf(view), ready: readyAtMerge(view), unseen }) },
      { text: closed ? '' : leftBehindText({ ...view, unseen }) },
      {
        text: closed && made.length > 0 ? `#### What it had made\n\n${proofTable(made, leftWords(view))}` : '',
      },
      { text: closed ? branchLine(view) : '' },
    ],
    bodyLimit - markerReserve,
  );
}

const readyAtMerge = ({ runs, mergeSha }: StickyView): StageState | undefined =>
  runs.findLast(({ sha, stage }) => sha === mergeSha && stage === 'Ready')?.state;

function stageOf({ phase, mergeSha }: StickyView): 'open' | 'merged' | 'closed' {
  if (phase === 'ended') return mergeSha === undefined ? 'closed' : 'merged';
  return phase === 'opening' ? 'open' : phase;
}

const icons: Readonly<Record<StageState, string>> = {
  queued: '⏳',
  in_progress: '🔄',
  success: '✅',
  failure: '❌',
  neutral: '⚪',
  action_required: '⚠️',
  cancelled: '⏹️',
  skipped: '⏭️',
  timed_out: '⌛',
};
const stateWords: Readonly<Record<StageState, string>> = {
  queued: 'queued',
  in_progress: 'in progress',
  success: 'passed',
  failure: 'failed',
  neutral: 'neutral',
  action_required: 'needs somebody',
  cancelled: 'cancelled',
  skipped: 'skipped',
  timed_out: 'timed out',
};

type Runs = ReadonlyMap<StageName, StickyView['runs'][number]>;

/** The last run of each stage, on the commit that counts now; Plan's stays that of the pull request. */
function currentRuns({ runs, pull, mergeSha }: StickyView): Runs {
  const shas = [pull?.headSha, mergeSha];
  const found = shas.flatMap((sha) => runs.filter((run) => run.sha === sha));
  return new Map(found.map((run) => [run.stage, run]));
}

function stateLine(view: StickyView): string {
  const { phase, pull, mergeSha, request, made } = view;
  const link = pull === undefined ? 'The request' : `[#${pull.number}](${pull.url})`;
  const runs = currentRuns(view);
  switch (phase) {
    case 'opening':
      return '⏳ The pull request is being made';
    case 'open':
      if (runs.get('Plan')?.state === 'failure') return `❌ ${link} is open, but its Plan has not passed`;
      if (request.delivery === 'merge') return `📝 ${link} is open: review and merge it`;
      return `${icons[gravest(runs)]} ${link} is open in preview${following(runs)}`;
    case 'merged':
      return merged(link, runs);
    case 'closed':
      return runs.get('Cleanup')?.state === 'action_required'
        ? `⚠️ ${link} was closed without merging, and something holds what is left`
        : `🧹 ${link} was closed without merging; cleaning up`;
    case 'ended':
      if (mergeSha !== undefined) return merged(link, runs);
      return made.some(({ goneAt }) => goneAt === undefined)
        ? `✅ ${link} was closed without merging; what the base branch holds was kept`
        : `✅ ${link} was closed without merging; everything is cleaned up`;
  }
}

function merged(link: string, runs: Runs): string {
  return `${icons[gravest(runs)]} ${link} is merged${following(runs)}`;
}

const afterwards: Partial<Readonly<Record<StageState, string>>> = {
  failure: ', but a check failed',
  timed_out: ', but a check failed',
  action_required: ', but a check needs somebody',
  neutral: ', and a later commit has the word',
  success: ': ready',
};

/** Nothing is connected that could tell. */
const isUnseen = (runs: Runs): boolean => runs.get('Ready')?.title === unseenTitle;

function following(runs: Runs): string {
  if (isUnseen(runs)) return '; this server sees no management cluster';
  return afterwards[gravest(runs)] ?? '; coming up';
}

/** The gravest of what Sync and Ready say. */
function gravest(runs: Runs): StageState {
  const order: readonly StageState[] = [
    'failure',
    'action_required',
    'timed_out',
    'in_progress',
    'queued',
    'neutral',
    'success',
  ];
  const states = [runs.get('Sync')?.state, runs.get('Ready')?.state];
  return order.find((state) => states.includes(state)) ?? 'queued';
}

function checksTable(view: StickyView): string {
  const runs = currentRuns(view);
  const rows = stageNames.flatMap((stage) => {
    const run = runs.get(stage);
    if (run === undefined) return [];
    const name = checksUrl(view, run.sha);
    const label = `ClusterOps / ${stage}`;
    return [
      [
        name === undefined ? label : `[${label}](${name})`,
        `${icons[run.state]} ${stateWords[run.state]}`,
        run.title === undefined ? '' : prose(run.title),
      ],
    ];
  });
  return rows.some(([, , title]) => title !== '')
    ? table(['Check', 'State', ''], rows)
    : table(
        ['Check', 'State'],
        rows.map((row) => row.slice(0, 2)),
      );
}

function checksUrl({ pull, mergeSha }: StickyView, sha: string): string | undefined {
  if (pull === undefined) return undefined;
  return sha === mergeSha ? `${pull.url.replace(/\/pull\/\d+$/, '')}/commit/${sha}/checks` : `${pull.url}/checks`;
}

/** One that ended, or whose cluster begins after the merge, is not followed. */
function pictureLine({ asOf, phase, request: { delivery } }: StickyView): string {
  const followed = phase === 'merged' || (phase === 'open' && delivery === 'preview');
  if (asOf === undefined || !followed) return '';
  return `⚠️ Sync and Ready tell what was seen until ${timeOfDay(asOf)}: since then the management cluster could not be followed. They go on by themselves.`;
}

function foreignNote({ foreignHead, pull, phase }: StickyView): string {
  if (foreignHead === undefined || pull === undefined || phase !== 'open') return '';
  return `⚠️ Somebody pushed ${mono(foreignHead.slice(0, 12))} onto the branch. What is shown stays at ${mono(pull.headSha.slice(0, 12))}, the commit that ClusterOps made.`;
}

function next(view: StickyView): string {
  const { phase, request, mergeSha } = view;
  const runs = currentRuns(view);
  const many = request.clusters.length > 1;
  switch (phase) {
    case 'opening':
      return 'nothing to do; this comment is kept up to date.';
    case 'open':
      if (runs.get('Plan')?.state === 'failure')
        return 'the Plan check says what keeps it back; `/cancel` closes the request.';
      if (request.kind !== 'create-cluster')
        return many
          ? 'merging changes the clusters; closing, or `/cancel`, leaves them as they are.'
          : 'merging changes the cluster; closing, or `/cancel`, leaves it as it is.';
      return request.delivery === 'merge'
        ? `merging creates ${many ? 'the clusters' : 'the cluster'}; closing, or \`/cancel\`, leaves nothing behind.`
        : `merging keeps ${many ? 'the clusters' : 'the cluster'}; closing, or \`/cancel\`, deletes ${many ? 'them' : 'it'} again.`;
    case 'merged':
      return afterMerge(view);
    case 'closed':
      return runs.get('Cleanup')?.state === 'action_required'
        ? 'see what still stands below, and the finalizers of it; `/retry` looks again.'
        : 'nothing to do; each object is looked at until it is gone.';
    case 'ended':
      return mergeSha === undefined ? 'nothing. To start again, give the command again.' : afterMerge(view);
  }
}

function afterMerge(view: StickyView): string {
  const runs = currentRuns(view);
  const { clusters } = view.request;
  const many = clusters.length > 1;
  const states = [runs.get('Sync')?.state, runs.get('Ready')?.state];
  if (states.some((state) => state === 'failure' || state === 'action_required')) {
    return 'the failing check says what to do; `/retry` runs it again.';
  }
  if (states.every((state) => state === 'success')) {
    return `nothing; ${many ? 'the clusters are' : 'the cluster is'} ready. ${mono(`/cluster-status ${many ? 'NAME' : (clusters[0]?.spec.name ?? 'NAME')}`)} shows ${many ? 'one' : 'it'} at any time.`;
  }
  if (isUnseen(runs)) return 'this server sees no management cluster; look there yourself.';
  if (states.every((state) => state === 'success' || state === 'neutral'))
    return `nothing; ${many ? 'the clusters were' : 'the cluster was'} changed or removed by a later commit, and what is said of that one counts.`;
  return 'nothing to do; Sync and Ready are followed until they are done.';
}

function leftWords(view: StickyView): 'kept' | 'being removed' | 'held' {
  if (view.phase === 'ended') return 'kept';
  return currentRuns(view).get('Cleanup')?.state === 'action_required' ? 'held' : 'being removed';
}

function branchLine({ request, branchRemoved }: StickyView): string {
  if (branchRemoved === undefined) return '';
  const what = {
    removed: 'removed',
    'already gone': 'was gone already',
    kept: 'kept, because it holds commits that ClusterOps did not make',
  }[branchRemoved];
  return `Branch ${mono(request.branch)}: ${what}.`;
}
