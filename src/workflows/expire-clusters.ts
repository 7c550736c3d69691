import type { Configuration } from '../domain/access/configuration.ts';
import { requestId } from '../domain/cluster/names.ts';
import type { Request } from '../domain/cluster/request.ts';
import { type ClusterRow, clusterRows } from '../domain/cluster/rows.ts';
import type { FileContent } from '../domain/cluster/spec.ts';
import { parseCommandLine } from '../domain/command/parse.ts';
import { isProtected } from '../domain/deletion/protected.ts';
import { decodeWarning, due, endAfter, type Life, lifeOf, type Warning, warningOf } from '../domain/expiry/life.ts';
import { names } from '../domain/locks/findings.ts';
import { saysBuild } from '../domain/manifests/builds/built-from.ts';
import { isManifestFile } from '../domain/manifests/validate/folder.ts';
import { expiryWarning } from '../domain/report/expiry-text.ts';
import type { Person, RepositoryRef } from '../domain/repository.ts';
import { AppError } from '../errors.ts';
import type { Clock } from '../ports/clock.ts';
import type {
  Announcements,
  CommandFacts,
  CommandFactsSource,
  History,
  PullSummary,
  Pulls,
  Tree,
} from '../ports/github.ts';
import type { HandleCommandJob, JobHandler, Jobs } from '../ports/jobs.ts';
import type { Log } from '../ports/log.ts';
import type { RequestStore } from '../ports/requests.ts';
import type { Signer } from '../ports/signer.ts';
import { signedRequest } from './adopt-pull.ts';
import type { Answer, PutAnswers } from './answer.ts';
import type { AllowedCommand, Occasion } from './handle-command.ts';
import { clusterKey, requestKey } from './keys.ts';
import { openRequests } from './lock-book.ts';
import type { WatchSchedules } from './watch-schedules.ts';

interface Needs {
  readonly tree: Tree;
  readonly history: History;
  readonly pulls: Pulls;
  readonly facts: CommandFactsSource;
  readonly announcements: Announcements;
  readonly requests: RequestStore;
  readonly jobs: Jobs;
  readonly signer: Signer;
  /** The handler of `/delete-cluster`. */
  readonly deleteCluster: (command: AllowedCommand, occasion: Occasion) => Promise<Answer>;
  readonly putAnswers: PutAnswers;
  readonly watchSchedules: Pick<WatchSchedules, 'look'>;
  readonly defaultConfiguration: Configuration;
  readonly clock: Clock;
  readonly log: Log;
}

const purpose = 'expiry';
/** Who asks for the deletion of what has lived its time: nobody who could confirm it. */
const asker: Person & { readonly bot: boolean } = { id: 0, login: 'ClusterOps', bot: true };

/** The warning in whose name a deletion is asked for. */
type Source = Pick<HandleCommandJob, 'issue' | 'sourceNodeId'>;

/** A cluster with a lifetime, and the request that made it. */
interface Mortal {
  readonly row: ClusterRow;
  readonly pull: PullSummary;
  readonly request: Request;
  readonly life: Life;
}

/**
 * Looks at the clusters of a repository that have a lifetime. Whoever asked for one is warned of its end in a comment, once for each
 * end; when the end has come, `/delete-cluster` is given on behalf of that comment, so that it is one request however often, and
 * after whatever loss, it is asked for. Lifetimes stand in Git, the time of the merge and the warning on GitHub: nothing else is known.
 */
