import { authorize, hasRole, needs } from '../github/acts/access.ts';
import { associationOf } from '../github/json/issue.ts';
import type { Comment, Issue, Reaction } from '../github/main.ts';
import { issuesOf } from '../github/state/store.ts';
import { type Html, html } from './html.ts';
import { icon } from './icons.ts';
import { accountLink, actorOf, ago, avatar, issuePath, labelTags, markdown, type Site } from './site.ts';

/** Something that happened in a conversation, at its time. */
export interface Entry {
  readonly at: number;
  readonly view: Html;
}

const faces = {
  '+1': ['👍', 'thumbs up'],
  '-1': ['👎', 'thumbs down'],
  laugh: ['😄', 'laugh'],
  hooray: ['🎉', 'hooray'],
  confused: ['😕', 'confused'],
  heart: ['❤️', 'heart'],
  rocket: ['🚀', 'rocket'],
  eyes: ['👀', 'eyes'],
} as const;

function reactions(all: readonly Reaction[]): Html | undefined {
  if (all.length === 0) return undefined;
  const kinds = [...new Set(all.map(({ content }) => content))];
  return html`<ul class="reactions" aria-label="Reactions">${kinds.map((content) => {
    const by = all.filter((each) => each.content === content).map(({ user }) => user.login);
    const [face, word] = faces[content];
    return html`<li title="${by.join(', ')}"><span aria-hidden="true">${face}</span><span class="visually-hidden">${word}</span> ${by.length}</li>`;
  })}</ul>`;
}

/** The opening text of an issue or a comment on it. */
export function commentCard(site: Site, each: Issue | Comment): Html {
  const issue = each.kind === 'comment' ? each.issue : each;
  const { repository } = issue;
  const anchor = each.kind === 'comment' ? `issuecomment-${each.id}` : `issue-${each.id}`;
  const stand = associationOf(repository, each.author).toLowerCase();
  const body = each.body?.trim()
    ? markdown(site, repository, each.body, true)
    : html`<p class="quiet"><em>No description provided.</em></p>`;
  const hidden = each.kind === 'comment' ? each.minimized : undefined;
  return html`<article class="card" id="${anchor}" aria-label="Comment by ${each.author.login}">
<div class="card-side">${avatar(each.author, 'large')}</div>
<div class="box card-box">
<header class="box-head"><span>${accountLink(each.author)} <span class="quiet">${each.kind === 'comment' ? 'commented' : 'opened this'} <a class="quiet" href="#${anchor}">${ago(site, each.createdAt)}</a>${each.editedAt === undefined ? undefined : ' · edited'}</span></span>${
    stand === 'none' ? undefined : html`<span class="tag">${`${stand[0]?.toUpperCase()}${stand.slice(1)}`}</span>`
  }</header>
<div class="box-body">${hidden === undefined ? body : html`<details><summary>Hidden as ${hidden}</summary>${body}</details>`}${reactions(each.reactions)}</div>
</div></article>`;
}

/** A line of the timeline between the comments. */
export const eventLine = (at: number, id: string, mark: Html, ...words: readonly (Html | string)[]): Entry => ({
  at,
  view: html`<div class="event" id="${id}"><span class="event-mark">${mark}</span><p>${words}</p></div>`,
});

function mentions(site: Site, issue: Issue): Entry[] {
  const named = new RegExp(`(?:^|[^\\w/&#])#${issue.number}(?!\\w)`);
  return [...issuesOf(site.world.store, issue.repository).values()]
    .filter((other) => other !== issue && [other.body ?? '', other.title].some((text) => named.test(text)))
    .map((other) =>
      eventLine(
        other.createdAt,
        `mention-${other.number}`,
        icon('link'),
        accountLink(other.author),
        ' mentioned this ',
        ago(site, other.createdAt),
        html` in <a class="strong" href="${issuePath(other)}">${other.title} #${other.number}</a>`,
      ),
    );
}

/** The comments and what else happened, in the order of time. */
export function timeline(site: Site, issue: Issue, more: readonly Entry[] = []): Html {
  const comments = issue.comments.map((each) => ({ at: each.createdAt, view: commentCard(site, each) }));
  const entries: Entry[] = [...comments, ...mentions(site, issue), ...more];
  if (issue.closedAt !== undefined && issue.closedBy && !issue.pull?.merged)
    entries.push(
      eventLine(
        issue.closedAt,
        'closed',
        icon(issue.pull ? 'pull-closed' : 'issue-closed', issue.pull ? 'failure' : 'merged'),
        accountLink(issue.closedBy),
        ` closed this${issue.stateReason === 'not_planned' ? ' as not planned' : ''} `,
        ago(site, issue.closedAt),
      ),
    );
  return html`<div class="timeline">${commentCard(site, issue)}${entries
    .sort((a, b) => a.at - b.at)
    .map(({ view }) => view)}</div>`;
}

/** Why the viewer cannot comment; `undefined`: they can. */
function refusal(site: Site, issue: Issue): string | undefined {
  try {
    authorize(actorOf(site), issue.repository, needs.writeIssues);
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
  return issue.locked && !hasRole(issue.repository, site.viewer, 'write') ? 'This conversation is locked.' : undefined;
}

export const mayChange = (site: Site, issue: Issue): boolean =>
  issue.author.id === site.viewer.id || hasRole(issue.repository, site.viewer, issue.pull ? 'write' : 'triage');

/** The box to type a comment or command into, with the button that closes or reopens. */
export function commentForm(site: Site, issue: Issue): Html {
  const why = refusal(site, issue);
  if (why !== undefined) return html`<p class="box blank" id="new-comment">${why}</p>`;
  const what = issue.pull ? 'pull request' : 'issue';
  const open = issue.state === 'open';
  const words = open ? `Close ${what}` : `Reopen ${what}`;
  const both = open ? 'Close with comment' : 'Reopen with comment';
  const turn =
    mayChange(site, issue) && !issue.pull?.merged
      ? html`<button class="button" type="submit" name="act" value="${open ? 'close' : 'reopen'}" formnovalidate data-alone="${words}" data-with-comment="${both}">${words}</button>`
      : undefined;
  return html`<section class="card" id="new-comment" aria-labelledby="comment-label">
<div class="card-side">${avatar(site.viewer, 'large')}</div>
<form class="comment-form" method="post" action="${issuePath(issue)}/comment">
<label class="strong" id="comment-label" for="comment-body">Add a comment</label>
<textarea id="comment-body" name="body" rows="4" required maxlength="65536" placeholder="Markdown, or a command such as /help" aria-describedby="comment-hint"></textarea>
<div class="form-foot"><span class="quiet hint" id="comment-hint">Ctrl + Enter sends</span><div class="buttons">${turn}<button class="button primary" type="submit" name="act" value="comment" data-default>Comment</button></div></div>
</form></section>`;
}

export function sidebar(issue: Issue, ...more: readonly Html[]): Html {
  return html`<aside class="sidebar" aria-label="About this">
<section><h2>Labels</h2><p>${issue.labels.length === 0 ? html`<span class="quiet">None yet</span>` : labelTags(issue.labels)}</p></section>
${more}</aside>`;
}
