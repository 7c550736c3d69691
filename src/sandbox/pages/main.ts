import type { IncomingMessage } from 'node:http';
import { canSee } from '../github/acts/access.ts';
import { isPull } from '../github/acts/issues.ts';
import { notFound, Problem } from '../github/acts/problem.ts';
import { resolveRevision } from '../github/git/revision.ts';
import type { Issue, PageHandler, Repository, SandboxGitHub } from '../github/main.ts';
import { accountByLogin, issueByNumber, repositoryByName } from '../github/state/store.ts';
import { actComment, actMerge, actOpenIssue, actReady, actRun, isSameOrigin, readForm, runAddress } from './acts.ts';
import { commitPage, historyPage } from './commits.ts';
import { blobPage, emptyPage, homePage, type Place, rawFile, treePage } from './files.ts';
import { type Html, html } from './html.ts';
import { issuePage, listPage, newIssuePage } from './issues.ts';
import { documentOf, labelSheetText } from './layout.ts';
import { type PullTab, pullPage } from './pull.ts';
import { answer, type PageReply, redirect, shown } from './reply.ts';
import { script } from './script.ts';
import { actorOf, issuePath, type Site } from './site.ts';
import { style } from './style.ts';

const statuses = { NOT_FOUND: 404, FORBIDDEN: 403, GONE: 410, CONFLICT: 409 } as const;

/**
 * The local GitHub as pages that people look at and act on in a browser. `viewer` is the login that every form acts as;
 * there is no sign-in, so a form is taken from this site's own pages only.
 */
export function createPages(github: SandboxGitHub, options: { readonly viewer: string }): PageHandler {
  return async (request, response, url) => {
    const viewer = accountByLogin(github.world.store, options.viewer);
    if (!viewer) throw new Error(`no account "${options.viewer}" to act as`);
    const site: Site = { github, world: github.world, viewer };
    const reply = await route(site, request, url).catch((error: unknown): PageReply => {
      if (!(error instanceof Problem)) throw error;
      const status = statuses[error.kind as keyof typeof statuses] ?? 422;
      return { kind: 'page', status, page: problemPage(site, status, error.message) };
    });
    answer(request, response, reply);
  };
}

function problemPage(site: Site, status: number, message: string): Html {
  const title = status === 404 ? 'Nothing is here' : 'That was refused';
  const words = status === 404 && message === 'Not Found' ? 'There is no such page on this GitHub.' : message;
  return documentOf(
    site,
    title,
    html`<div class="content"><h1>${title}</h1><p data-problem>${words}</p><p><a href="/">To the repositories</a></p></div>`,
  );
}

async function route(site: Site, request: IncomingMessage, url: URL): Promise<PageReply> {
  const parts = decode(url.pathname);
  if (request.method === 'POST') {
    if (!isSameOrigin(request)) throw new Problem('FORBIDDEN', 'This form was not sent from a page of this site.');
    return redirect(await post(site, parts, await readForm(request)));
  }
  if (request.method !== 'GET' && request.method !== 'HEAD') throw notFound();
  const [owner = '', name, ...rest] = parts;
  if (owner === '_pages') return asset(name ?? '', url.search);
  if (owner === '') return shown(homePage(site));
  if (name === undefined || owner === 'apps') return profile(site, owner === 'apps' ? `${name}[bot]` : owner);
  return repositoryRoute(site, repositoryAt(site, owner, name), rest, url);
}

function decode(path: string): string[] {
  try {
    return path.replace(/\/+$/, '').split('/').slice(1).map(decodeURIComponent);
  } catch {
    throw notFound();
  }
}

function asset(name: string, search: string): PageReply {
  const files: Readonly<Record<string, readonly [type: string, text: () => string]>> = {
    'style.css': ['text/css; charset=utf-8', () => style],
    'labels.css': ['text/css; charset=utf-8', () => labelSheetText(search)],
    'script.js': ['text/javascript; charset=utf-8', () => script],
    'icon.svg': [
      'image/svg+xml',
      () =>
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16"><circle cx="8" cy="8" r="7" fill="#2f6f4f"/><path d="M5 8.4l2 2 4-4.8" fill="none" stroke="#fff" stroke-width="1.8"/></svg>',
    ],
  };
  const file = Object.hasOwn(files, name) ? files[name] : undefined;
  if (!file) throw notFound();
  return { kind: 'text', type: file[0], text: file[1](), keep: true };
}

function profile(site: Site, login: string): PageReply {
  const account = accountByLogin(site.world.store, login);
  if (!account) throw notFound();
  return shown(homePage(site, account));
}

