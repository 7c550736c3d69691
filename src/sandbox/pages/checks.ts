import { hasRole } from '../github/acts/access.ts';
import type { CheckAnnotation, CheckRun, Repository } from '../github/main.ts';
import { runsOf } from '../github/state/store.ts';
import { encodePath, type Html, html } from './html.ts';
import { type IconName, icon } from './icons.ts';
import { ago, avatar, counted, displayName, duration, markdown, repositoryPath, type Site } from './site.ts';

/** The newest run of each name of each App, as GitHub's pages show a commit. */
export function latestRuns(site: Site, repository: Repository, sha: string): CheckRun[] {
  const runs = runsOf(site.world.store, repository, sha);
  const latest = new Map(runs.map((run) => [`${run.suite.app.id} ${run.name}`, run]));
  return [...latest.values()];
}

type Look = readonly [icon: IconName, kind: string, words: string];

const conclusions: Readonly<Record<string, Look>> = {
  success: ['success', 'success', 'Successful'],
  failure: ['failure', 'failure', 'Failing'],
  neutral: ['neutral', 'neutral', 'Neutral'],
  skipped: ['skipped', 'neutral', 'Skipped'],
  cancelled: ['cancelled', 'neutral', 'Cancelled'],
  stale: ['cancelled', 'neutral', 'Stale'],
  timed_out: ['failure', 'failure', 'Timed out'],
  action_required: ['attention', 'pending', 'Action required'],
};

function lookOf(run: CheckRun): Look {
  if (run.conclusion) return conclusions[run.conclusion] ?? ['neutral', 'neutral', run.conclusion];
  return run.status === 'in_progress' ? ['progress', 'pending', 'In progress'] : ['queued', 'pending', 'Queued'];
}

/** What a run's state is, for eyes and ears. */
export function runIcon(run: CheckRun): Html {
  const [name, kind, words] = lookOf(run);
  return html`<span class="run-icon">${icon(name, kind)}<span class="visually-hidden">${words}: </span></span>`;
}

export type Overall = 'none' | 'pending' | 'failure' | 'success';

export function overall(runs: readonly CheckRun[]): Overall {
  if (runs.length === 0) return 'none';
  if (runs.some((run) => ['failure', 'timed_out', 'action_required', 'cancelled'].includes(run.conclusion ?? '')))
    return 'failure';
  return runs.some((run) => run.status !== 'completed') ? 'pending' : 'success';
}

/** The small mark beside a commit: leads to its checks. */
export function commitMark(site: Site, repository: Repository, sha: string): Html | undefined {
  const runs = latestRuns(site, repository, sha);
  const state = overall(runs);
  if (state === 'none') return undefined;
  const words = `${runs.filter((run) => run.conclusion !== undefined && overall([run]) === 'success').length} of ${counted(runs.length, 'check')} OK`;
  return html`<a class="mark" href="${repositoryPath(repository)}/commit/${sha}/checks" title="${words}">${icon(state === 'pending' ? 'queued' : state, state)}<span class="visually-hidden">${words}</span></a>`;
}

/** One line for each run, as in the box below a conversation. */
export function runLines(
  runs: readonly CheckRun[],
  hrefOf: (run: CheckRun) => string,
  required: readonly string[],
): Html {
  return html`<ul class="run-lines">${runs.map(
    (run) =>
      html`<li id="line-${run.id}">${runIcon(run)} ${avatar(run.suite.app.bot)} <span class="run-text"><span class="strong">${run.name}</span> <span class="quiet">${
        run.title ?? lookOf(run)[2]
      }</span></span>${required.includes(run.name) ? html` <span class="tag">Required</span>` : undefined} <a class="run-link" href="${hrefOf(run)}">Details<span class="visually-hidden"> of ${run.name}</span></a></li>`,
  )}</ul>`;
}

const levels = {
  notice: ['neutral', 'Notice'],
  warning: ['attention', 'Warning'],
  failure: ['failure', 'Failure'],
} as const;

