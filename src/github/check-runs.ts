import { z } from 'zod';
import type { Annotation, StageState } from '../domain/report/stage.ts';
import type { RepositoryRef } from '../domain/repository.ts';
import type { RunToWrite } from '../ports/github.ts';
import type { Client } from './client.ts';
import { decode } from './decode.ts';

/** GitHub takes this many annotations in one request and adds them to those already there. */
export const annotationsPerRequest = 50;

/** A run as GitHub has it. */
export interface FoundRun {
  readonly runId: number;
  readonly nodeId: string;
  readonly annotations: number;
  readonly completed: boolean;
}

const page = z.object({
  total_count: z.number(),
  check_runs: z.array(
    z.object({
      id: z.number(),
      node_id: z.string(),
      status: z.string(),
      external_id: z.string().nullish(),
      output: z.object({ annotations_count: z.number().nullish() }).nullish(),
    }),
  ),
});

/** All runs of our App on a commit by external id; of several with one id, the newest. */
export async function runsOn(
  client: Client,
  repository: RepositoryRef,
  sha: string,
  appId: number,
): Promise<ReadonlyMap<string, FoundRun>> {
  const found = new Map<string, FoundRun>();
  for (let number = 1, seen = 0; ; number += 1) {
    const reply = await client.rest({
      method: 'GET',
      url: '/repos/{owner}/{repo}/commits/{ref}/check-runs',
      parameters: {
        owner: repository.owner,
        repo: repository.name,
        ref: sha,
        filter: 'all',
        app_id: appId,
        per_page: 100,
        page: number,
      },
    });
    const read = decode(page, reply.data, 'check runs');
    for (const run of read.check_runs) {
      const known = run.external_id ? found.get(run.external_id) : undefined;
      if (!run.external_id || (known !== undefined && known.runId > run.id)) continue;
      const annotations = run.output?.annotations_count ?? 0;
      const completed = run.status === 'completed';
      found.set(run.external_id, { runId: run.id, nodeId: run.node_id, annotations, completed });
    }
    seen += read.check_runs.length;
    if (read.check_runs.length === 0 || seen >= read.total_count) return found;
  }
}

/** `CreateCheckRunInput`, or `UpdateCheckRunInput` with `checkRunId`, for a report and those of its annotations that fit. */
export function runInput(
  run: RunToWrite,
  repositoryId: string,
  checkRunId: string | undefined,
  annotations: readonly Annotation[],
): Record<string, unknown> {
  const { report } = run;
  return {
    repositoryId,
    ...(checkRunId === undefined ? { headSha: run.sha } : { checkRunId }),
    name: `ClusterOps / ${report.stage}`,
    externalId: run.externalId,
    ...(run.detailsUrl === undefined ? {} : { detailsUrl: run.detailsUrl }),
    ...statusOf(report.state),
    output: {
      title: report.title,
      summary: report.summary,
      ...(report.text === undefined ? {} : { text: report.text }),
      ...(annotations.length === 0 ? {} : { annotations: annotations.map(annotationInput) }),
    },
    actions: report.actions.map(({ identifier, label, description }) => ({ identifier, label, description })),
  };
}

function statusOf(state: StageState): { status: string; conclusion?: string } {
  if (state === 'queued') return { status: 'QUEUED' };
  if (state === 'in_progress') return { status: 'IN_PROGRESS' };
  return { status: 'COMPLETED', conclusion: state.toUpperCase() };
}

const levels = { failure: 'FAILURE', warning: 'WARNING', notice: 'NOTICE' } as const;

function annotationInput({ place, level, title, message }: Annotation) {
  const endLine = place.endLine ?? place.line;
  // GitHub takes columns only when an annotation stands on one line.
  const column =
    place.column !== undefined && endLine === place.line ? { startColumn: place.column, endColumn: place.column } : {};
  return {
    path: place.path,
    location: { startLine: place.line, endLine, ...column },
    annotationLevel: levels[level],
    title,
    message,
  };
}
