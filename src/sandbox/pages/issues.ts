import type { Issue, Repository } from '../github/main.ts';
import { issuesOf } from '../github/state/store.ts';
import { commitMark } from './checks.ts';
import { commentForm, sidebar, timeline } from './conversation.ts';
import { type Html, html } from './html.ts';
import { type IconName, icon } from './icons.ts';
import { repositoryPage } from './layout.ts';
import {
  accountLink,
  ago,
  avatar,
  counted,
  displayName,
  issuePath,
  labelTags,
  repositoryPath,
  type Site,
} from './site.ts';

/** What state it is in: word, picture and colour. */
export function stateOf(issue: Issue): readonly [word: string, icon: IconName, kind: string] {
  const { pull, state } = issue;
  if (pull?.merged) return ['Merged', 'pull-merged', 'merged'];
  if (pull && state === 'closed') return ['Closed', 'pull-closed', 'closed'];
  if (pull) return pull.draft ? ['Draft', 'pull-draft', 'draft'] : ['Open', 'pull-open', 'open'];
  if (state === 'open') return ['Open', 'issue-open', 'open'];
  return issue.stateReason === 'not_planned' ? ['Closed', 'skipped', 'draft'] : ['Closed', 'issue-closed', 'merged'];
}

/** The title and, below it, the state. */
export function issueHead(issue: Issue, about: Html): Html {
  const [word, name, kind] = stateOf(issue);
  return html`<div class="issue-head"><h1>${issue.title} <span class="quiet">#${issue.number}</span></h1>
<p class="issue-state"><span class="state state-${kind}">${icon(name, 'plain')} ${word}</span> <span>${about}</span>${issue.locked && html`<span class="tag">${icon('lock')} Locked</span>`}</p></div>`;
}

export function issuePage(site: Site, issue: Issue): Html {
  const people = [...new Set([issue.author, ...issue.comments.map(({ author }) => author)])];
  const about = html`${accountLink(issue.author)} opened this issue ${ago(site, issue.createdAt)} · ${counted(issue.comments.length, 'comment')}`;
  return repositoryPage(
    site,
    issue.repository,
    'Issues',
    `${issue.title} · Issue #${issue.number}`,
    issueHead(issue, about),
    html`<div class="columns"><div class="column-main">${timeline(site, issue)}${commentForm(site, issue)}</div>
${sidebar(issue, html`<section><h2>Participants</h2><p class="people">${people.map((each) => html`<span title="${each.login}">${avatar(each)} ${displayName(each)}</span> `)}</p></section>`)}</div>`,
  );
}

function row(site: Site, issue: Issue): Html {
  const [word, name, kind] = stateOf(issue);
  const mark = issue.pull ? commitMark(site, issue.repository, issue.pull.head.sha) : undefined;
  return html`<li class="row" id="row-${issue.number}"><span class="run-icon">${icon(name, kind)}<span class="visually-hidden">${word}: </span></span>
<div class="row-text"><p><a class="strong row-title" href="${issuePath(issue)}">${issue.title}</a> ${mark} ${labelTags(issue.labels)}</p>
<p class="quiet">#${issue.number} opened ${ago(site, issue.createdAt)} by ${displayName(issue.author)}</p></div>
${issue.comments.length === 0 ? undefined : html`<span class="quiet row-count" title="${counted(issue.comments.length, 'comment')}">${icon('comment', 'plain')} ${issue.comments.length}</span>`}</li>`;
}

/** A list of issues or pull requests, newest first. */
export function issueRows(site: Site, issues: readonly Issue[], nothing: string): Html {
  if (issues.length === 0) return html`<p class="blank">${nothing}</p>`;
  return html`<ul class="rows">${issues.toSorted((a, b) => b.number - a.number).map((issue) => row(site, issue))}</ul>`;
}

/** `issues` and `pulls`, open or closed. */
export function listPage(site: Site, repository: Repository, what: 'issues' | 'pulls', closed: boolean): Html {
  const all = [...issuesOf(site.world.store, repository).values()].filter(
    (issue) => (issue.pull !== undefined) === (what === 'pulls'),
  );
  const open = all.filter((issue) => issue.state === 'open');
  const rest = all.filter((issue) => issue.state === 'closed');
  const path = `${repositoryPath(repository)}/${what}`;
  const title = what === 'issues' ? 'Issues' : 'Pull requests';
  const choice = (words: string, href: string, current: boolean) =>
    html`<a href="${href}"${current ? html` aria-current="true"` : undefined}>${words}</a>`;
  return repositoryPage(
    site,
    repository,
    title,
    title,
    html`<div class="list-head"><h1>${title}</h1>${what === 'issues' ? html`<a class="button primary" href="${path}/new">New issue</a>` : undefined}</div>
<div class="box"><nav class="box-head choices" aria-label="State">${choice(`${open.length} open`, path, !closed)} ${choice(`${rest.length} closed`, `${path}?state=closed`, closed)}</nav>
${issueRows(site, closed ? rest : open, `There are no ${closed ? 'closed' : 'open'} ${title.toLowerCase()}.`)}</div>`,
  );
}

export function newIssuePage(site: Site, repository: Repository): Html {
  return repositoryPage(
    site,
    repository,
    'Issues',
    'New issue',
    html`<h1>New issue</h1><form class="box box-body comment-form new-issue" method="post" action="${repositoryPath(repository)}/issues">
<label class="strong" for="issue-title">Title</label><input id="issue-title" name="title" required maxlength="256" autofocus>
<label class="strong" for="issue-body">Description</label><textarea id="issue-body" name="body" rows="10" maxlength="65536" placeholder="Markdown, or a command such as /create-cluster eu-west-1"></textarea>
<div class="form-foot"><span class="quiet hint">Ctrl + Enter sends</span><div class="buttons"><button class="button primary" type="submit" data-default>Create issue</button></div></div></form>`,
  );
}
