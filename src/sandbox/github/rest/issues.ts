import { authorize, hasRole, issueNeed, needs, requireAuthorOrRole } from '../acts/access.ts';
import {
  addLabels,
  closeIssue,
  editIssue,
  isPull,
  lockIssue,
  openIssue,
  removeLabel,
  reopenIssue,
  unlockIssue,
} from '../acts/issues.ts';
import { createLabel, ensureLabel } from '../acts/labels.ts';
import { notFound } from '../acts/problem.ts';
import { reopenPull } from '../acts/pulls.ts';
import {
  type Call,
  created,
  field,
  issueOf,
  nothing,
  ok,
  page,
  type Reply,
  type Route,
  repositoryOf,
} from '../http/call.ts';
import { issueJson, labelJson } from '../json/issue.ts';
import type { Issue } from '../state/model.ts';
import { issuesOf } from '../state/store.ts';

async function createIssue(call: Call): Promise<Reply> {
  const repository = repositoryOf(call);
  const by = authorize(call.actor, repository, { ...needs.writeIssues, permissions: ['issues'] });
  const mayLabel = by.via !== undefined || hasRole(repository, by.account, 'triage');
  const labels = (call.body.labels as (string | { name: string })[] | undefined) ?? [];
  const issue = await openIssue(call.world, repository, by, {
    title: field.text(call, 'title'),
    body: field.optionalText(call, 'body'),
    labels: mayLabel ? labels.map((label) => (typeof label === 'string' ? label : label.name)) : [],
  });
  return created(issueJson(call.world, issue));
}

const order = {
  created: (issue: Issue) => issue.createdAt,
  updated: (issue: Issue) => issue.updatedAt,
  comments: (issue: Issue) => issue.comments.length,
};

function listIssues(call: Call): Reply {
  const repository = repositoryOf(call);
  authorize(call.actor, repository, needs.readIssues);
  const state = call.query.get('state') ?? 'open';
  const since = Date.parse(call.query.get('since') ?? '') || 0;
  const labels = (call.query.get('labels') ?? '').split(',').filter((name) => name !== '');
  const creator = call.query.get('creator')?.toLowerCase();
  const value = order[(call.query.get('sort') ?? 'created') as keyof typeof order] ?? order.created;
  const sign = call.query.get('direction') === 'asc' ? 1 : -1;
  const found = [...issuesOf(call.world.store, repository).values()]
    .filter((issue) => state === 'all' || issue.state === state)
    .filter((issue) => Math.floor(issue.updatedAt / 1000) * 1000 >= since)
    .filter((issue) => labels.every((name) => issue.labels.some((label) => label.name === name)))
    .filter((issue) => creator === undefined || issue.author.login.toLowerCase() === creator)
    .sort((a, b) => sign * (value(a) - value(b) || a.number - b.number));
  return page(call, found, (issue) => issueJson(call.world, issue));
}

async function patchIssue(call: Call): Promise<Reply> {
  const repository = repositoryOf(call);
  const issue = issueOf(call, repository);
  const by = authorize(call.actor, repository, issueNeed(issue, needs.writeIssues));
  requireAuthorOrRole(issue, by, issue.author, 'triage');
  await editIssue(call.world, issue, by, {
    title: field.optionalText(call, 'title'),
    body: 'body' in call.body ? (field.optionalText(call, 'body') ?? null) : undefined,
  });
  const state = field.oneOf(call, 'state', ['open', 'closed']);
  const reason = field.oneOf(call, 'state_reason', ['completed', 'not_planned', 'reopened']);
  if (state === 'closed') await closeIssue(call.world, issue, by, reason === 'not_planned' ? reason : 'completed');
  if (state === 'open') await (isPull(issue) ? reopenPull(call.world, issue, by) : reopenIssue(call.world, issue, by));
  const labels = field.texts(call, 'labels');
  if (labels) {
    const wanted = labels.map((name) => ensureLabel(call.world, repository, name));
    for (const label of issue.labels) if (!wanted.includes(label)) await removeLabel(call.world, issue, by, label);
    await addLabels(call.world, issue, by, wanted);
  }
  return ok(issueJson(call.world, issue));
}

