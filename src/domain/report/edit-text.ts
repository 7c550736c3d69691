import type { Request } from '../cluster/request.ts';
import type { FileContent } from '../cluster/spec.ts';
import type { ClusterEdit, Step } from '../edits/edit.ts';
import type { Finding } from '../finding.ts';
import { bodyLimit, clip, fitBody } from '../text/budget.ts';
import { lineDiff } from '../text/line-diff.ts';
import { findingsList } from './findings.ts';
import { longestTitle, markerReserve } from './limits.ts';
import { block, list, mono, prose, table } from './markdown.ts';
import type { ChangeWords } from './pull-text.ts';

/** A change of a cluster's files, with the files before and after. */
export interface EditView {
  readonly name: string;
  readonly edit: Pick<ClusterEdit, 'verb' | 'effect'>;
  /** How it is taken back after the merge. Markdown. */
  readonly inverse: string;
  readonly steps: readonly Step[];
  readonly before: readonly FileContent[];
  /** The files that differ, and those that are new. */
  readonly after: readonly FileContent[];
  readonly deletions: readonly string[];
  readonly notes: readonly Finding[];
}

/** The words of a request that changes the files of a cluster that stands. */
export function editWords(request: Request, view: EditView): ChangeWords {
  const what = view.steps.map(({ what, from, to }) => `${what} ${from} → ${to}`).join(', ');
  const headline = `${view.edit.verb} cluster ${view.name}: ${what}`;
  return {
    message: {
      headline: clip(headline, 72),
      body: [
        ...view.steps.map((step) => `- ${step.what}: ${step.from} → ${step.to}`),
        '',
        `Asked for in issue ${request.issue} by ${request.asker.login}.`,
      ].join('\n'),
    },
    title: clip(headline, longestTitle),
    body: fitBody(
      [
        {
          text: `Asked for by ${prose(request.asker.login)} in #${request.issue}:\n\n${block(request.commands.join('\n'))}`,
        },
        { text: `### What it changes\n\n${stepsTable(view)}` },
        { text: view.notes.length === 0 ? '' : `### What to know\n\n${findingsList(view.notes)}` },
        ...diffs(view),
        {
          text: `### What happens\n\n${list([
            '**Now:** nothing. Only files are proposed; ClusterOps / Sync and ClusterOps / Ready stay neutral.',
            `**When it is merged:** ${view.edit.effect}; ClusterOps / Sync and ClusterOps / Ready follow on the merge commit. The branch is removed.`,
            '**When it is closed without merging:** the branch is removed; the cluster stays as it is.',
          ])}`,
        },
        {
          text: `### How to undo it\n\n${list([
            'Before the merge: close this pull request, or comment `/cancel`.',
            `After the merge: ${view.inverse}`,
          ])}`,
        },
      ],
      bodyLimit - markerReserve,
    ),
  };
}

/** What a command would change, as a diff; nothing was written. */
export function editDryRun(view: EditView): string {
  return fitBody(
    [
      { text: '🧪 Dry run: nothing was written. Without `dry-run`, one pull request would change this:' },
      { text: stepsTable(view) },
      { text: findingsList(view.notes) },
      ...diffs(view),
    ],
    bodyLimit - markerReserve,
  );
}

function stepsTable({ steps }: EditView): string {
  return table(
    ['What', 'Now', 'Then'],
    steps.map(({ what, from, to }) => [prose(what), prose(from), `**${prose(to)}**`]),
  );
}

function diffs({ before, after, deletions }: EditView): readonly { text: string; rank: number; note: string }[] {
  const contentOf = (path: string): string => before.find((file) => file.path === path)?.content ?? '';
  const existed = new Set(before.map(({ path }) => path));
  const gone = deletions.map((path) => ({ path, content: '' }));
  return [...after, ...gone].map(({ path, content }, index) => {
    const names = [
      existed.has(path) ? `--- a/${path}` : '--- /dev/null',
      deletions.includes(path) ? '+++ /dev/null' : `+++ b/${path}`,
    ];
    const text = block([...names, ...lineDiff(contentOf(path), content)].join('\n'), 'diff');
    return { text, rank: index + 1, note: mono(path) };
  });
}
