import type { Configuration, ConfigurationRead } from '../domain/access/configuration.ts';
import { heldUntilMerge } from '../domain/access/times.ts';
import { requestIdOfBranch } from '../domain/cluster/names.ts';
import { parseComment } from '../domain/command/parse.ts';
import { textDigest } from '../domain/report/digest.ts';
import type { RepositoryRef } from '../domain/repository.ts';
import { AppError } from '../errors.ts';
import type { Clock } from '../ports/clock.ts';
import type { PullSummary, Pulls, Tree } from '../ports/github.ts';
import type { JobHandler, Jobs } from '../ports/jobs.ts';
import type { Log } from '../ports/log.ts';
import type { Recovery } from '../ports/recovery.ts';
import type { RequestRecord, RequestStore, Settings } from '../ports/requests.ts';
import type { BuildingOn } from './building-on.ts';
import type { CompareBase } from './compare-base.ts';
import { commandOptions, pullKeys, requestKey } from './keys.ts';
import { type FindMoved, moveRequest } from './moved-repository.ts';
import { lookAgain } from './next-look.ts';
import type { ReplanCluster } from './replan-cluster.ts';
import type { WatchSchedules } from './watch-schedules.ts';

interface Needs {
  readonly pulls: Pulls;
  readonly recovery: Recovery;
  readonly tree: Pick<Tree, 'configuration'>;
  readonly defaultConfiguration: Configuration;
  readonly replan: ReplanCluster;
  readonly buildingOn: Pick<BuildingOn, 'remember'>;
  readonly watchSchedules: Pick<WatchSchedules, 'look'>;
  readonly compareBase: CompareBase;
  readonly requests: RequestStore;
  readonly settings: Settings;
  readonly jobs: Jobs;
  readonly clock: Clock;
  readonly log: Log;
  readonly findMoved: FindMoved;
  readonly commandPrefix: string;
}

/** A command older than this is not carried out by surprise. */
const young = 24 * 60 * 60 * 1_000;
/** Comments are asked for from a little before the last look, because clocks and indexes lag. */
const overlap = 5 * 60 * 1_000;

/**
 * Compares a repository with what we know of it: pull requests closed or opened again without our hearing of it, requests and followed
 * removals that the database lost, clusters that left the default branch, commands that no delivery brought, and a policy that asks something else of what is open. A comment found
 * by reading runs only when it was never edited and is young.
 */
