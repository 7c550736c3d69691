import { authorize, needs } from '../acts/access.ts';
import { type CheckInput, createRun, rerequestRun, updateRun } from '../acts/checks.ts';
import { notFound, Problem, unprocessable } from '../acts/problem.ts';
import { resolveRevision } from '../git/revision.ts';
import {
  type Call,
  created,
  field,
  linkHeader,
  ok,
  page,
  pageOf,
  type Reply,
  type Route,
  repositoryOf,
} from '../http/call.ts';
import { annotationJson, checkRunJson } from '../json/check.ts';
import type { App, CheckAction, CheckAnnotation, CheckRun, Repository } from '../state/model.ts';
import { runsOf } from '../state/store.ts';

const statuses = ['queued', 'in_progress', 'completed', 'waiting', 'requested', 'pending'] as const;
const conclusions = [
  'action_required',
  'cancelled',
  'failure',
  'neutral',
  'success',
  'skipped',
  'stale',
  'timed_out',
] as const;

function runOf(call: Call, repository: Repository): CheckRun {
  const run = call.world.store.runs.get(Number(call.params.check_run_id));
  if (run?.suite.repository !== repository) throw notFound();
  return run;
}

function writer(call: Call, repository: Repository): App {
  const by = authorize(call.actor, repository, needs.writeChecks);
  if (!by.via) throw new Problem('FORBIDDEN', 'You must authenticate via a GitHub App.');
  return by.via;
}

const time = (call: Call, name: string): number | undefined => {
  const text = field.optionalText(call, name);
  if (text === undefined) return undefined;
  const value = Date.parse(text);
  if (Number.isNaN(value)) throw unprocessable(`Invalid request.\n\n${text} is not a date-time.`);
  return value;
};

function inputOf(call: Call): CheckInput {
  const output = call.body.output as
    | { title?: string; summary?: string; text?: string; annotations?: Readonly<Record<string, unknown>>[] }
    | undefined;
  if (output && (output.summary === undefined || typeof output.summary !== 'string'))
    throw unprocessable(`Invalid request.\n\n"summary" wasn't supplied.`);
  return {
    name: field.optionalText(call, 'name'),
    externalId: field.optionalText(call, 'external_id'),
    detailsUrl: field.optionalText(call, 'details_url'),
    status: field.oneOf(call, 'status', statuses),
    conclusion: field.oneOf(call, 'conclusion', conclusions),
    startedAt: time(call, 'started_at'),
    completedAt: time(call, 'completed_at'),
    output: output && {
      title: output.title,
      summary: output.summary,
      text: output.text,
      annotations: output.annotations?.map(annotationOf),
    },
    actions: field.objects(call, 'actions')?.map(actionOf),
  };
}

const number = (value: unknown) => (typeof value === 'number' ? value : undefined);
const string = (value: unknown) => (typeof value === 'string' ? value : undefined);

function annotationOf(value: Readonly<Record<string, unknown>>): CheckAnnotation {
  const { path, message, annotation_level: level } = value;
  const [startLine, endLine] = [number(value.start_line), number(value.end_line)];
  if (typeof path !== 'string' || typeof message !== 'string' || startLine === undefined || endLine === undefined)
    throw unprocessable('Invalid request.\n\nAn annotation lacks path, start_line, end_line or message.');
  if (level !== 'notice' && level !== 'warning' && level !== 'failure')
    throw unprocessable('Invalid request.\n\nannotation_level is not one of notice, warning, failure.');
  return {
    path,
    message,
    level,
    startLine,
    endLine,
    startColumn: number(value.start_column),
    endColumn: number(value.end_column),
    title: string(value.title),
    rawDetails: string(value.raw_details),
  };
}

function actionOf(value: Readonly<Record<string, unknown>>): CheckAction {
  const [label, description, identifier] = [string(value.label), string(value.description), string(value.identifier)];
  if (label === undefined || description === undefined || identifier === undefined)
    throw unprocessable('Invalid request.\n\nAn action lacks label, description or identifier.');
  return { label, description, identifier };
}

async function create(call: Call): Promise<Reply> {
  const repository = repositoryOf(call);
  const app = writer(call, repository);
  const input = { ...inputOf(call), name: field.text(call, 'name') };
  const run = await createRun(call.world, repository, app, app.bot, field.text(call, 'head_sha'), input);
  return created(checkRunJson(call.world, run));
}

async function update(call: Call): Promise<Reply> {
  const repository = repositoryOf(call);
  const app = writer(call, repository);
  const run = runOf(call, repository);
  if (run.suite.app !== app)
    throw new Problem(
      'FORBIDDEN',
      'Invalid app_id `check_run` - check_run can only be modified by the app that created it.',
    );
  await updateRun(call.world, run, app.bot, inputOf(call));
  return ok(checkRunJson(call.world, run));
}

async function listForRef(call: Call): Promise<Reply> {
  const repository = repositoryOf(call);
  authorize(call.actor, repository, needs.readChecks);
  const sha = await resolveRevision(repository.git, call.params.ref ?? '', repository.defaultBranch);
  if (!sha) throw unprocessable(`No commit found for SHA: ${call.params.ref}`);
  const name = call.query.get('check_name');
  const status = call.query.get('status');
  const appId = call.query.get('app_id');
  const wanted = runsOf(call.world.store, repository, sha)
    .filter((run) => name === null || run.name === name)
    .filter((run) => status === null || run.status === status)
    .filter((run) => appId === null || run.suite.app.id === Number(appId));
  // `latest` is by suite and name.
  const latest = [...new Map(wanted.map((run) => [`${run.suite.id} ${run.name}`, run])).values()];
  const found = (call.query.get('filter') === 'all' ? wanted : latest).reverse();
  const { size, number: at } = pageOf(call);
  const shown = found.slice((at - 1) * size, at * size).map((run) => checkRunJson(call.world, run));
  return {
    status: 200,
    json: { total_count: found.length, check_runs: shown },
    headers: linkHeader(call, found.length),
  };
}

const one = '/repos/{owner}/{repo}/check-runs/{check_run_id}';

export const checkRoutes: readonly Route[] = [
  { method: 'POST', template: '/repos/{owner}/{repo}/check-runs', handle: create },
  {
    method: 'GET',
    template: one,
    handle: (call) => {
      const repository = repositoryOf(call);
      authorize(call.actor, repository, needs.readChecks);
      return ok(checkRunJson(call.world, runOf(call, repository)));
    },
  },
  { method: 'PATCH', template: one, handle: update },
  {
    method: 'GET',
    template: `${one}/annotations`,
    handle: (call) => {
      const repository = repositoryOf(call);
      authorize(call.actor, repository, needs.readChecks);
      const run = runOf(call, repository);
      return page(call, run.annotations, (each) => annotationJson(call.world, run, each));
    },
  },
  {
    method: 'POST',
    template: `${one}/rerequest`,
    handle: (call) => {
      const repository = repositoryOf(call);
      const app = writer(call, repository);
      rerequestRun(call.world, runOf(call, repository), app.bot);
      return created({});
    },
  },
  { method: 'GET', template: '/repos/{owner}/{repo}/commits/{ref}/check-runs', handle: listForRef },
];
