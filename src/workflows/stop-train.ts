import { requestId } from '../domain/cluster/names.ts';
import { type Finding, fault } from '../domain/finding.ts';
import type { RepositoryRef } from '../domain/repository.ts';
import type { Announcements, CommandFactsSource, Pulls } from '../ports/github.ts';
import type { Jobs } from '../ports/jobs.ts';
import type { RequestRecord, RequestStore } from '../ports/requests.ts';
import type { Signer } from '../ports/signer.ts';
import { awaitPull } from './await-pull.ts';
import { closePull } from './close-pull.ts';
import type { Occasion } from './handle-command.ts';
import { lookAtTrain } from './next-look.ts';
import { hasNext, isHandled, settleTrain } from './settle-train.ts';

interface Needs {
  readonly requests: RequestStore;
  readonly pulls: Pulls;
  readonly facts: CommandFactsSource;
  readonly announcements: Announcements;
  readonly signer: Signer;
  readonly jobs: Jobs;
}

/** Sees to it that nothing follows a merged request; resolves with what to say beside the comment that says so. */
export type StopTrain = (
  record: RequestRecord,
  pull: number,
  occasion: Occasion,
) => Promise<string | Finding | undefined>;

/**
 * What was to follow a merged request is not given; what was given already is closed again as soon as it is there: the comment then
 * waits behind it in the queue.
 */
export const createStopTrain =
  (needs: Needs): StopTrain =>
  async ({ request }, pull, { job }) => {
    const merged = fault('request/merged', `#${pull} is merged: there is nothing left to cancel.`, { refersTo: pull });
    if (!hasNext(request)) return merged;
    const { repository } = request;
    const by = job.sender.login;
    const settled = await settleTrain(needs, request, pull, { verdict: 'stopped', by, source: job.sourceNodeId });
    if (settled === undefined) return merged;
    const { mark, comments } = settled;
    await lookAtTrain(needs.jobs, request.id);
    if (mark.verdict === 'stopped')
      return mark.source === job.sourceNodeId && job.issue === request.issue
        ? undefined
        : `What was to follow #${pull} is stopped.`;
    if (mark.verdict === 'overtaken') return `Nothing was to follow #${pull} any more.`;
    const next = requestId(repository.id, mark.nodeId, 0);
    const second = await needs.requests.get(next);
    const isOpening = second?.pull === undefined && !isHandled(needs.signer, repository.id, mark, comments);
    if (isOpening && (await awaitPull(needs.jobs, job, next)))
      return `What follows #${pull} is being opened; its pull request is closed as soon as it is there.`;
    // On the issue it is closed by its own right.
    if (second?.pull === undefined || job.issue === request.issue) return merged;
    return (await closesStill(needs, repository, second)) ?? merged;
  };

async function closesStill(
  needs: Needs,
  repository: RepositoryRef,
  second: RequestRecord,
): Promise<string | undefined> {
  if (second.phase !== 'open' || second.pull === undefined) return undefined;
  const left = await closePull(needs, repository, second.request.id, second.pull.number);
  return left === 'merged' ? undefined : closedWords(second.pull.number);
}

export const closedWords = (pull: number): string =>
  `#${pull} is closed without merging; what it made is cleaned up and proved in ClusterOps / Cleanup.`;
