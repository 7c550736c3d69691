import type { CheckAnnotation, CheckRun, CheckSuite, PullIssue } from '../state/model.ts';
import { issuesOf } from '../state/store.ts';
import { suiteState } from '../state/suite-state.ts';
import { iso, isoOrNull, type Json, repositoryApiUrl, repositoryWebUrl, type World } from '../world.ts';
import { appJson } from './account.ts';

/** Open pull requests of the same repository whose head is the commit. */
export function pullsOfCommit(world: World, suite: CheckSuite): PullIssue[] {
  const found: PullIssue[] = [];
  for (const issue of issuesOf(world.store, suite.repository).values())
    if (issue.pull && issue.state === 'open' && issue.pull.head.sha === suite.headSha) found.push(issue as PullIssue);
  return found;
}

function pullReferences(world: World, suite: CheckSuite): Json[] {
  const url = repositoryApiUrl(world, suite.repository);
  const repo = { id: suite.repository.id, url, name: suite.repository.name };
  return pullsOfCommit(world, suite).map((issue) => ({
    url: `${url}/pulls/${issue.number}`,
    id: issue.pull.id,
    number: issue.number,
    head: { ref: issue.pull.head.ref, sha: issue.pull.head.sha, repo },
    base: { ref: issue.pull.base.ref, sha: issue.pull.base.sha, repo },
  }));
}

/** `check-run`, as the API answers. */
export function checkRunJson(world: World, run: CheckRun): Json {
  const { suite } = run;
  const url = `${repositoryApiUrl(world, suite.repository)}/check-runs/${run.id}`;
  const html = `${repositoryWebUrl(world, suite.repository)}/runs/${run.id}`;
  return {
    id: run.id,
    name: run.name,
    node_id: run.nodeId,
    head_sha: suite.headSha,
    external_id: run.externalId,
    url,
    html_url: html,
    details_url: run.detailsUrl ?? world.site.url,
    status: run.status,
    conclusion: run.conclusion ?? null,
    started_at: isoOrNull(run.startedAt),
    completed_at: isoOrNull(run.completedAt),
    output: {
      title: run.title ?? null,
      summary: run.summary ?? null,
      text: run.text ?? null,
      annotations_count: run.annotations.length,
      annotations_url: `${url}/annotations`,
    },
    check_suite: { id: suite.id },
    app: appJson(world, suite.app),
    pull_requests: pullReferences(world, suite),
  };
}

/** The run of webhook payloads: it carries its suite. */
export function hookCheckRunJson(world: World, run: CheckRun): Json {
  return { ...checkRunJson(world, run), check_suite: briefSuiteJson(world, run.suite) };
}

/** A suite without its repository and commit: as webhooks about runs show it. */
export function briefSuiteJson(world: World, suite: CheckSuite): Json {
  const { status, conclusion } = suiteState(suite);
  return {
    id: suite.id,
    node_id: suite.nodeId,
    head_branch: suite.headBranch ?? null,
    head_sha: suite.headSha,
    status,
    conclusion,
    url: `${repositoryApiUrl(world, suite.repository)}/check-suites/${suite.id}`,
    before: suite.before ?? null,
    after: suite.headSha,
    pull_requests: pullReferences(world, suite),
    app: appJson(world, suite.app),
    created_at: iso(suite.createdAt),
    updated_at: iso(suite.updatedAt),
  };
}

/** `check-annotation`. */
export function annotationJson(world: World, run: CheckRun, annotation: CheckAnnotation): Json {
  const { repository, headSha } = run.suite;
  return {
    path: annotation.path,
    blob_href: `${repositoryWebUrl(world, repository)}/blob/${headSha}/${annotation.path}`,
    start_line: annotation.startLine,
    start_column: annotation.startColumn ?? null,
    end_line: annotation.endLine,
    end_column: annotation.endColumn ?? null,
    annotation_level: annotation.level,
    title: annotation.title ?? null,
    message: annotation.message,
    raw_details: annotation.rawDetails ?? null,
  };
}
