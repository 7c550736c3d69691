import type { Request } from '../cluster/request.ts';
import type { ClusterEdit, Step } from '../edits/edit.ts';
import type { EditedCluster } from '../edits/edit-cluster.ts';
import type { Finding } from '../finding.ts';
import { namesInBrief } from '../fleet/findings.ts';
import type { Wave } from '../fleet/waves.ts';
import { type BodyPart, bodyLimit, clip, fitBody } from '../text/budget.ts';
import { lineDiff } from '../text/line-diff.ts';
import { findingsList } from './findings.ts';
import { longestTitle, markerReserve } from './limits.ts';
import { block, list, mono, prose, table } from './markdown.ts';
import type { ChangeWords } from './pull-text.ts';
import { wavesTable } from './waves-text.ts';

/** A change of the files of clusters that stand. */
export interface EditView {
  readonly edit: Pick<ClusterEdit, 'verb' | 'effect'>;
  /** Those that change, by name. */
  readonly clusters: readonly EditedCluster[];
  /** What they were selected by; absent: one was named. */
  readonly selector?: string | undefined;
  /** Names of selected clusters whose files say so already. */
  readonly unchanged: readonly string[];
  /** Which wave it is; absent: there is one. */
  readonly wave?: Wave;
  /** Names of clusters that follow in later waves. */
  readonly later: readonly string[];
  readonly notes: readonly Finding[];
}

/** The words of a request that changes the files of clusters that stand. */
export function editWords(request: Request, view: EditView): ChangeWords {
  const [only, ...others] = view.clusters;
  const headline =
    only === undefined || others.length > 0
      ? `${view.edit.verb} ${view.clusters.length} clusters${waveWords(view)}: ${view.selector ?? ''}`
      : `${view.edit.verb} cluster ${only.name}${waveWords(view)}: ${only.steps.map(inShort).join(', ')}`;
  return {
    message: {
      headline: clip(headline, 72),
      body: [...commitLines(view), '', `Asked for in issue ${request.issue} by ${request.asker.login}.`].join('\n'),
    },
    title: clip(headline, longestTitle),
    body: fitBody(
      [
        {
          text: `Asked for by ${prose(request.asker.login)} in #${request.issue}:\n\n${block(request.commands.join('\n'))}`,
        },
        { text: `### What it changes\n\n${stepsTable(view)}` },
        { text: unchangedLine(view) },
        { text: laterWaves(view) },
        { text: view.notes.length === 0 ? '' : `### What to know\n\n${findingsList(view.notes)}` },
        ...diffs(view),
        {
          text: `### What happens\n\n${list([
            '**Now:** nothing. Only files are proposed; ClusterOps / Sync and ClusterOps / Ready stay neutral.',
            `**When it is merged:** ${view.edit.effect}; ClusterOps / Sync and ClusterOps / Ready follow on the merge commit. The branch is removed.`,
            `**When it is closed without merging:** the branch is removed; ${others.length > 0 ? 'the clusters stay as they are' : 'the cluster stays as it is'}.`,
          ])}`,
        },
        {
          text: `### How to undo it\n\n${list(['Before the merge: close this pull request, or comment `/cancel`.', undoLine(view)])}`,
        },
      ],
      bodyLimit - markerReserve,
    ),
  };
}

/** What a command would change, as a diff; nothing was written. */
export function editDryRun(view: EditView): string {
  const { length } = view.clusters;
  const which = length > 1 ? ` of ${length} clusters` : '';
  return fitBody(
    [
      { text: `🧪 Dry run: nothing was written. Without \`dry-run\`, one pull request would change this${which}:` },
      { text: stepsTable(view) },
      { text: unchangedLine(view) },
      { text: laterWaves(view) },
      { text: findingsList(view.notes) },
      ...diffs(view),
    ],
    bodyLimit - markerReserve,
  );
}

const inShort = ({ what, from, to }: Step): string => `${what} ${from} → ${to}`;

function commitLines({ clusters }: EditView): readonly string[] {
  return clusters.flatMap(({ name, steps }) =>
    steps.map(({ what, from, to }) => `- ${clusters.length > 1 ? `${name}, ` : ''}${what}: ${from} → ${to}`),
  );
}

function stepsTable({ clusters }: EditView): string {
  const several = clusters.length > 1;
  const rows = clusters.flatMap(({ name, steps }) =>
    steps.map(({ what, from, to }) => [...(several ? [mono(name)] : []), prose(what), prose(from), `**${prose(to)}**`]),
  );
  return table([...(several ? ['Cluster'] : []), 'What', 'Now', 'Then'], rows);
}

function unchangedLine({ unchanged }: EditView): string {
  if (unchanged.length === 0) return '';
  const names = namesInBrief(unchanged.map(mono));
  return `The selector fits ${names} as well, of which the files say so already.`;
}

const waveWords = ({ wave }: EditView): string =>
  wave === undefined ? '' : ` (wave ${wave.at + 1} of ${wave.sizes.length})`;

function laterWaves({ wave, later }: EditView): string {
  const shown = wavesTable(wave);
  if (shown === '') return '';
  const names = later.length === 0 ? '' : `\n\nLater: ${namesInBrief(later.map(mono))}.`;
  return `### Waves\n\n${shown}${names}`;
}

/** One way back for all, or one for each. */
function undoLine({ clusters }: EditView): string {
  const ways = [...new Set(clusters.map(({ inverse }) => inverse))];
  const [first = ''] = ways;
  if (ways.length < 2) return `After the merge: ${first}`;
  return `After the merge:\n${ways.map((way) => `  - ${way}`).join('\n')}`;
}

function diffs({ clusters }: EditView): readonly BodyPart[] {
  return clusters.flatMap(diffsOf).map((part, index) => ({ ...part, rank: index + 1 }));
}

function diffsOf({ before, after, deletions }: EditedCluster): readonly BodyPart[] {
  const contentOf = (path: string): string => before.find((file) => file.path === path)?.content ?? '';
  const existed = new Set(before.map(({ path }) => path));
  const gone = deletions.map((path) => ({ path, content: '' }));
  return [...after, ...gone].map(({ path, content }) => {
    const names = [
      existed.has(path) ? `--- a/${path}` : '--- /dev/null',
      deletions.includes(path) ? '+++ /dev/null' : `+++ b/${path}`,
    ];
    const text = block([...names, ...lineDiff(contentOf(path), content)].join('\n'), 'diff');
    return { text, note: mono(path) };
  });
}
