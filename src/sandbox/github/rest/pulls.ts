import { authorize, needs, requireAuthorOrRole } from '../acts/access.ts';
import { closeIssue, editIssue, isPull } from '../acts/issues.ts';
import { mergePull } from '../acts/merge.ts';
import { notFound } from '../acts/problem.ts';
import { changeBase, openPull, pullsOf, reopenPull } from '../acts/pulls.ts';
import { commitsBetween } from '../git/history.ts';
import { type Call, created, field, issueOf, ok, page, type Reply, type Route, repositoryOf } from '../http/call.ts';
import { commitJson } from '../json/commit.ts';
import { diffJson, pullFiles, pullJson, simplePullJson } from '../json/pull.ts';
import type { PullIssue, Repository } from '../state/model.ts';

function pullOf(call: Call, repository: Repository): PullIssue {
  const issue = issueOf(call, repository);
  if (!isPull(issue)) throw notFound();
  return issue;
}

function readable(call: Call): { readonly repository: Repository; readonly issue: PullIssue } {
  const repository = repositoryOf(call);
  authorize(call.actor, repository, needs.readPulls);
  return { repository, issue: pullOf(call, repository) };
}

async function create(call: Call): Promise<Reply> {
  const repository = repositoryOf(call);
  const by = authorize(call.actor, repository, needs.writePulls);
  const issue = await openPull(call.world, repository, by, {
    title: field.text(call, 'title'),
    body: field.optionalText(call, 'body'),
    base: field.text(call, 'base'),
    head: field.text(call, 'head'),
    draft: field.optionalFlag(call, 'draft') ?? false,
  });
  return created(await pullJson(call.world, issue));
}

function list(call: Call): Reply {
  const repository = repositoryOf(call);
  authorize(call.actor, repository, needs.readPulls);
  const state = call.query.get('state') ?? 'open';
  const head = call.query.get('head');
  const base = call.query.get('base');
  const updated = call.query.get('sort') === 'updated';
  const ascending = call.query.get('direction') === 'asc';
  const found = pullsOf(call.world, repository)
    .filter((issue) => state === 'all' || issue.state === state)
    .filter(({ pull }) => head === null || `${repository.owner.login}:${pull.head.ref}` === head)
    .filter(({ pull }) => base === null || pull.base.ref === base)
    .sort((a, b) => (updated ? a.updatedAt - b.updatedAt : 0) || a.number - b.number);
  return page(call, ascending ? found : found.reverse(), (issue) => simplePullJson(call.world, issue));
}

async function patch(call: Call): Promise<Reply> {
  const repository = repositoryOf(call);
  const issue = pullOf(call, repository);
  const by = authorize(call.actor, repository, needs.writePulls);
  requireAuthorOrRole(issue, by, issue.author, 'write');
  await editIssue(call.world, issue, by, {
    title: field.optionalText(call, 'title'),
    body: 'body' in call.body ? (field.optionalText(call, 'body') ?? null) : undefined,
  });
  const base = field.optionalText(call, 'base');
  if (base !== undefined) await changeBase(call.world, issue, by, base);
  const state = field.oneOf(call, 'state', ['open', 'closed']);
  if (state === 'closed') await closeIssue(call.world, issue, by);
  if (state === 'open') await reopenPull(call.world, issue, by);
  return ok(await pullJson(call.world, issue));
}

async function merge(call: Call): Promise<Reply> {
  const repository = repositoryOf(call);
  const issue = pullOf(call, repository);
  const by = authorize(call.actor, repository, needs.writeContents);
  const sha = await mergePull(call.world, issue, by, {
    method: field.oneOf(call, 'merge_method', ['merge', 'squash', 'rebase']) ?? 'merge',
    expectedHead: field.optionalText(call, 'sha'),
    title: field.optionalText(call, 'commit_title'),
    message: field.optionalText(call, 'commit_message'),
  });
  return ok({ sha, merged: true, message: 'Pull Request successfully merged' });
}

const one = '/repos/{owner}/{repo}/pulls/{pull_number}';

export const pullRoutes: readonly Route[] = [
  { method: 'POST', template: '/repos/{owner}/{repo}/pulls', handle: create },
  { method: 'GET', template: '/repos/{owner}/{repo}/pulls', handle: list },
  { method: 'GET', template: one, handle: async (call) => ok(await pullJson(call.world, readable(call).issue)) },
  { method: 'PATCH', template: one, handle: patch },
  { method: 'PUT', template: `${one}/merge`, handle: merge },
  {
    method: 'GET',
    template: `${one}/merge`,
    handle: (call) => {
      if (!readable(call).issue.pull.merged) throw notFound();
      return { status: 204 };
    },
  },
  {
    method: 'GET',
    template: `${one}/files`,
    handle: async (call) => {
      const { repository, issue } = readable(call);
      // GitHub lists the first 3,000 only.
      const files = (await pullFiles(issue)).slice(0, 3000);
      return page(call, files, (file) => diffJson(call.world, repository, issue.pull.head.sha, file));
    },
  },
  {
    method: 'GET',
    template: `${one}/commits`,
    handle: async (call) => {
      const { repository, issue } = readable(call);
      const commits = await commitsBetween(repository.git.objects, issue.pull.base.sha, issue.pull.head.sha);
      return page(call, commits.slice(0, 250), (commit) => commitJson(call.world, repository, commit));
    },
  },
];
