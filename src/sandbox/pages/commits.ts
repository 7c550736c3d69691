import type { Commit } from '../github/git/objects.ts';
import { accountByEmail } from '../github/json/commit.ts';
import type { Repository } from '../github/main.ts';
import { checksView, commitMark, latestRuns } from './checks.ts';
import { annotationsOf, diffView } from './diff.ts';
import { type Html, html } from './html.ts';
import { repositoryPage, type Tab, tabs } from './layout.ts';
import { accountLink, ago, avatar, commitPath, type Site } from './site.ts';

/** GitHub vouches for the commits that it made itself. */
export const verifiedTag = (repository: Repository, commit: Commit): Html | undefined =>
  repository.signed.has(commit.oid)
    ? html`<span class="verified" title="Signed by this GitHub">Verified</span>`
    : undefined;

function authorOf(site: Site, commit: Commit): Html {
  const account = accountByEmail(site.world, commit.author.email);
  return account
    ? html`${avatar(account)} ${accountLink(account)}`
    : html`<span class="strong">${commit.author.name}</span>`;
}

/** The latest commit of a branch in one line. */
export function commitLine(site: Site, repository: Repository, commit: Commit): Html {
  return html`${authorOf(site, commit)} <a class="commit-title" href="${commitPath(repository, commit.oid)}">${commit.message.split('\n')[0] ?? ''}</a> ${commitMark(site, repository, commit.oid)} <span class="quiet commit-tail"><code>${commit.oid.slice(0, 7)}</code> · ${ago(site, commit.committer.time)}</span>`;
}

export function commitRows(site: Site, repository: Repository, commits: readonly Commit[]): Html {
  return html`<ol class="box rows">${commits.map((commit) => {
    const [title = '', ...rest] = commit.message.split('\n');
    const more = rest.join('\n').trim();
    return html`<li class="row" id="commit-${commit.oid.slice(0, 12)}"><div class="row-text"><p><a class="strong row-title" href="${commitPath(repository, commit.oid)}">${title}</a></p>
${more === '' ? undefined : html`<details><summary class="quiet">More</summary><pre tabindex="0" class="message">${more}</pre></details>`}
<p class="quiet">${authorOf(site, commit)} committed ${ago(site, commit.committer.time)} ${commitMark(site, repository, commit.oid)}</p></div>
<span class="row-count">${verifiedTag(repository, commit)} <a href="${commitPath(repository, commit.oid)}"><code>${commit.oid.slice(0, 7)}</code></a></span></li>`;
  })}</ol>`;
}

/** The branch's last commits along the first parents. */
export async function historyPage(site: Site, repository: Repository, ref: string, oid: string): Promise<Html> {
  const commits: Commit[] = [];
  for (let at: string | undefined = oid; at !== undefined && commits.length < 100; at = commits.at(-1)?.parents[0]) {
    const commit = await repository.git.objects.commit(at);
    if (!commit) break;
    commits.push(commit);
  }
  const body = html`<h1>Commits on <code class="ref">${ref}</code></h1>${commitRows(site, repository, commits)}`;
  return repositoryPage(site, repository, 'Commits', `Commits on ${ref}`, body);
}

/** A commit: what it changed, or its checks. */
export async function commitPage(site: Site, repository: Repository, commit: Commit, checks: boolean): Promise<Html> {
  const { git } = repository;
  const before = commit.parents[0] === undefined ? git.objects.writeTree([]) : commit.parents[0];
  const files = await git.diff(before, commit.oid);
  const runs = latestRuns(site, repository, commit.oid);
  const [title = '', ...rest] = commit.message.split('\n');
  const path = commitPath(repository, commit.oid);
  const all: readonly Tab[] = [
    { name: 'Files changed', href: path, icon: 'file', count: files.length },
    { name: 'Checks', href: `${path}/checks`, icon: 'success', count: runs.length },
  ];
  const more = rest.join('\n').trim();
  return repositoryPage(
    site,
    repository,
    'Commits',
    title,
    html`<div class="issue-head"><h1>${title}</h1>${more === '' ? undefined : html`<pre class="message" tabindex="0">${more}</pre>`}
<p class="issue-state">${authorOf(site, commit)} <span class="quiet">committed ${ago(site, commit.committer.time)}</span> ${verifiedTag(repository, commit)} ${commitMark(site, repository, commit.oid)} <code class="wrap">${commit.oid}</code></p></div>`,
    tabs('Commit', all, checks ? 'Checks' : 'Files changed'),
    checks ? checksView(site, repository, commit.oid) : diffView(repository, commit.oid, files, annotationsOf(runs)),
  );
}
