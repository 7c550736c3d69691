import { canSee } from '../github/acts/access.ts';
import { directoryMode, isBinary, linkMode, submoduleMode, type TreeEntry } from '../github/git/objects.ts';
import { entryAt } from '../github/git/trees.ts';
import type { Account, Repository } from '../github/main.ts';
import { issuesOf } from '../github/state/store.ts';
import { commitLine } from './commits.ts';
import { encodePath, type Html, html } from './html.ts';
import { icon } from './icons.ts';
import { issueRows } from './issues.ts';
import { documentOf, repositoryPage } from './layout.ts';
import { accountPath, actorOf, avatar, counted, displayName, markdown, repositoryPath, type Site } from './site.ts';

/** A place in a repository's tree at a revision. */
export interface Place {
  readonly repository: Repository;
  /** As the address names it: a branch, tag or oid. */
  readonly ref: string;
  readonly commit: string;
  readonly path: string;
}

const largest = 512 * 1024;

async function entryOf({ repository, commit, path }: Place): Promise<TreeEntry | undefined> {
  const { objects } = repository.git;
  const root = (await objects.commit(commit))?.tree;
  return root === undefined ? undefined : entryAt(objects, root, path);
}

function crumbs({ repository, ref, path }: Place): Html {
  const base = `${repositoryPath(repository)}/tree/${encodePath(ref)}`;
  const parts = path.split('/').filter((part) => part !== '');
  const links = parts.map((part, index) =>
    index === parts.length - 1
      ? html` / <span class="strong">${part}</span>`
      : html` / <a href="${base}/${encodePath(parts.slice(0, index + 1).join('/'))}">${part}</a>`,
  );
  return html`<p class="crumbs"><span class="branch-tag">${icon('branch', 'plain')} ${ref}</span> <a class="strong" href="${base}">${repository.name}</a>${links}</p>`;
}

async function listing(place: Place, tree: string): Promise<Html> {
  const { repository, ref, path } = place;
  const entries = await repository.git.objects.tree(tree);
  const folders = entries.filter(({ mode }) => mode === directoryMode);
  const files = entries.filter(({ mode }) => mode !== directoryMode);
  const prefix = path === '' ? '' : `${encodePath(path)}/`;
  return html`<ul class="rows files">${[...folders, ...files].map(({ name, mode }) => {
    const folder = mode === directoryMode;
    const href = `${repositoryPath(repository)}/${folder ? 'tree' : 'blob'}/${encodePath(ref)}/${prefix}${encodeURIComponent(name)}`;
    const kind = folder ? 'Folder' : mode === linkMode ? 'Link' : mode === submoduleMode ? 'Submodule' : 'File';
    return html`<li class="row">${icon(folder ? 'folder' : 'file', folder ? 'folder' : 'plain')}<span class="visually-hidden">${kind}: </span> <a href="${href}">${name}</a></li>`;
  })}</ul>`;
}

async function readme(site: Site, place: Place, tree: string): Promise<Html | undefined> {
  const { objects } = place.repository.git;
  const entry = (await objects.tree(tree)).find(({ name }) => /^readme(\.md)?$/i.test(name));
  const bytes = entry && (await objects.read(entry.oid))?.bytes;
  if (!entry || !bytes || bytes.length > largest) return undefined;
  const text = bytes.toString('utf8');
  return html`<section class="box" aria-label="${entry.name}"><div class="box-head start">${icon('book', 'plain')} <span class="strong">${entry.name}</span></div><div class="box-body">${markdown(site, place.repository, text, false)}</div></section>`;
}

/** A folder; the root is the repository's front page. `undefined`: there is no such folder. */
export async function treePage(site: Site, place: Place): Promise<Html | undefined> {
  const { repository, path, ref } = place;
  const entry = await entryOf(place);
  if (entry?.mode !== directoryMode) return undefined;
  const commit = await repository.git.objects.commit(place.commit);
  const list = html`${crumbs(place)}<div class="box"><div class="box-head commit-line">${commit && commitLine(site, repository, commit)}</div>${await listing(place, entry.oid)}</div>${await readme(site, place, entry.oid)}`;
  const title = path === '' ? ref : `${path} at ${ref}`;
  const content =
    path === ''
      ? html`<div class="columns"><div class="column-main">${list}</div>${overview(site, repository)}</div>`
      : list;
  return repositoryPage(site, repository, 'Code', title, html`<h1 class="visually-hidden">${title}</h1>`, content);
}

