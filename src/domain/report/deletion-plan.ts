import type { Finding } from '../finding.ts';
import { clip, fitBody } from '../text/budget.ts';
import { type ConfirmationView, confirmationWords } from './deletion-pull-text.ts';
import { longestTitle } from './limits.ts';
import type { StageReport } from './stage.ts';
import { type DoomedView, whatGoes } from './what-goes.ts';

/** Plan of a delete request: what goes and what stands of the confirmation, before what was found in the files. */
export function withDeletion(
  plan: StageReport,
  { clusters, confirmation }: { readonly clusters: readonly DoomedView[]; readonly confirmation: ConfirmationView },
  findings: readonly Finding[],
): StageReport {
  const names = clusters.map(({ cluster }) => cluster.spec.name).join(', ');
  const errors = findings.filter(({ severity }) => severity === 'error');
  const waits = errors.length > 0 && errors.every(({ code }) => code === 'deletion/unconfirmed');
  const title = waits
    ? `The deletion of ${names} waits for its confirmation`
    : confirmation.state === 'confirmed' && errors.length === 0
      ? `The deletion of ${names} is confirmed`
      : plan.title;
  return {
    ...plan,
    title: clip(title, longestTitle),
    summary: fitBody([
      { text: confirmationWords(confirmation) },
      { text: `#### What goes\n\n${whatGoes(clusters)}` },
      { text: plan.summary, rank: 1, note: 'what was found in the files' },
    ]),
  };
}
