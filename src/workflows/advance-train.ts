import type { RequestedCluster } from '../domain/cluster/request.ts';
import { parseComment } from '../domain/command/parse.ts';
import { isTidying } from '../domain/train/tidying.ts';
import type { TrainMark } from '../domain/train/train-mark.ts';
import type { Clock } from '../ports/clock.ts';
import type { ManagementClusters } from '../ports/cluster.ts';
import type { Announcements, CommandFactsSource, Tree } from '../ports/github.ts';
import type { JobHandler, Jobs } from '../ports/jobs.ts';
import type { Log } from '../ports/log.ts';
import type { RequestRecord, RequestStore } from '../ports/requests.ts';
import type { Signer } from '../ports/signer.ts';
import { commandOptions, requestKey } from './keys.ts';
import { clusterAt } from './later-wish.ts';
import { lookAgain } from './next-look.ts';
import { currentRun, type Publish } from './publish.ts';
import { hasNext, isHandled, type Settled, settledAs, settleTrain, type TrainRequest } from './settle-train.ts';
import { waitUntilReady } from './wait-until-ready.ts';

interface Needs {
  readonly requests: RequestStore;
  readonly facts: CommandFactsSource;
  readonly tree: Tree;
  readonly announcements: Announcements;
  readonly signer: Signer;
  readonly managementClusters: ManagementClusters;
  readonly publish: Publish;
  readonly jobs: Jobs;
  readonly clock: Clock;
  readonly commandPrefix: string;
  readonly log: Log;
}

/** Whether it is still to be decided what follows a merged request: Ready on its merge commit is green, or never will be. */
export const awaitsNext = (record: RequestRecord): boolean =>
  hasNext(record.request) &&
  record.train === undefined &&
  (record.overtaken !== undefined || currentRun(record, record.mergeSha ?? '', 'Ready')?.state === 'success');

/**
 * Gives the command that follows a merged request once its cluster is ready, for whoever asked for the request: a signed comment says so, and
 * the command is handled as if it had been given in that comment, with the permission that its asker has now. So it is one request however
 * often it is given, and after whatever loss. A train that was stopped goes nowhere, and neither does one whose clusters a later merge made
 * something else before they were ready; what only takes out unused templates fits any later files as well.
 */
export function createAdvanceTrain(needs: Needs): JobHandler<'advance-train'> {
  /** What Ready said may be some time ago. */
  const isDue = (request: TrainRequest, clusters: readonly RequestedCluster[]): boolean => {
    const { view } = needs.managementClusters.of(request);
    const old = isTidying(request.next) ? (request.leftBehind?.kept ?? []) : [];
    if (old.some((template) => view.referrers(template.namespace ?? '', template).length > 0)) return false;
    return clusters.every((cluster) => waitUntilReady(view, cluster, needs.clock.now()).length === 0);
  };

  /** The request's clusters as the base branch says them now; undefined where one of them is no longer there. */
  const asTheyStand = async ({
    repository,
    clusters,
  }: TrainRequest): Promise<readonly RequestedCluster[] | undefined> => {
    const { headSha } = await needs.tree.configuration(repository);
    const found =
      headSha === undefined
        ? []
        : await Promise.all(clusters.map((each) => clusterAt(needs.tree, repository, headSha, each)));
    const standing = found.filter((each) => each !== undefined);
    return standing.length === clusters.length ? standing : undefined;
  };

  /** What there is to decide now. */
  const wishOf = async (
    record: RequestRecord,
    request: TrainRequest,
  ): Promise<Omit<TrainMark, 'request'> | undefined> => {
    const { overtaken } = record;
    if (!awaitsNext(record)) return undefined;
    const later = overtaken !== undefined && isTidying(request.next) ? await asTheyStand(request) : undefined;
    if (overtaken !== undefined && later === undefined) return { verdict: 'overtaken', source: overtaken };
    return isDue(request, later ?? request.clusters) ? { verdict: 'continued' } : undefined;
  };

  const give = async (
    { id, repository, issue, asker, schedule, next }: TrainRequest,
    { mark, comments }: Settled,
  ): Promise<void> => {
    const { nodeId } = mark;
    if (isHandled(needs.signer, repository.id, mark, comments)) return;
    const lines = parseComment(next, { prefix: needs.commandPrefix });
    const { keys = [], ...options } = commandOptions(repository, issue, nodeId, lines);
    await needs.jobs.add(
      'handle-command',
      {
        ...{ repository, issue, sourceNodeId: nodeId, body: next },
        sender: { ...asker, bot: false },
        ...(schedule === undefined ? {} : { schedule }),
        delivery: 'a train',
      },
      // The merged request does not end before what follows it is a request, so that `/cancel` finds one of the two.
      { ...options, keys: [...new Set([...keys, requestKey(id)])].sort() },
    );
  };

  return async ({ requestId: id }) => {
    const record = await needs.requests.get(id);
    if (record?.phase !== 'merged' || record.train !== undefined) return;
    const { request, pull, mergeSha } = record;
    if (!hasNext(request) || pull === undefined || mergeSha === undefined) return;
    const wish = await wishOf(record, request);
    const settled = await settleTrain(needs, request, pull.number, wish);
    if (settled === undefined) {
      if (wish !== undefined)
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