function overview(site: Site, repository: Repository): Html {
  const all = [...issuesOf(site.world.store, repository).values()].filter((issue) => issue.state === 'open');
  const recent = (pulls: boolean) => all.filter((issue) => (issue.pull !== undefined) === pulls).slice(-5);
  const clone = `${site.world.site.url}${repositoryPath(repository)}.git`;
  const branches = repository.git.refs.list('refs/heads/').map(({ name }) => name.slice('refs/heads/'.length));
  const path = repositoryPath(repository);
  return html`<aside class="sidebar" aria-label="About">
<section><h2>About</h2><p>${repository.description ?? html`<span class="quiet">No description.</span>`}</p></section>
<section><h2><label for="clone">Clone</label></h2><input id="clone" class="clone" readonly value="${clone}"></section>
<section><h2>Pull requests</h2>${issueRows(site, recent(true), 'None open.')}</section>
<section><h2>Issues</h2>${issueRows(site, recent(false), 'None open.')}<p><a class="button primary" href="${path}/issues/new">New issue</a></p></section>
<section><h2>${counted(branches.length, 'branch', 'branches')}</h2><ul class="plain">${branches.slice(0, 30).map((name) => html`<li><a href="${path}/tree/${encodePath(name)}">${icon('branch', 'plain')} ${name}</a></li>`)}</ul></section>
</aside>`;
}

/** A file with numbered lines. `undefined`: there is no such file. */
export async function blobPage(site: Site, place: Place): Promise<Html | undefined> {
  const { repository, ref, path } = place;
  const bytes = await rawFile(place);
  if (!bytes) return undefined;
  const lines = bytes.toString('utf8').replace(/\n$/, '').split('\n');
  const raw = `${repositoryPath(repository)}/raw/${encodePath(ref)}/${encodePath(path)}`;
  const head = html`<div class="box-head"><span class="quiet">${counted(lines.length, 'line')} · ${counted(bytes.length, 'byte')}</span> <a class="button" href="${raw}">Raw</a></div>`;
  const body =
    isBinary(bytes) || bytes.length > largest
      ? html`<p class="blank">This file is binary or too large to show.</p>`
      : html`<div class="code-box" tabindex="0" role="region" aria-label="${path}"><table class="code"><tbody>${lines.map((line, index) => html`<tr id="L${index + 1}"><td class="number"><a href="#L${index + 1}" aria-label="Line ${index + 1}" data-line="${index + 1}"></a></td><td class="code-text">${line}</td></tr>`)}</tbody></table></div>`;
  return repositoryPage(
    site,
    repository,
    'Code',
    `${path} at ${ref}`,
    html`<h1 class="visually-hidden">${path}</h1>${crumbs(place)}<div class="box">${head}${body}</div>`,
  );
}

export async function rawFile(place: Place): Promise<Buffer | undefined> {
  const entry = place.path === '' ? undefined : await entryOf(place);
  if (!entry || entry.mode === directoryMode || entry.mode === submoduleMode) return undefined;
  return (await place.repository.git.objects.read(entry.oid))?.bytes;
}

export function emptyPage(site: Site, repository: Repository): Html {
  const clone = `${site.world.site.url}${repositoryPath(repository)}.git`;
  const body = html`<h1>This repository is empty</h1><p>Push to <code class="wrap">${clone}</code>.</p>`;
  return repositoryPage(site, repository, 'Code', 'Empty', body);
}

/** The repositories that the viewer can see: all, or one owner's. */
export function homePage(site: Site, owner?: Account): Html {
  const all = [...site.world.store.repositories.values()].filter(
    (each) => canSee(actorOf(site), each) && (owner === undefined || each.owner === owner),
  );
  const title = owner === undefined ? 'Repositories' : displayName(owner);
  const head = owner
    ? html`<h1>${avatar(owner, 'large')} ${owner.name ?? displayName(owner)}</h1><p class="quiet">${owner.type} <a href="${accountPath(owner)}">${displayName(owner)}</a></p>`
    : html`<h1>${title}</h1>`;
  const list = html`<ul class="rows">${all.map((each) => html`<li class="row">${icon(each.private ? 'lock' : 'book', 'plain')}<div class="row-text"><p><a class="strong row-title" href="${repositoryPath(each)}">${each.owner.login}/${each.name}</a></p><p class="quiet">${each.description ?? 'No description.'}</p></div></li>`)}</ul>`;
  const body = html`<div class="content">${head}<div class="box">${all.length === 0 ? html`<p class="blank">No repositories.</p>` : list}</div></div>`;
  return documentOf(site, title, body);
}
