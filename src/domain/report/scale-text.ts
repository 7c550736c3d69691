import type { Request } from '../cluster/request.ts';
import type { FileContent } from '../cluster/spec.ts';
import type { Finding } from '../finding.ts';
import type { ScaleWish, Step } from '../manifests/edit/scale-pool.ts';
import { bodyLimit, clip, fitBody } from '../text/budget.ts';
import { lineDiff } from '../text/line-diff.ts';
import { findingsList } from './findings.ts';
import { longestTitle, markerReserve } from './limits.ts';
import { block, list, mono, prose, table } from './markdown.ts';
import type { ChangeWords } from './pull-text.ts';

/** A change of sizes, with the files before and after. */
export interface ScaleView {
  readonly name: string;
  readonly steps: readonly Step[];
  readonly before: readonly FileContent[];
  readonly after: readonly FileContent[];
  readonly notes: readonly Finding[];
}

/** The words of a request that scales a cluster. */
export function scaleWords(request: Request, view: ScaleView, inverse: string): ChangeWords {
  const what = view.steps.map(({ what, from, to }) => `${what} ${from} → ${to}`).join(', ');
  return {
    message: {
      headline: clip(`Scale cluster ${view.name}: ${what}`, 72),
      body: [
        ...view.steps.map((step) => `- ${step.what}: ${step.from} → ${step.to}`),
        '',
        `Asked for in issue ${request.issue} by ${request.asker.login}.`,
      ].join('\n'),
    },
    title: clip(`Scale cluster ${view.name}: ${what}`, longestTitle),
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
            '**When it is merged:** the engine applies the new sizes; ClusterOps / Sync and ClusterOps / Ready follow on the merge commit. The branch is removed.',
            '**When it is closed without merging:** the branch is removed; the cluster stays as it is.',
          ])}`,
        },
        {
          text: `### How to undo it\n\n${list([
            'Before the merge: close this pull request, or comment `/cancel`.',
            `After the merge: ${mono(inverse)}`,
          ])}`,
        },
      ],
      bodyLimit - markerReserve,
    ),
  };
}

/** What a scale command would change, as a diff; nothing was written. */
export function scaleDryRun(view: ScaleView): string {
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

/** The command that brings the sizes back. A bound that was not there before cannot be taken away by a command. */
export function inverseOf(name: string, wish: ScaleWish, steps: readonly Step[]): string {
  const before = (what: string): string | undefined => steps.find((step) => step.what.startsWith(what))?.from;
  const [min, max] = before('bounds of ')?.split(' to ') ?? [];
  const bounds = max === undefined ? [] : [`min=${min}`, `max=${max}`];
  const sizes = [
    ['workers', before('pool ')],
    ['control-plane', before('control plane')],
  ].flatMap(([key, value]) => (value === undefined ? [] : [`${key}=${value}`]));
  const pool = wish.pool === undefined ? [] : [`pool=${wish.pool}`];
  return ['/scale-cluster', name, ...pool, ...sizes, ...bounds].join(' ');
}

function stepsTable({ steps }: ScaleView): string {
  return table(
    ['What', 'Now', 'Then'],
    steps.map(({ what, from, to }) => [prose(what), prose(from), `**${prose(to)}**`]),
  );
}

function diffs({ before, after }: ScaleView): readonly { text: string; rank: number; note: string }[] {
  return after.map(({ path, content }, index) => {
    const old = before.find((file) => file.path === path)?.content ?? '';
    const lines = [`--- a/${path}`, `+++ b/${path}`, ...lineDiff(old, content)];
    return { text: block(lines.join('\n'), 'diff'), rank: index + 1, note: mono(path) };
  });
}
