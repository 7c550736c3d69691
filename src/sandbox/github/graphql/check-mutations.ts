import { authorize, needs } from '../acts/access.ts';
import { type CheckInput, createRun, updateRun } from '../acts/checks.ts';
import { Problem } from '../acts/problem.ts';
import type { App, CheckAction, CheckConclusion, CheckStatus, Repository } from '../state/model.ts';
import { runView } from './check-view.ts';
import { nodeOf } from './nodes.ts';
import type { Context } from './view.ts';

interface RunFields {
  readonly repositoryId: string;
  readonly name?: string | null;
  readonly externalId?: string | null;
  readonly detailsUrl?: string | null;
  readonly status?: string | null;
  readonly conclusion?: string | null;
  readonly startedAt?: string | null;
  readonly completedAt?: string | null;
  readonly output?: {
    readonly title: string;
    readonly summary: string;
    readonly text?: string | null;
    readonly annotations?: readonly AnnotationFields[] | null;
  } | null;
  readonly actions?: readonly CheckAction[] | null;
}

interface AnnotationFields {
  readonly path: string;
  readonly message: string;
  readonly annotationLevel: string;
  readonly title?: string | null;
  readonly rawDetails?: string | null;
  readonly location: {
    readonly startLine: number;
    readonly endLine: number;
    readonly startColumn?: number | null;
    readonly endColumn?: number | null;
  };
}

const time = (text: string | null | undefined) => (text ? Date.parse(text) : undefined);

function inputOf(fields: Omit<RunFields, 'repositoryId'>): CheckInput {
  const { output } = fields;
  return {
    name: fields.name ?? undefined,
    externalId: fields.externalId ?? undefined,
    detailsUrl: fields.detailsUrl ?? undefined,
    status: fields.status?.toLowerCase() as CheckStatus | undefined,
    conclusion: fields.conclusion?.toLowerCase() as CheckConclusion | undefined,
    startedAt: time(fields.startedAt),
    completedAt: time(fields.completedAt),
    actions: fields.actions ?? undefined,
    output: output
      ? {
          title: output.title,
          summary: output.summary,
          text: output.text ?? undefined,
          annotations: output.annotations?.map(({ location, ...each }) => ({
            path: each.path,
            message: each.message,
            level: each.annotationLevel.toLowerCase() as 'notice' | 'warning' | 'failure',
            title: each.title ?? undefined,
            rawDetails: each.rawDetails ?? undefined,
            startLine: location.startLine,
            endLine: location.endLine,
            startColumn: location.startColumn ?? undefined,
            endColumn: location.endColumn ?? undefined,
          })),
        }
      : undefined,
  };
}

export function checkMutations(context: Context) {
  const { world, actor } = context;
  const writer = (repository: Repository): App => {
    const by = authorize(actor, repository, needs.writeChecks);
    if (!by.via) throw new Problem('FORBIDDEN', 'Resource not accessible by personal access token');
    return by.via;
  };
  return {
    createCheckRun: async ({ input }: { input: RunFields & { name: string; headSha: string } }) => {
      const { repository } = await nodeOf(context, input.repositoryId, 'repository');
      const app = writer(repository);
      const fields = { ...inputOf(input), name: input.name };
      const run = await createRun(world, repository, app, app.bot, input.headSha, fields);
      return { checkRun: runView(context, run) };
    },
    updateCheckRun: async ({ input }: { input: RunFields & { checkRunId: string } }) => {
      const { run, repository } = await nodeOf(context, input.checkRunId, 'run');
      const app = writer(repository);
      if (run.suite.app !== app)
        throw new Problem('FORBIDDEN', 'A check run can only be modified by the app that created it.');
      await updateRun(world, run, app.bot, inputOf(input));
      return { checkRun: runView(context, run) };
    },
  };
}