export function createReconcile(needs: Needs): JobHandler<'reconcile'> {
  const comparePulls = async (repository: RepositoryRef): Promise<void> => {
    for (const pull of await needs.pulls.ours(repository)) {
      const id = requestIdOfBranch(pull.headRef);
      if (id === undefined) continue;
      const record = await needs.requests.get(id);
      if (record !== undefined && agrees(record, pull)) continue;
      needs.log.info(
        { repository: repository.id, pull: pull.number, state: pull.state },
        'a pull request changed without our hearing of it',
      );
      await needs.jobs.add(
        'adopt-pull',
        { repository, pull: pull.number },
        { keys: [requestKey(id)], coalesce: `${repository.id}/pull/${pull.number}` },
      );
    }
  };

  const compareRemovals = async (repository: RepositoryRef): Promise<void> => {
    for (const pull of await needs.pulls.mergedByOthers(repository)) {
      if ((await needs.requests.byPull(repository.id, pull)) !== undefined) continue;
      await needs.jobs.add(
        'adopt-removal',
        { repository, pull },
        { keys: pullKeys(repository, pull, ''), coalesce: `${repository.id}/merged/${pull}` },
      );
    }
  };

  const recoverComments = async (repository: RepositoryRef): Promise<void> => {
    const now = needs.clock.now();
    const mark = `comments:${repository.id}`;
    const last = Number((await needs.settings.get(mark)) ?? now - young);
    for (const comment of await needs.recovery.commentsSince(repository, Math.max(last - overlap, now - young))) {
      const lines = parseComment(comment.body, { prefix: needs.commandPrefix });
      if (lines.length === 0 || comment.handled || comment.edited || comment.createdAt < now - young) continue;
      const added = await needs.jobs.add(
        'handle-command',
        {
          repository,
          issue: comment.issue,
          sourceNodeId: comment.nodeId,
          body: comment.body,
          sender: comment.author,
          delivery: 'found by reading',
        },
        commandOptions(repository, comment.issue, comment.nodeId, lines),
      );
      if (added === 'added')
        needs.log.info(
          { repository: repository.id, issue: comment.issue },
          'a command was found that no delivery brought',
        );
    }
    await needs.settings.put(mark, String(now));
  };

  const resume = async (repository: RepositoryRef): Promise<void> => {
    for (const record of await needs.requests.live(repository.id)) {
      if (await moveRequest(needs.jobs, record, repository)) continue;
      const kind = record.phase === 'open' ? ('observe' as const) : ('clean-up' as const);
      const requestId = record.request.id;
      if (record.phase !== 'opening') await lookAgain(needs.jobs, kind, requestId);
    }
  };

  /** Schedules and the clusters folder are looked at beside. */
  const compareConfiguration = async (repository: RepositoryRef, pushedOnto?: string): Promise<void> => {
    const { read, headSha, defaultBranch: name } = await needs.tree.configuration(repository);
    await needs.buildingOn.remember(repository, read);
    const configuration = read.state === 'read' ? read.configuration : needs.defaultConfiguration;
    if (read.state !== 'invalid') await needs.watchSchedules.look(repository, configuration);
    await comparePolicy(repository, read, configuration);
    // Where the configuration cannot be used, nobody knows where clusters lie.
    if (read.state !== 'invalid' && headSha !== undefined)
      await needs.compareBase(repository, { name, headSha, configuration }, pushedOnto);
  };

  /**
   * Open pull requests are held against another policy when it asks something else of them; and against the same one when nobody
   * here remembers that they were, for then nobody looks again at its times either. Of a configuration that cannot be used nobody
   * knows what it asks, so that nothing stays passed by what it asked before.
   */
  const comparePolicy = async (
    repository: RepositoryRef,
    read: ConfigurationRead,
    configuration: Configuration,
  ): Promise<void> => {
    const held = read.state === 'invalid' ? 'not known' : heldUntilMerge(configuration);
    const digest = held === undefined ? '' : textDigest(JSON.stringify(held));
    const mark = `policy:${repository.id}`;
    if (digest === ((await needs.settings.get(mark)) ?? '')) return;
    await needs.replan(repository, undefined, configuration, `policy-${needs.clock.now()}`);
    await needs.settings.put(mark, digest);
  };

  /** Whoever is not reached as before may have been renamed or transferred. */
  const reach = async (repository: RepositoryRef): Promise<boolean> => {
    try {
      await comparePulls(repository);
      return true;
    } catch (error) {
      const isGone = error instanceof AppError && error.code === 'github/gone';
      const moved = isGone ? await needs.findMoved(repository) : undefined;
      if (moved === undefined) throw error;
      const key = `${repository.id}/reconcile`;
      await needs.jobs.add('reconcile', { repository: moved }, { keys: [key], coalesce: `${key}/moved` });
      return false;
    }
  };

  return async ({ repository, started, pushedOnto }) => {
    if (!(await reach(repository))) return;
    if (started) await compareRemovals(repository);
    await recoverComments(repository).catch((error: unknown) => {
      if (!(error instanceof AppError) || error.code !== 'github/gone') throw error;
      needs.log.warn(
        { repository: repository.id, err: error },
        'GitHub lists no comments of the repository, as where issues and pull requests are disabled: a command whose delivery is lost is not found there',
      );
    });
    await resume(repository);
    await compareConfiguration(repository, pushedOnto);
  };
}

/** Whether what we know of a pull request is what GitHub says. */
function agrees(record: RequestRecord, pull: PullSummary): boolean {
  if (record.phase === 'ended') return pull.state !== 'open';
  if (record.phase === 'opening') return true;
  return record.phase === pull.state;
}
