import { hookCheckRunJson } from '../json/check.ts';
import type {
  Account,
  App,
  CheckAction,
  CheckAnnotation,
  CheckConclusion,
  CheckRun,
  CheckStatus,
  Repository,
} from '../state/model.ts';
import { encodeNodeId } from '../state/node-id.ts';
import { suiteState } from '../state/suite-state.ts';
import type { Json, World } from '../world.ts';
import { mergeWaiting } from './auto-merge.ts';
import { invalid, notFound, unprocessable } from './problem.ts';
import { ensureSuite, publishSuite } from './suites.ts';

/** What a run is created or updated with; absent fields stay. Annotations add to those that are there. */
export interface CheckInput {
  readonly name?: string | undefined;
  readonly externalId?: string | undefined;
  readonly detailsUrl?: string | undefined;
  readonly status?: CheckStatus | undefined;
  readonly conclusion?: CheckConclusion | undefined;
  readonly startedAt?: number | undefined;
  readonly completedAt?: number | undefined;
  readonly output?:
    | {
        readonly title?: string | undefined;
        readonly summary?: string | undefined;
        readonly text?: string | undefined;
        readonly annotations?: readonly CheckAnnotation[] | undefined;
      }
    | undefined;
  readonly actions?: readonly CheckAction[] | undefined;
}

/** Limits of GitHub's REST description of check runs. */
const limits = { annotations: 50, actions: 3, label: 20, description: 40, identifier: 20, text: 65_535 };

function check(input: CheckInput): void {
  const { output, actions } = input;
  if ((output?.annotations?.length ?? 0) > limits.annotations)
    throw invalid('CheckRun', `annotations exceeds a maximum quantity of ${limits.annotations}`, 'annotations');
  for (const field of ['summary', 'text'] as const)
    if ((output?.[field]?.length ?? 0) > limits.text)
      throw invalid(
        'CheckRun',
        `Only ${limits.text} characters are allowed; ${output?.[field]?.length} were supplied.`,
        field,
      );
  for (const annotation of output?.annotations ?? []) checkAnnotation(annotation);
  if ((actions?.length ?? 0) > limits.actions)
    throw invalid('CheckRun', `actions exceeds a maximum quantity of ${limits.actions}`, 'actions');
  for (const action of actions ?? [])
    for (const field of ['label', 'description', 'identifier'] as const)
      if (action[field].length > limits[field] || action[field] === '')
        throw invalid('CheckRun', `${field} is too long (maximum is ${limits[field]} characters)`, field);
  if (input.status === 'completed' && input.conclusion === undefined)
    throw unprocessable('If you provide a status of `completed`, a conclusion is required.');
}

function checkAnnotation(annotation: CheckAnnotation): void {
  if (annotation.endLine < annotation.startLine)
    throw invalid('CheckRunAnnotation', 'end_line must be greater than or equal to start_line', 'end_line');
  const columns = annotation.startColumn !== undefined || annotation.endColumn !== undefined;
  if (columns && annotation.startLine !== annotation.endLine)
    throw invalid('CheckRunAnnotation', 'columns are only valid for annotations on one line', 'start_column');
}

export async function createRun(
  world: World,
  repository: Repository,
  app: App,
  sender: Account,
  headSha: string,
  input: CheckInput & { readonly name: string },
): Promise<CheckRun> {
  check(input);
  if (input.name.trim() === '') throw invalid('CheckRun', "name can't be blank", 'name');
  if (!(await repository.git.objects.commit(headSha))) throw unprocessable(`No commit found for SHA: ${headSha}`);
  const branch = repository.git.refs.list('refs/heads/').find(({ oid }) => oid === headSha)?.name;
  const suite = ensureSuite(world, repository, app, headSha, branch?.slice('refs/heads/'.length), undefined);
  const id = world.store.id('run');
  const run: CheckRun = {
    id,
    nodeId: encodeNodeId('CR', repository.id, id),
    suite,
    name: input.name,
    externalId: '',
    detailsUrl: undefined,
    status: 'queued',
    conclusion: undefined,
    startedAt: world.now(),
    completedAt: undefined,
    title: undefined,
    summary: undefined,
    text: undefined,
    annotations: [],
    actions: [],
    history: [],
  };
  assign(world, run, input);
  suite.runs.push(run);
  world.store.runs.set(id, run);
  publishRun(world, run, 'created', sender);
  if (run.status === 'completed') await publishCompleted(world, run, sender);
  return run;
}

export async function updateRun(world: World, run: CheckRun, sender: Account, input: CheckInput): Promise<void> {
  check(input);
  const before = run.status;
  assign(world, run, input);
  if (run.status === 'completed' && before !== 'completed') await publishCompleted(world, run, sender);
}

/**
 * Absent fields stay. A conclusion alone completes the run. A completed run takes new output and a new conclusion, but
 * an update that names an earlier status does not open it again: its conclusion stays.
 */
function assign(world: World, run: CheckRun, input: CheckInput): void {
  run.name = input.name ?? run.name;
  run.externalId = input.externalId ?? run.externalId;
  run.detailsUrl = input.detailsUrl ?? run.detailsUrl;
  run.startedAt = input.startedAt ?? run.startedAt;
  if (input.conclusion !== undefined) {
    run.status = 'completed';
    run.conclusion = input.conclusion;
    run.completedAt = input.completedAt ?? world.now();
  } else if (input.status !== undefined && run.status !== 'completed') {
    run.status = input.status;
  }
  if (input.output) {
    run.title = input.output.title ?? run.title;
    run.summary = input.output.summary ?? run.summary;
    run.text = input.output.text ?? run.text;
    run.annotations = [...run.annotations, ...(input.output.annotations ?? [])];
  }
  run.actions = input.actions ?? run.actions;
  const last = run.history.at(-1);
  if (last?.status !== run.status || last.conclusion !== run.conclusion)
    run.history.push({ at: world.now(), status: run.status, conclusion: run.conclusion });
  run.suite.updatedAt = world.now();
}

/** A person asks for the run again ("Re-run"): its App is told; the run stays as it is. */
export function rerequestRun(world: World, run: CheckRun, sender: Account): void {
  publishRun(world, run, 'rerequested', sender, { only: run.suite.app });
}

/** A person clicks one of the run's buttons. */
export function clickAction(world: World, run: CheckRun, sender: Account, identifier: string): void {
  if (!run.actions.some((action) => action.identifier === identifier))
    throw notFound(`the run "${run.name}" has no button "${identifier}"`);
  publishRun(world, run, 'requested_action', sender, {
    only: run.suite.app,
    more: { requested_action: { identifier } },
  });
}

async function publishCompleted(world: World, run: CheckRun, sender: Account): Promise<void> {
  publishRun(world, run, 'completed', sender);
  if (suiteState(run.suite).status === 'completed') await publishSuite(world, run.suite, 'completed', sender);
  await mergeWaiting(world, run.suite.repository, run.suite.headSha);
}

function publishRun(
  world: World,
  run: CheckRun,
  action: string,
  sender: Account,
  options: { readonly only?: App; readonly more?: Json } = {},
): void {
  const payload = { check_run: hookCheckRunJson(world, run), ...options.more };
  const only = options.only ? { only: options.only } : {};
  world.publish({ event: 'check_run', action, sender, repository: run.suite.repository, payload, ...only });
}
