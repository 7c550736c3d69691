import { requestId } from '../domain/cluster/names.ts';
import { type Finding, fault } from '../domain/finding.ts';
import type { Announcements, CommandFactsSource } from '../ports/github.ts';
import type { Jobs } from '../ports/jobs.ts';
import type { RequestRecord, RequestStore } from '../ports/requests.ts';
import type { Signer } from '../ports/signer.ts';
import type { Occasion } from './handle-command.ts';
import { lookAtTrain } from './next-look.ts';
import { hasNext, settleTrain } from './settle-train.ts';

interface Needs {
  readonly requests: RequestStore;
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

/** What was to follow a merged request is not given, unless it was already. */
export const createStopTrain =
  (needs: Needs): StopTrain =>
  async ({ request }, pull, { job }) => {
    const merged = fault('request/merged', `#${pull} is merged: there is nothing left to cancel.`);
    if (!hasNext(request)) return merged;
    const by = job.sender.login;
    const settled = await settleTrain(needs, request, pull, { verdict: 'stopped', by, source: job.sourceNodeId });
    if (settled === undefined) return merged;
    const { mark } = settled;
    await lookAtTrain(needs.jobs, request.id);
    if (mark.verdict === 'stopped')
      return mark.source === job.sourceNodeId && job.issue === request.issue
        ? undefined
        : `What was to follow #${pull} is stopped.`;
    const second = await needs.requests.get(requestId(request.repository.id, mark.nodeId, 0));
    return second === undefined
      ? `What follows #${pull} is being opened; comment /cancel again when its pull request is there.`
      : merged;
  };