function listLabels(call: Call): Reply {
  const repository = repositoryOf(call);
  const issue = issueOf(call, repository);
  authorize(call.actor, repository, needs.readIssues);
  return page(call, issue.labels, (label) => labelJson(call.world, repository, label));
}

async function putLabels(call: Call): Promise<Reply> {
  const repository = repositoryOf(call);
  const issue = issueOf(call, repository);
  const by = authorize(call.actor, repository, issueNeed(issue, needs.triageIssues));
  const names = field.texts(call, 'labels') ?? [];
  await addLabels(
    call.world,
    issue,
    by,
    names.map((name) => ensureLabel(call.world, repository, name)),
  );
  return ok(issue.labels.map((label) => labelJson(call.world, repository, label)));
}

async function dropLabel(call: Call): Promise<Reply> {
  const repository = repositoryOf(call);
  const issue = issueOf(call, repository);
  const by = authorize(call.actor, repository, issueNeed(issue, needs.triageIssues));
  const label = issue.labels.find((each) => each.name.toLowerCase() === call.params.name?.toLowerCase());
  if (!label) throw notFound('Label does not exist');
  await removeLabel(call.world, issue, by, label);
  return ok(issue.labels.map((each) => labelJson(call.world, repository, each)));
}

async function lock(call: Call): Promise<Reply> {
  const repository = repositoryOf(call);
  const issue = issueOf(call, repository);
  const by = authorize(call.actor, repository, { ...issueNeed(issue, needs.writeIssues), role: 'write' });
  if (call.method === 'DELETE') await unlockIssue(call.world, issue, by);
  else {
    const reason = field.oneOf(call, 'lock_reason', ['off-topic', 'too heated', 'resolved', 'spam']);
    await lockIssue(call.world, issue, by, reason);
  }
  return nothing;
}

function makeLabel(call: Call): Reply {
  const repository = repositoryOf(call);
  authorize(call.actor, repository, { ...needs.triageIssues, role: 'write' });
  const label = createLabel(call.world, repository, {
    name: field.text(call, 'name'),
    color: (field.optionalText(call, 'color') ?? 'ededed').replace(/^#/, ''),
    description: field.optionalText(call, 'description'),
  });
  return created(labelJson(call.world, repository, label));
}

const one = '/repos/{owner}/{repo}/issues/{issue_number}';

export const issueRoutes: readonly Route[] = [
  { method: 'POST', template: '/repos/{owner}/{repo}/issues', handle: createIssue },
  { method: 'GET', template: '/repos/{owner}/{repo}/issues', handle: listIssues },
  {
    method: 'GET',
    template: one,
    handle: (call) => {
      const repository = repositoryOf(call);
      authorize(call.actor, repository, needs.readIssues);
      return ok(issueJson(call.world, issueOf(call, repository)));
    },
  },
  { method: 'PATCH', template: one, handle: patchIssue },
  { method: 'POST', template: '/repos/{owner}/{repo}/labels', handle: makeLabel },
  {
    method: 'GET',
    template: '/repos/{owner}/{repo}/labels',
    handle: (call) => {
      const repository = repositoryOf(call);
      authorize(call.actor, repository, needs.readIssues);
      return page(call, [...repository.labels.values()], (label) => labelJson(call.world, repository, label));
    },
  },
  { method: 'GET', template: `${one}/labels`, handle: listLabels },
  { method: 'POST', template: `${one}/labels`, handle: putLabels },
  { method: 'DELETE', template: `${one}/labels/{name}`, handle: dropLabel },
  { method: 'PUT', template: `${one}/lock`, handle: lock },
  { method: 'DELETE', template: `${one}/lock`, handle: lock },
];
