import { parseComment } from '../domain/command/parse.ts';
import type { Clock } from '../ports/clock.ts';
import type { ManagementClusters } from '../ports/cluster.ts';
import type { Announcements, CommandFactsSource } from '../ports/github.ts';
import type { JobHandler, Jobs } from '../ports/jobs.ts';
import type { Log } from '../ports/log.ts';
import type { RequestRecord, RequestStore } from '../ports/requests.ts';
import type { Signer } from '../ports/signer.ts';
import { commandOptions } from './keys.ts';
import { lookAgain } from './next-look.ts';
import { currentRun, type Publish } from './publish.ts';
import { hasNext, isHandled, type Settled, settledAs, settleTrain, type TrainRequest } from './settle-train.ts';
import { waitUntilReady } from './wait-until-ready.ts';

interface Needs {
  readonly requests: RequestStore;
  readonly facts: CommandFactsSource;
  readonly announcements: Announcements;
  readonly signer: Signer;
  readonly managementClusters: ManagementClusters;
  readonly publish: Publish;
  readonly jobs: Jobs;
  readonly clock: Clock;
  readonly commandPrefix: string;
  readonly log: Log;
}

/** Whether a merged request has still to be followed by another, as soon as Ready on its merge commit is green. */
export const awaitsNext = (record: RequestRecord): boolean =>
  hasNext(record.request) &&
  record.train === undefined &&
  currentRun(record, record.mergeSha ?? '', 'Ready')?.state === 'success';

/**
 * Gives the command that follows a merged request once its cluster is ready, for whoever asked for the request: a signed comment says so, and
 * the command is handled as if it had been given in that comment, with the permission that its asker has now. So it is one request however
 * often it is given, and after whatever loss. A train that was stopped goes nowhere.
 */
export function createAdvanceTrain(needs: Needs): JobHandler<'advance-train'> {
  /** What Ready said may be some time ago. */
  const isDue = (record: RequestRecord, request: TrainRequest): boolean =>
    awaitsNext(record) &&
    request.clusters.every((cluster) => {
      const { view } = needs.managementClusters.of(request);
      return waitUntilReady(view, cluster, needs.clock.now()).length === 0;
    });

  const give = async (
    { repository, issue, asker, schedule, next }: TrainRequest,
    { mark, comments }: Settled,
  ): Promise<void> => {
    const { nodeId } = mark;
    if (isHandled(needs.signer, repository.id, mark, comments)) return;
    await needs.jobs.add(
      'handle-command',
      {
        ...{ repository, issue, sourceNodeId: nodeId, body: next },
        sender: { ...asker, bot: false },
        ...(schedule === undefined ? {} : { schedule }),
        delivery: 'a train',
      },
      commandOptions(repository, issue, nodeId, parseComment(next, { prefix: needs.commandPrefix })),
    );
  };

  return async ({ requestId: id }) => {
    const record = await needs.requests.get(id);
    if (record?.phase !== 'merged' || record.train !== undefined) return;
    const { request, pull, mergeSha } = record;
    if (!hasNext(request) || pull === undefined || mergeSha === undefined) return;
    const due = isDue(record, request);
    const settled = await settleTrain(needs, request, pull.number, due ? { verdict: 'continued' } : undefined);
    if (settled === undefined) {
      if (due)
        needs.log.warn({ repository: request.repository.id, request: id }, 'a train waits: its issue takes no comment');
      return;
    }
    if (settled.mark.verdict === 'continued') await give(request, settled);
    const known: RequestRecord = { ...record, train: settledAs(settled.mark) };
    await needs.requests.put(known);
    await needs.publish({ record: known, sha: mergeSha, reports: [] });
    await lookAgain(needs.jobs, 'observe', id);
  };
}
