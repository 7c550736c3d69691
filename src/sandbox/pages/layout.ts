import { createHash } from 'node:crypto';
import type { Label, Repository } from '../github/main.ts';
import { issuesOf } from '../github/state/store.ts';
import { type Html, html, type Part } from './html.ts';
import { type IconName, icon } from './icons.ts';
import { script } from './script.ts';
import { accountPath, avatar, displayName, labelStyles, repositoryPath, type Site } from './site.ts';
import { style } from './style.ts';

const version = createHash('sha256').update(style).update(script).digest('hex').slice(0, 8);

/** A whole document around a page's content. */
export function documentOf(site: Site, title: string, content: Html): Html {
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${title}</title>
<link rel="icon" href="/_pages/icon.svg" type="image/svg+xml">
<link rel="stylesheet" href="/_pages/style.css?${version}">
<script src="/_pages/script.js?${version}" defer></script>
</head>
<body>
<a class="skip" href="#content">Skip to content</a>
<header class="top">
<a class="home" href="/">${icon('branch')} <span>Local GitHub</span></a>
<span class="viewer"><span class="quiet">acting as</span> ${avatar(site.viewer)} <a href="${accountPath(site.viewer)}">${displayName(site.viewer)}</a></span>
</header>
<main id="content">${content}</main>
<p class="visually-hidden" role="status" id="said"></p>
<footer class="bottom">A local GitHub for trying things out. Nothing here leaves this machine.</footer>
</body>
</html>`;
}

export interface Tab {
  readonly name: string;
  readonly href: string;
  readonly icon: IconName;
  readonly count?: number | undefined;
}

export function tabs(label: string, all: readonly Tab[], current: string): Html {
  return html`<nav class="tabs" aria-label="${label}"><ul>${all.map(
    (tab) =>
      html`<li><a href="${tab.href}"${tab.name === current ? html` aria-current="page"` : undefined}>${icon(tab.icon)} ${tab.name}${
        tab.count === undefined ? undefined : html` <span class="count">${tab.count}</span>`
      }</a></li>`,
  )}</ul></nav>`;
}

export type RepositoryTab = 'Code' | 'Issues' | 'Pull requests' | 'Commits';

/** A page of a repository, below its name and navigation. */
export function repositoryPage(
  site: Site,
  repository: Repository,
  tab: RepositoryTab,
  title: string,
  ...content: readonly Part[]
): Html {
  const path = repositoryPath(repository);
  const open = [...issuesOf(site.world.store, repository).values()].filter((issue) => issue.state === 'open');
  const pulls = open.filter((issue) => issue.pull).length;
  const all: readonly Tab[] = [
    { name: 'Code', href: path, icon: 'book' },
    { name: 'Issues', href: `${path}/issues`, icon: 'issue-open', count: open.length - pulls },
    { name: 'Pull requests', href: `${path}/pulls`, icon: 'pull-open', count: pulls },
    { name: 'Commits', href: `${path}/commits`, icon: 'commit' },
  ];
  const fullName = `${repository.owner.login}/${repository.name}`;
  return documentOf(
    site,
    `${title} · ${fullName}`,
    html`${labelSheet(repository.labels.values())}<div class="repository-head">
<p class="repository-name">${icon(repository.private ? 'lock' : 'book')} <a href="${accountPath(repository.owner)}">${repository.owner.login}</a> / <a class="strong" href="${path}">${repository.name}</a> <span class="tag">${repository.private ? 'Private' : 'Public'}${repository.archived ? ' archive' : ''}</span></p>
${tabs('Repository', all, tab)}
</div>
<div class="content">${content}</div>`,
  );
}

/** Named by what is in it, so that a new label's colour comes with the page that shows it. */
function labelSheet(labels: Iterable<Label>): Html {
  const colors = [...new Set([...labels].map(({ color }) => color))].sort();
  return html`<link rel="stylesheet" href="/_pages/labels.css?${colors.join('-')}">`;
}

export const labelSheetText = (query: string): string => labelStyles(query.replace(/^\?/, '').split('-'));
