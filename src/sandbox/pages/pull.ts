import { commitsBetween } from '../github/git/history.ts';
import type { Commit } from '../github/git/objects.ts';
import { pullFiles } from '../github/json/pull.ts';
import type { PullIssue } from '../github/main.ts';
import { checksView, commitMark, latestRuns, overall } from './checks.ts';
import { commitRows, verifiedTag } from './commits.ts';
import { commentForm, type Entry, eventLine, sidebar, timeline } from './conversation.ts';
import { annotationsOf, diffView } from './diff.ts';
import { type Html, html } from './html.ts';
import { icon } from './icons.ts';
import { issueHead } from './issues.ts';
import { repositoryPage, type Tab, tabs } from './layout.ts';
import { mergeBox } from './merge-box.ts';
import { accountLink, ago, commitPath, counted, issuePath, type Site } from './site.ts';

export type PullTab = 'Conversation' | 'Commits' | 'Checks' | 'Files changed';

const checksIcon = { none: 'queued', pending: 'queued', failure: 'failure', success: 'success' } as const;

/** A pull request, one of its four sides. */
export async function pullPage(site: Site, issue: PullIssue, tab: PullTab): Promise<Html> {
  const { pull, repository } = issue;
  const { objects } = repository.git;
  const [files, commits] = await Promise.all([pullFiles(issue), commitsBetween(objects, pull.base.sha, pull.head.sha)]);
  const runs = latestRuns(site, repository, pull.head.sha);
  const path = issuePath(issue);
  const all: readonly Tab[] = [
    { name: 'Conversation', href: path, icon: 'comment', count: issue.comments.length },
    { name: 'Commits', href: `${path}/commits`, icon: 'commit', count: commits.length },
    {
      name: 'Checks',
      href: `${path}/checks`,
      icon: checksIcon[overall(runs)],
      count: runs.length,
    },
    { name: 'Files changed', href: `${path}/files`, icon: 'file', count: files.length },
  ];
  const content = {
    Conversation: () => conversation(site, issue, commits),
    Commits: () => commitRows(site, repository, commits),
    Checks: () => checksView(site, repository, pull.head.sha),
    'Files changed': () => diffView(repository, pull.head.sha, files, annotationsOf(runs)),
  };
  return repositoryPage(
    site,
    repository,
    'Pull requests',
    `${issue.title} · Pull request #${issue.number}`,
    issueHead(issue, about(issue, commits.length)),
    tabs('Pull request', all, tab),
    await content[tab](),
  );
}

function about(issue: PullIssue, commits: number): Html {
  const { pull } = issue;
  const who = pull.merged?.by ?? issue.author;
  const what = pull.merged ? 'merged' : 'wants to merge';
  return html`${accountLink(who)} ${what} ${counted(commits, 'commit')} into <code class="ref">${pull.base.ref}</code> from <code class="ref">${pull.head.ref}</code>`;
}

async function conversation(site: Site, issue: PullIssue, commits: readonly Commit[]): Promise<Html> {
  const { pull, repository } = issue;
  const { merged } = pull;
  const entries: Entry[] = commits.map((commit) =>
    eventLine(
      Math.max(commit.committer.time, issue.createdAt),
      `commit-${commit.oid.slice(0, 12)}`,
      icon('commit'),
      html`<a href="${commitPath(repository, commit.oid)}">${commit.message.split('\n')[0] ?? ''}</a> ${verifiedTag(repository, commit)} ${commitMark(site, repository, commit.oid)} <code class="quiet">${commit.oid.slice(0, 7)}</code>`,
    ),
  );
  if (merged)
    entries.push(
      eventLine(
        merged.at,
        'merged',
        icon('pull-merged', 'merged'),
        accountLink(merged.by),
        html` merged commit <a href="${commitPath(repository, merged.sha)}"><code>${merged.sha.slice(0, 7)}</code></a> into <code class="ref">${pull.base.ref}</code> `,
        ago(site, merged.at),
        html` ${commitMark(site, repository, merged.sha)}`,
      ),
    );
  return html`<div class="columns"><div class="column-main">${timeline(site, issue, entries)}${await mergeBox(site, issue)}${commentForm(site, issue)}</div>${sidebar(issue)}</div>`;
}