/** An annotation; `where` names its place when it does not stand there already. */
export function annotationBox(annotation: CheckAnnotation, from: CheckRun, where?: Html): Html {
  const [name, words] = levels[annotation.level];
  const kind = annotation.level === 'warning' ? 'pending' : name;
  return html`<div class="annotation annotation-${annotation.level}">
<p class="annotation-head">${icon(name, kind)} <span class="strong">${words}</span> <span class="quiet">from ${from.name}</span>${where ? html` ${where}` : undefined}</p>
${annotation.title === undefined ? undefined : html`<p class="strong">${annotation.title}</p>`}
<p class="pre-line">${annotation.message}</p>
${annotation.rawDetails === undefined ? undefined : html`<details><summary>Raw details</summary><pre tabindex="0">${annotation.rawDetails}</pre></details>`}
</div>`;
}

function runButtons(site: Site, run: CheckRun): Html | undefined {
  const { repository } = run.suite;
  if (!hasRole(repository, site.viewer, 'write')) return undefined;
  const path = `${repositoryPath(repository)}/runs/${run.id}`;
  return html`<div class="buttons">
${run.status === 'completed' && html`<form method="post" action="${path}/rerun"><button class="button" type="submit">Re-run<span class="visually-hidden"> ${run.name}</span></button></form>`}
${run.actions.map(
  (action) =>
    html`<form method="post" action="${path}/action"><input type="hidden" name="identifier" value="${action.identifier}"><button class="button" type="submit" title="${action.description}">${action.label}</button></form>`,
)}
</div>`;
}

function runTimes(site: Site, run: CheckRun): Html {
  const { startedAt, completedAt } = run;
  if (startedAt !== undefined && completedAt !== undefined)
    return html`completed ${ago(site, completedAt)} in ${duration(completedAt - startedAt)}`;
  return startedAt === undefined ? html`not started` : html`started ${ago(site, startedAt)}`;
}

/** A run in full. */
function runCard(site: Site, run: CheckRun): Html {
  const { repository, headSha, app } = run.suite;
  const place = (annotation: CheckAnnotation) =>
    html`<a href="${repositoryPath(repository)}/blob/${headSha}/${encodePath(annotation.path)}#L${annotation.startLine}">${annotation.path}:${annotation.startLine}</a>`;
  return html`<section class="box run" id="run-${run.id}" aria-labelledby="run-name-${run.id}">
<header class="box-head run-head"><div><h2 id="run-name-${run.id}">${runIcon(run)} ${run.name}</h2>
<p class="quiet">${lookOf(run)[2]} · ${avatar(app.bot)} ${displayName(app.bot)} · ${runTimes(site, run)}</p></div>
${runButtons(site, run)}</header>
<div class="box-body">
${run.title === undefined ? undefined : html`<p class="run-title">${run.title}</p>`}
${run.summary ? markdown(site, repository, run.summary, true) : undefined}
${run.text ? markdown(site, repository, run.text, true) : undefined}
${
  run.annotations.length === 0
    ? undefined
    : html`<h3>Annotations</h3>${run.annotations.map((each) => annotationBox(each, run, place(each)))}`
}
${run.title === undefined && !run.summary ? html`<p class="quiet">This check has not said anything yet.</p>` : undefined}
${run.detailsUrl && /^https?:\/\//.test(run.detailsUrl) ? html`<p class="run-more"><a href="${run.detailsUrl}" rel="noopener noreferrer">More details from ${displayName(app.bot)}</a></p>` : undefined}
</div></section>`;
}

/** All runs of a commit: a list to jump by, and each in full. */
export function checksView(site: Site, repository: Repository, sha: string): Html {
  const runs = latestRuns(site, repository, sha);
  if (runs.length === 0) return html`<div class="box blank">No checks have run on this commit.</div>`;
  return html`<div class="checks"><nav class="box run-index" aria-label="Checks"><ul>${runs.map(
    (run) => html`<li><a href="#run-${run.id}">${runIcon(run)} ${run.name}</a></li>`,
  )}</ul></nav><div class="run-list">${runs.map((run) => runCard(site, run))}</div></div>`;
}