function repositoryAt(site: Site, owner: string, name: string): Repository {
  const repository = repositoryByName(site.world.store, owner, name);
  if (!repository || !canSee(actorOf(site), repository)) throw notFound();
  return repository;
}

function issueAt(site: Site, repository: Repository, number: string | undefined): Issue {
  const issue = /^\d{1,9}$/.test(number ?? '')
    ? issueByNumber(site.world.store, repository, Number(number))
    : undefined;
  if (!issue) throw notFound();
  return issue;
}

const pullTabs: Readonly<Record<string, PullTab>> = {
  '': 'Conversation',
  commits: 'Commits',
  checks: 'Checks',
  files: 'Files changed',
};

async function repositoryRoute(
  site: Site,
  repository: Repository,
  rest: readonly string[],
  url: URL,
): Promise<PageReply> {
  const [kind, first, second = ''] = rest;
  const closed = url.searchParams.get('state') === 'closed';
  if (kind === 'issues' || kind === 'pulls') {
    if (first === undefined) return shown(listPage(site, repository, kind, closed));
    if (first === 'new' && kind === 'issues') return shown(newIssuePage(site, repository));
    const issue = issueAt(site, repository, first);
    return issue.pull ? redirect(issuePath(issue)) : shown(issuePage(site, issue));
  }
  if (kind === 'pull') {
    const issue = issueAt(site, repository, first);
    const tab = Object.hasOwn(pullTabs, second) ? pullTabs[second] : undefined;
    if (!isPull(issue)) return redirect(issuePath(issue));
    if (!tab) throw notFound();
    return shown(await pullPage(site, issue, tab));
  }
  if (kind === 'runs') return redirect(runAddress(site, runAt(site, repository, first)));
  if (kind === 'commit') {
    const commit = await repository.git.objects.commit(first ?? '');
    if (!commit) throw notFound();
    return shown(await commitPage(site, repository, commit, second === 'checks'));
  }
  return contents(site, repository, kind, rest.slice(1));
}

/** Pages of files and history, whose addresses hold a branch that may have slashes in its name. */
async function contents(
  site: Site,
  repository: Repository,
  kind: string | undefined,
  rest: readonly string[],
): Promise<PageReply> {
  const place = await placeAt(repository, rest);
  if (kind === undefined && !place) return shown(emptyPage(site, repository));
  if (!place) throw notFound();
  if (kind === 'commits') return shown(await historyPage(site, repository, place.ref, place.commit));
  if (kind === 'raw') {
    const bytes = await rawFile(place);
    if (!bytes) throw notFound();
    return { kind: 'text', type: 'text/plain; charset=utf-8', text: bytes };
  }
  const page =
    kind === 'blob'
      ? await blobPage(site, place)
      : kind === 'tree' || kind === undefined
        ? await treePage(site, place)
        : undefined;
  if (!page) throw notFound();
  return shown(page);
}

/** The longest beginning that names a revision is it; the rest is a path. None at all: the default branch. */
async function placeAt(repository: Repository, rest: readonly string[]): Promise<Place | undefined> {
  const { git, defaultBranch } = repository;
  const parts = rest.length === 0 ? [defaultBranch] : rest;
  for (let length = parts.length; length > 0; length -= 1) {
    const ref = parts.slice(0, length).join('/');
    const commit = await resolveRevision(git, ref, defaultBranch);
    if (commit && (await git.objects.commit(commit)))
      return { repository, ref, commit, path: parts.slice(length).join('/') };
  }
  return undefined;
}

function runAt(site: Site, repository: Repository, id: string | undefined) {
  const run = site.world.store.runs.get(Number(id));
  if (run?.suite.repository !== repository) throw notFound();
  return run;
}

/** Does what a form asks for; resolves the address to show next. */
async function post(site: Site, parts: readonly string[], form: URLSearchParams): Promise<string> {
  const [owner = '', name = '', kind, id, act] = parts;
  const repository = repositoryAt(site, owner, name);
  if (kind === 'issues' && id === undefined) return actOpenIssue(site, repository, form);
  if (kind === 'runs' && (act === 'rerun' || act === 'action'))
    return actRun(site, runAt(site, repository, id), form, act);
  if (kind !== 'issues' && kind !== 'pull') throw notFound();
  const issue = issueAt(site, repository, id);
  if (act === 'comment') return actComment(site, issue, form);
  if (act === 'merge') return actMerge(site, issue, form);
  if (act === 'ready') return actReady(site, issue);
  throw notFound();
}