export function createExpireClusters(needs: Needs): JobHandler<'expire-clusters'> {
  /** None where the folder is too large for GitHub to list: no lifetime is then known. */
  const filesOf = async (
    repository: RepositoryRef,
    tree: string,
    folder: string,
    commit: string,
  ): Promise<readonly FileContent[]> => {
    const isOfInterest = (path: string): boolean => isManifestFile(path) || saysBuild(path);
    try {
      return (await needs.tree.filesOf(repository, tree, folder, isOfInterest, commit)).files;
    } catch (error) {
      if (!(error instanceof AppError) || error.code !== 'github/refused') throw error;
      needs.log.warn(
        { err: error, repository: repository.id },
        'lifetimes cannot be looked at: the folder is too large',
      );
      return [];
    }
  };

  const mortals = async (
    repository: RepositoryRef,
    headSha: string,
    { clusters, deletion, lifetime }: Configuration,
    only: string | undefined,
  ): Promise<readonly Mortal[]> => {
    const folder = await needs.history.treeOf(repository, headSha, clusters.folder);
    if (folder === undefined) return [];
    const files = await filesOf(repository, folder, clusters.folder, headSha);
    const found: Mortal[] = [];
    for (const row of clusterRows(files, clusters.folder)) {
      if (only !== undefined && row.name !== only) continue;
      const { owner, ttlSeconds } = row;
      if (ttlSeconds === undefined || owner?.repositoryId !== repository.id) continue;
      if (isProtected(row.name, deletion.protected)) continue;
      const pull = await needs.pulls.behind(repository, { sha: headSha, path: row.path }, owner.request);
      const request = pull === undefined ? undefined : signedRequest(needs.signer, repository, pull);
      if (pull?.closedAt === undefined || request === undefined) {
        needs.log.warn(
          { repository: repository.id, cluster: row.name, request: owner.request },
          'a cluster has a lifetime, and the pull request that made it was not found: it is left alone',
        );
        continue;
      }
      found.push({ row, pull, request, life: lifeOf(ttlSeconds, pull.closedAt, lifetime.warnBeforeSeconds) });
    }
    return found;
  };

  /** Where the person who asked hears of it: on the issue, or on the pull request where the issue takes no comment. */
  const placeOf = async (repository: RepositoryRef, { request, pull }: Mortal) => {
    for (const { number, nodeId } of [{ number: request.issue, nodeId: request.source.nodeId }, pull]) {
      const facts = await needs.facts.gather({ repository, issue: number, sourceNodeId: nodeId });
      if (facts.issue !== undefined && !facts.issue.locked && !facts.repository.archived)
        return { issue: number, facts };
    }
    return undefined;
  };

  const warn = async (repository: RepositoryRef, { row, request, life }: Mortal, facts: CommandFacts) => {
    const at = needs.clock.now();
    const warning: Warning = { request: request.id, cluster: row.name, endsAt: life.endsAt, at };
    const text = expiryWarning(row.name, row.ttlSeconds ?? 0, endAfter(life, at));
    await needs.announcements.publish({
      repository,
      comment: {
        issueNodeId: facts.issue?.nodeId ?? '',
        body: `${text}\n${needs.signer.mark(purpose, repository.id, warning)}`,
      },
    });
  };

  /** In the cluster's own turn, so that no other command for it is under way. */
  const inTurn = async (repository: RepositoryRef, cluster: string, { sourceNodeId }: Source): Promise<void> => {
    const id = requestId(repository.id, sourceNodeId, 0);
    const known = await needs.requests.get(id);
    if (known !== undefined && known.phase !== 'opening') return;
    await needs.jobs.add(
      'expire-clusters',
      { repository, cluster },
      { keys: [clusterKey(repository, cluster), requestKey(id)].sort(), coalesce: `${repository.id}/ended/${cluster}` },
    );
  };

  const end = async (
    repository: RepositoryRef,
    name: string,
    configuration: Configuration,
    place: Source,
  ): Promise<void> => {
    const body = `/delete-cluster ${name}`;
    const command = parseCommandLine(body);
    if (command.kind === 'refused') return;
    const job: HandleCommandJob = { repository, ...place, body, sender: asker, delivery: 'the end of a life' };
    const facts = await needs.facts.gather({ repository, issue: place.issue, sourceNodeId: place.sourceNodeId });
    const answer = await needs.deleteCluster(
      { command, decision: { verdict: 'allow', configuration, by: { sender: asker, permission: 'none' }, why: [] } },
      { job, facts, permission: 'none', repeated: true },
    );
    needs.log.info(
      { repository: repository.id, cluster: name, outcome: answer.outcome },
      'a cluster has lived its time',
    );
    if (answer.outcome !== 'done' || answer.announced === true) await needs.putAnswers(job, facts, [answer]);
  };

  return async ({ repository, cluster }) => {
    const { read, headSha } = await needs.tree.configuration(repository);
    // Where the configuration cannot be read, nobody knows what it protects.
    if (read.state === 'invalid' || headSha === undefined) return;
    const configuration = read.state === 'read' ? read.configuration : needs.defaultConfiguration;
    // What else is due by time, while the configuration is at hand.
    if (cluster === undefined) await needs.watchSchedules.look(repository, configuration);
    for (const mortal of await mortals(repository, headSha, configuration, cluster)) {
      const { row, request, life } = mortal;
      if (needs.clock.now() < life.warnAt) continue;
      const place = await placeOf(repository, mortal);
      if (place === undefined) {
        needs.log.warn(
          { repository: repository.id, cluster: row.name },
          'the end of a lifetime cannot be warned of: neither its issue nor its pull request takes a comment',
        );
        continue;
      }
      const leaving = openRequests(needs.signer, repository, place.facts.openPulls).some(
        (each) => each.request.kind === 'delete-cluster' && names(each.request).includes(row.name),
      );
      if (leaving) continue;
      const given = place.facts.ownComments.flatMap(({ nodeId, body }) =>
        needs.signer
          .read(purpose, repository.id, body)
          .payloads.flatMap((payload) => decodeWarning(payload) ?? [])
          .map((warning) => ({ ...warning, nodeId })),
      );
      const warning = warningOf(given, { request: request.id, cluster: row.name, endsAt: life.endsAt });
      const next = due(life, warning, needs.clock.now());
      // One job at a time warns: that which looks at all.
      if (next === 'warning' && cluster === undefined) await warn(repository, mortal, place.facts);
      if (next !== 'end' || warning === undefined) continue;
      const source = { issue: place.issue, sourceNodeId: warning.nodeId };
      if (cluster === undefined) await inTurn(repository, row.name, source);
      else await end(repository, row.name, configuration, source);
    }
  };
}
