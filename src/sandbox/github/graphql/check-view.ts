import { authorize, needs } from '../acts/access.ts';
import { pullsOfCommit } from '../json/check.ts';
import type { CheckAnnotation, CheckRun, CheckSuite, Repository } from '../state/model.ts';
import { runsOf } from '../state/store.ts';
import { suiteState } from '../state/suite-state.ts';
import { iso, isoOrNull, repositoryWebUrl } from '../world.ts';
import { appView } from './account-view.ts';
import { type Context, connection, type PageArgs, upper, type View } from './view.ts';

interface RunFilter {
  readonly appId?: number | null;
  readonly checkName?: string | null;
  readonly checkType?: 'ALL' | 'LATEST' | null;
  readonly status?: string | null;
}

export function runView(context: Context, run: CheckRun): View {
  const { repository } = run.suite;
  const web = `${repositoryWebUrl(context.world, repository)}/runs/${run.id}`;
  return {
    __typename: 'CheckRun',
    id: run.nodeId,
    databaseId: run.id,
    name: run.name,
    externalId: run.externalId === '' ? null : run.externalId,
    status: upper(run.status),
    conclusion: run.conclusion ? upper(run.conclusion) : null,
    startedAt: isoOrNull(run.startedAt),
    completedAt: isoOrNull(run.completedAt),
    detailsUrl: run.detailsUrl ?? context.world.site.url,
    title: run.title ?? null,
    summary: run.summary ?? null,
    text: run.text ?? null,
    url: web,
    permalink: web,
    resourcePath: new URL(web).pathname,
    annotations: (args: PageArgs) =>
      connection('annotations', run.annotations, args, (annotation) => annotationView(context, run, annotation)),
    checkSuite: () => suiteView(context, run.suite),
    repository: () => context.show.repository(repository),
    isRequired: () =>
      [...repository.protections.values()].some(({ requiredChecks }) => requiredChecks.includes(run.name)),
  };
}

function annotationView(context: Context, run: CheckRun, annotation: CheckAnnotation): View {
  const web = repositoryWebUrl(context.world, run.suite.repository);
  return {
    __typename: 'CheckAnnotation',
    path: annotation.path,
    annotationLevel: upper(annotation.level),
    message: annotation.message,
    title: annotation.title ?? null,
    rawDetails: annotation.rawDetails ?? null,
    blobUrl: `${web}/blob/${run.suite.headSha}/${annotation.path}`,
    location: {
      start: { line: annotation.startLine, column: annotation.startColumn ?? null },
      end: { line: annotation.endLine, column: annotation.endColumn ?? null },
    },
  };
}

export function suiteView(context: Context, suite: CheckSuite): View {
  const { status, conclusion } = suiteState(suite);
  const web = `${repositoryWebUrl(context.world, suite.repository)}/commit/${suite.headSha}/checks`;
  return {
    __typename: 'CheckSuite',
    id: suite.nodeId,
    databaseId: suite.id,
    app: appView(context, suite.app),
    status: upper(status),
    conclusion: conclusion ? upper(conclusion) : null,
    createdAt: iso(suite.createdAt),
    updatedAt: iso(suite.updatedAt),
    url: web,
    resourcePath: new URL(web).pathname,
    commit: () => context.show.object(suite.repository, suite.headSha),
    repository: () => context.show.repository(suite.repository),
    checkRuns: (args: PageArgs & { filterBy?: RunFilter | null }) => {
      const filter = args.filterBy ?? {};
      const wanted = suite.runs
        .filter((run) => filter.checkName == null || run.name === filter.checkName)
        .filter((run) => filter.status == null || upper(run.status) === filter.status)
        .filter((run) => filter.appId == null || run.suite.app.id === filter.appId);
      const latest = [...new Map(wanted.map((run) => [run.name, run])).values()];
      const found = filter.checkType === 'ALL' ? wanted : latest;
      return connection('checkRuns', found, args, (run) => runView(context, run));
    },
    matchingPullRequests: (args: PageArgs) =>
      connection('matchingPullRequests', pullsOfCommit(context.world, suite), args, (issue) =>
        context.show.pull(issue),
      ),
  };
}

/** The state of all checks of a commit together; `null` when there are none. */
export function rollupView(context: Context, repository: Repository, sha: string): View | null {
  authorize(context.actor, repository, needs.readChecks);
  const latest = [...new Map(runsOf(context.world.store, repository, sha).map((run) => [run.name, run])).values()];
  if (latest.length === 0) return null;
  const good = latest.every((run) => ['success', 'neutral', 'skipped'].includes(run.conclusion ?? ''));
  const open = latest.some((run) => run.status !== 'completed');
  return {
    __typename: 'StatusCheckRollup',
    id: `SC_${sha}`,
    state: open ? 'PENDING' : good ? 'SUCCESS' : 'FAILURE',
    contexts: (args: PageArgs) => connection('contexts', latest, args, (run) => runView(context, run)),
  };
}
