import type { DeleteRequest } from '../cluster/request.ts';
import type { Finding } from '../finding.ts';
import { bodyLimit, clip, fitBody } from '../text/budget.ts';
import { nameClusters } from './clusters-table.ts';
import { findingsList } from './findings.ts';
import { longestTitle, markerReserve } from './limits.ts';
import { block, enumerate, list, mono, prose, timeOfDay } from './markdown.ts';
import { type DoomedView, whatGoes } from './what-goes.ts';

/** Title of the pull request of a delete request: plain text. */
export function deletionTitle({ clusters }: DeleteRequest): string {
  return clip(`Delete ${nameClusters(clusters)}`, longestTitle);
}

/** The commit's headline of at most 72 characters and its body. */
export function deletionMessage({ clusters, issue, asker }: DeleteRequest): {
  readonly headline: string;
  readonly body: string;
} {
  const folders = clusters.map(({ folder }) => `- ${folder}`);
  return {
    headline: clip(`Delete ${nameClusters(clusters)}`, 72),
    body: [...folders, '', `Asked for in issue ${issue} by ${asker.login}.`].join('\n'),
  };
}

/** What the pull request deletes, how it is confirmed and how it is undone; leaves room for signed markers. */
export function deletionBody(request: DeleteRequest, clusters: readonly DoomedView[]): string {
  const { asker, issue, commands, base } = request;
  const folders = enumerate(request.clusters.map(({ folder }) => mono(folder)));
  return fitBody(
    [
      { text: `Asked for by ${prose(asker.login)} in #${issue}:\n\n${block(commands.join('\n'))}` },
      { text: `### What goes\n\n${whatGoes(clusters)}` },
      {
        text: `### What happens\n\n${list([
          '**Now:** nothing. This is a draft, and ClusterOps / Plan fails until somebody confirms with `/confirm` and the code that ClusterOps shows below.',
          '**When it is confirmed and merged:** the Cluster is deleted in background; Cluster API removes workers, control plane and infrastructure, in this order. ClusterOps / Cleanup on the merge commit follows it and proves each object gone.',
          '**When it is merged without a confirmation:** nothing is deleted.',
          '**When it is closed:** the branch is removed; nothing else happens.',
        ])}`,
      },
      {
        text: `### How to undo it\n\n${list([
          'Before the merge: close this pull request, or comment `/cancel`.',
          `After the merge, while the Cluster still stands: bring ${folders} back on ${mono(base)}.`,
          'Once the Cluster is being deleted there is no way back: what ran in it is lost, the files are in the history of Git.',
        ])}`,
      },
    ],
    bodyLimit - markerReserve,
  );
}

export type ConfirmationView =
  | { readonly state: 'confirmed'; readonly by: string; readonly at: number; readonly headSha: string }
  | {
      readonly state: 'waiting';
      readonly code: string;
      readonly expiresAt: number;
      readonly headSha: string;
      readonly secondPerson: boolean;
      readonly asker: string;
    }
  | { readonly state: 'refused'; readonly because: string };

/** What stands of the confirmation: the code to give, who gave it, or why there is none. */
export function confirmationWords(view: ConfirmationView): string {
  switch (view.state) {
    case 'confirmed':
      return `✅ Confirmed by ${prose(view.by)} at ${timeOfDay(view.at)} for ${mono(view.headSha.slice(0, 12))}. A further commit on the branch voids it. Mark the pull request ready for review and merge it.`;
    case 'waiting':
      return [
        `To confirm, comment on this pull request:\n\n${block(`/confirm ${view.code}`)}`,
        `The code is for ${mono(view.headSha.slice(0, 12))} and these very objects, and is valid until ${timeOfDay(view.expiresAt)}; after that, "Re-check" of the Plan check shows a new one.`,
        ...(view.secondPerson ? [`Somebody else than ${prose(view.asker)} must give it.`] : []),
      ].join('\n\n');
    case 'refused':
      return `🚫 It cannot be confirmed: ${prose(view.because)}`;
  }
}

/** The comment on the pull request that shows what goes, and the code; leaves room for signed markers. */
export function codeComment(clusters: readonly DoomedView[], confirmation: ConfirmationView): string {
  return fitBody(
    [{ text: '### 🗑️ This deletes' }, { text: whatGoes(clusters) }, { text: confirmationWords(confirmation) }],
    bodyLimit - markerReserve,
  );
}

/** The comment that stands for a confirmation. */
export function confirmedReply(
  { clusters }: DeleteRequest,
  { by, headSha }: { readonly by: string; readonly headSha: string },
): string {
  return [
    `✅ ${prose(by)} confirmed that ${mono(clusters.map(({ spec }) => spec.name).join(', '))} is deleted when ${mono(headSha.slice(0, 12))} is merged.`,
    'Plan runs again now. A further commit voids this; deleting this comment takes it back.',
  ].join(' ');
}

/** What `/delete-cluster` with `dry-run` answers: nothing was written. */
export function deletionDryRun(
  clusters: readonly DoomedView[],
  paths: readonly string[],
  notes: readonly Finding[],
): string {
  return fitBody(
    [
      {
        text: '🧪 Dry run: nothing was written. Without `dry-run`, a draft pull request would delete this, once it is confirmed and merged.',
      },
      { text: findingsList(notes) },
      { text: whatGoes(clusters) },
      { text: `Files that would go:\n\n${list(paths.map((path) => mono(path)))}`, rank: 1, note: 'the files' },
    ],
    bodyLimit - markerReserve,
  );
}
