import { hasRole } from '../github/acts/access.ts';
import type { CheckRun, PullIssue } from '../github/main.ts';
import { mergeability } from '../github/state/mergeability.ts';
import { latestRuns, overall, runLines } from './checks.ts';
import { type Html, html } from './html.ts';
import { type IconName, icon } from './icons.ts';
import { commitPath, counted, issuePath, type Site } from './site.ts';

const titles = {
  none: ['No checks have run yet', 'queued', 'neutral'],
  pending: ["Some checks haven't completed yet", 'queued', 'pending'],
  failure: ['Some checks were not successful', 'failure', 'failure'],
  success: ['All checks have passed', 'success', 'success'],
} as const satisfies Record<string, readonly [string, IconName, string]>;

const words: Readonly<Record<string, string>> = { failure: 'failing', success: 'successful' };

/** `1 failing, 2 in progress, 3 successful checks` */
function tally(runs: readonly CheckRun[]): string {
  const counts = new Map<string, number>();
  for (const run of runs) {
    const state = run.conclusion ?? run.status;
    counts.set(state, (counts.get(state) ?? 0) + 1);
  }
  const rank = (state: string) => ['success', 'neutral', 'skipped'].indexOf(state);
  const parts = [...counts]
    .sort(([a], [b]) => (rank(a) < 0 ? -1 : 0) - (rank(b) < 0 ? -1 : 0))
    .map(([state, count]) => `${count} ${words[state] ?? state.replaceAll('_', ' ')}`);
  return `${parts.join(', ')} ${runs.length === 1 ? 'check' : 'checks'}`;
}

/** What stands in the way of the merge, and the button. */
export async function mergeBox(site: Site, issue: PullIssue): Promise<Html> {
  const { pull, repository } = issue;
  const runs = latestRuns(site, repository, pull.head.sha);
  const required = repository.protections.get(pull.base.ref)?.requiredChecks ?? [];
  const state = overall(runs);
  const [title, name, kind] = titles[state];
  const path = issuePath(issue);
  const missing = required.filter(
    (each) =>
      !runs.some((run) => run.name === each && ['success', 'neutral', 'skipped'].includes(run.conclusion ?? '')),
  );
  const absent = missing.filter((each) => !runs.some((run) => run.name === each));
  const checks = html`<details class="merge-row" id="merge-checks"${state === 'success' && missing.length === 0 ? undefined : html` open`}><summary>${icon(name, kind)} <span><span class="strong">${title}</span><br><span class="quiet">${runs.length === 0 ? 'They show here as soon as an App reports one.' : tally(runs)}</span></span></summary>
${runLines(runs, (run) => `${path}/checks#run-${run.id}`, required)}
${absent.length === 0 ? undefined : html`<ul class="run-lines">${absent.map((each) => html`<li>${icon('queued', 'pending')} <span class="run-text"><span class="strong">${each}</span> <span class="quiet">Expected, not reported yet</span></span> <span class="tag">Required</span></li>`)}</ul>`}</details>`;
  const merge = await mergeability(issue);
  return html`<section class="box merge" id="merge-box" aria-label="Merge">${checks}${pull.merged || issue.state === 'closed' ? ended(issue) : mergeRow(site, issue, merge, missing)}</section>`;
}

function ended(issue: PullIssue): Html {
  const { merged } = issue.pull;
  if (!merged)
    return row(
      'pull-closed',
      'failure',
      'Closed with unmerged commits',
      'This pull request is closed. It can be reopened below as long as its branch exists.',
    );
  return row(
    'pull-merged',
    'merged',
    'Pull request successfully merged and closed',
    html`The checks of what was merged are at <a href="${commitPath(issue.repository, merged.sha)}/checks">commit <code>${merged.sha.slice(0, 7)}</code></a>.`,
  );
}

const row = (name: IconName, kind: string, title: string, text: Html | string): Html =>
  html`<div class="merge-row">${icon(name, kind)} <p><span class="strong">${title}</span><br><span class="quiet">${text}</span></p></div>`;

function mergeRow(
  site: Site,
  issue: PullIssue,
  merge: 'clean' | 'dirty' | 'unknown',
  missing: readonly string[],
): Html {
  const { repository, pull } = issue;
  const path = issuePath(issue);
  const writes = hasRole(repository, site.viewer, 'write');
  const ready = html`<form method="post" action="${path}/ready"><button class="button" type="submit">Ready for review</button></form>`;
  if (pull.draft)
    return html`${row('pull-draft', 'neutral', 'This pull request is still a work in progress', 'Draft pull requests cannot be merged.')}${writes ? html`<div class="merge-row">${ready}</div>` : undefined}`;
  const conflicts =
    merge === 'dirty'
      ? row(
          'attention',
          'pending',
          'This branch has conflicts that must be resolved',
          'Merge or rebase the base branch into it.',
        )
      : row('success', 'success', 'No conflicts with base branch', 'Merging can be performed automatically.');
  const blocked = merge === 'dirty' || missing.length > 0;
  const why =
    missing.length > 0
      ? `${counted(missing.length, 'required check')} must pass first.`
      : 'All commits become one commit on the base branch.';
  const button = html`<form method="post" action="${path}/merge"><input type="hidden" name="head" value="${pull.head.sha}"><button class="button primary" type="submit"${blocked ? html` disabled` : undefined}>Squash and merge</button></form> <span class="quiet">${why}</span>`;
  return html`${conflicts}<div class="merge-row">${writes ? button : html`<span class="quiet">Only those with write access to this repository can merge.</span>`}</div>`;
}
