import type { IncomingMessage } from 'node:http';
import { authorize, type By, hasRole, needs, requireAuthorOrRole, requireUnlocked } from '../github/acts/access.ts';
import { addComment } from '../github/acts/comments.ts';
import { closeIssue, isPull, openIssue, reopenIssue } from '../github/acts/issues.ts';
import { mergePull } from '../github/acts/merge.ts';
import { notFound, Problem } from '../github/acts/problem.ts';
import { reopenPull, setDraft } from '../github/acts/pulls.ts';
import type { CheckRun, Issue, Repository } from '../github/main.ts';
import { actorOf, issuePath, repositoryPath, type Site } from './site.ts';

const largestForm = 1_048_576;
const ownHosts = ['127.0.0.1', 'localhost', '[::1]'];

/**
 * Whether the request comes from a page of this very site. A form acts as a person, so one of another site is refused,
 * and so is one whose sender does not say where it is from. Only names of this machine count: others may be rebound.
 */
export function isSameOrigin(request: IncomingMessage): boolean {
  const { origin, host } = request.headers;
  if (host === undefined || origin !== `http://${host}` || !URL.canParse(origin)) return false;
  return ownHosts.includes(new URL(origin).hostname);
}

/** The fields of a form. Throws a `Problem` for anything else. */
export async function readForm(request: IncomingMessage): Promise<URLSearchParams> {
  if (!request.headers['content-type']?.startsWith('application/x-www-form-urlencoded'))
    throw new Problem('UNPROCESSABLE', 'Only forms are taken here.');
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    size += (chunk as Buffer).length;
    if (size > largestForm) throw new Problem('UNPROCESSABLE', 'That is too long.');
    chunks.push(chunk as Buffer);
  }
  return new URLSearchParams(Buffer.concat(chunks).toString('utf8'));
}

/** Forms end lines in CR LF; everything that is stored ends them in LF. */
const textOf = (form: URLSearchParams, name: string): string => (form.get(name) ?? '').replace(/\r\n?/g, '\n');

const writer = (site: Site, repository: Repository): By => authorize(actorOf(site), repository, needs.writeContents);

/** Each act resolves the address to show next. What the viewer may not do is thrown as GitHub's refusal. */
export async function actOpenIssue(site: Site, repository: Repository, form: URLSearchParams): Promise<string> {
  const by = authorize(actorOf(site), repository, needs.writeIssues);
  const issue = await openIssue(site.world, repository, by, {
    title: textOf(form, 'title').trim(),
    body: textOf(form, 'body'),
  });
  return issuePath(issue);
}

/** Comments, closes or reopens; closing with text in the box does both, as at GitHub. */
export async function actComment(site: Site, issue: Issue, form: URLSearchParams): Promise<string> {
  const { world } = site;
  const by = authorize(actorOf(site), issue.repository, needs.writeIssues);
  const body = textOf(form, 'body');
  const act = form.get('act') ?? 'comment';
  if (act === 'close' || act === 'reopen')
    requireAuthorOrRole(issue, by, issue.author, issue.pull ? 'write' : 'triage');
  let anchor = '';
  if (act === 'comment' || body.trim() !== '') {
    requireUnlocked(issue, by, 'create comment');
    anchor = `#issuecomment-${addComment(world, issue, by, body).id}`;
  }
  if (act === 'close') await closeIssue(world, issue, by);
  if (act === 'reopen') await (isPull(issue) ? reopenPull(world, issue, by) : reopenIssue(world, issue, by));
  return `${issuePath(issue)}${anchor}`;
}

export async function actMerge(site: Site, issue: Issue, form: URLSearchParams): Promise<string> {
  if (!isPull(issue)) throw notFound();
  const by = writer(site, issue.repository);
  await mergePull(site.world, issue, by, { method: 'squash', expectedHead: form.get('head') ?? undefined });
  return issuePath(issue);
}

export async function actReady(site: Site, issue: Issue): Promise<string> {
  if (!isPull(issue)) throw notFound();
  const by = authorize(actorOf(site), issue.repository, needs.writePulls);
  requireAuthorOrRole(issue, by, issue.author, 'write');
  await setDraft(site.world, issue, by, false);
  return issuePath(issue);
}

/** "Re-run", or a click on one of the run's own buttons. */
export function actRun(site: Site, run: CheckRun, form: URLSearchParams, act: 'rerun' | 'action'): string {
  const { repository } = run.suite;
  if (!hasRole(repository, site.viewer, 'write'))
    throw new Problem('FORBIDDEN', 'Must have write access to the repository.');
  if (act === 'rerun') site.github.control.rerun(run, site.viewer.login);
  else site.github.control.click(run, site.viewer.login, form.get('identifier') ?? '');
  return runAddress(site, run);
}

/** Where a run is shown: on its pull request while the run's commit is the head, else on the commit. */
export function runAddress(site: Site, run: CheckRun): string {
  const { repository, headSha } = run.suite;
  const issues = [...(site.world.store.issues.get(repository.id)?.values() ?? [])];
  const pull = issues.findLast((issue) => issue.pull?.head.sha === headSha);
  const page = pull ? `${issuePath(pull)}/checks` : `${repositoryPath(repository)}/commit/${headSha}/checks`;
  return `${page}#run-${run.id}`;
}
