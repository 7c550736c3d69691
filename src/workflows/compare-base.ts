import type { Configuration } from '../domain/access/configuration.ts';
import { deliveryAnnotation, repositoryAnnotation } from '../domain/cluster/ownership.ts';
import { clusterFolderOf } from '../domain/manifests/validate/folder.ts';
import type { RepositoryRef } from '../domain/repository.ts';
import type { Clock } from '../ports/clock.ts';
import type { ManagementClusters } from '../ports/cluster.ts';
import type { CommitRead, Commits, History, Tree } from '../ports/github.ts';
import type { Jobs } from '../ports/jobs.ts';
import type { Log } from '../ports/log.ts';
import type { RequestStore, Settings } from '../ports/requests.ts';
import { pullKeys, requestKey } from './keys.ts';
import type { ReplanCluster } from './replan-cluster.ts';

interface Needs {
  readonly tree: Tree;
  readonly history: History;
  readonly commits: Commits;
  readonly managementClusters: ManagementClusters;
  readonly requests: RequestStore;
  readonly settings: Settings;
  readonly jobs: Jobs;
  readonly clock: Clock;
  readonly log: Log;
  readonly replan: ReplanCluster;
  /** Milliseconds after which GitHub surely knows which pull request a commit came by. */
  readonly settleMs: number;
}

/** The default branch as it is. */
export interface BaseBranch {
  readonly name: string;
  readonly headSha: string;
  readonly configuration: Configuration;
}

/** `pushedOnto`: the commit that a push moved the branch from. */
export type CompareBase = (repository: RepositoryRef, base: BaseBranch, pushedOnto?: string) => Promise<void>;

/** So far back is looked where nobody remembers the last look. */
const farthest = 14 * 24 * 60 * 60_000;
/** More folders than these do not leave at once without somebody having meant it. */
const mostFolders = 50;
/** Clusters whose folder has another name than they are looked up in vain. */
const mostLost = 20;
/** The return of the management cluster's sight tells; should that be missed, it is looked again after so many milliseconds, and each time after twice as many. */
const lookLater = { first: 60_000, longest: 30 * 60_000 };
/** Says how often the clusters that are there could not be compared with the branch; absent or `0`: they were. */
const unseenMark = (repository: RepositoryRef): string => `base-unseen:${repository.id}`;
/** Of more clusters, open pull requests are looked through once. */
const mostReplanned = 5;

/**
 * Compares the clusters folder of the default branch with what it was at the last look, by its trees, and with the clusters that are
 * there: those whose folder left by a merge of people or by a push are followed, and followed ones that came back are looked at. A
 * handful of requests, and one for each folder that left.
 */
export function createCompareBase(needs: Needs): CompareBase {
  const foldersAt = async (repository: RepositoryRef, sha: string, folder: string): Promise<ReadonlySet<string>> => {
    const found = new Set<string>();
    await needs.tree.files(repository, sha, folder, (path) => {
      const own = clusterFolderOf(path, folder);
      if (own !== undefined && own !== folder) found.add(own);
      return false;
    });
    return found;
  };

  const lookAtReturned = async (
    repository: RepositoryRef,
    returned: readonly string[],
    head: string,
  ): Promise<void> => {
    for (const { request } of returned.length === 0 ? [] : await needs.requests.live(repository.id))
      if (request.kind === 'delete-cluster' && request.byHand)
        if (request.clusters.some(({ folder }) => returned.includes(folder)))
          await needs.jobs.add(
            'observe',
            { requestId: request.id, attempt: `base-${head.slice(0, 12)}` },
            { keys: [requestKey(request.id)] },
          );
  };

  /** A merge is followed as the pull request's, ours by its own events. */
  const follow = async (repository: RepositoryRef, change: CommitRead, base: BaseBranch, before: string) => {
    const pull = change.pulls.find((each) => each.state === 'merged' && each.baseRef === base.name);
    if (pull?.own === true) return;
    if (pull === undefined) {
      const key = `${repository.id}/pushed/${change.sha}`;
      await needs.jobs.add(
        'adopt-removal',
        { repository, commit: change.sha },
        { keys: [key], coalesce: key, delayMs: needs.settleMs },
      );
      return;
    }
    if ((await needs.requests.byPull(repository.id, pull.number)) !== undefined) return;
    await needs.jobs.add(
      'adopt-removal',
      { repository, pull: pull.number, baseSha: before },
      {
        keys: pullKeys(repository, pull.number, pull.headRef),
        coalesce: `${repository.id}/merged/${pull.number}`,
      },
    );
  };

  /** The commit with which to compare: the last one that was seen, or one so old that little is missed. */
  const earlier = async (repository: RepositoryRef, last: string | undefined, headSha: string) => {
    const known = last !== undefined && (await needs.history.treeOf(repository, last, '')) !== undefined;
    return known ? last : needs.commits.until(repository, headSha, needs.clock.now() - farthest);
  };

  /** Folders of clusters that are there and that nobody follows: they may have come and left since the last look. */
  const foldersOfClusters = async (
    repository: RepositoryRef,
    folder: string,
  ): Promise<readonly string[] | 'unseen'> => {
    const { acts, view } = needs.managementClusters.of({ repository });
    if (acts === undefined) return [];
    if (view.state().state !== 'live') return 'unseen';
    const found: string[] = [];
    for (const { namespace, name, annotations } of view.clusters()) {
      if (annotations[repositoryAnnotation] !== String(repository.id)) continue;
      if (annotations[deliveryAnnotation] === 'preview') continue;
      const requests = await needs.requests.liveByCluster(namespace, name);
      if (!requests.some(({ request }) => request.kind === 'delete-cluster')) found.push(`${folder}/${name}`);
    }
    return found;
  };

  /** `looks`: how often the clusters were out of sight since the branch moved last. */
  const lookOnceSeen = async (repository: RepositoryRef, headSha: string, looks: number): Promise<void> => {
    await needs.settings.put(unseenMark(repository), String(looks + 1));
    const { place, view } = needs.managementClusters.of({ repository });
    const delayMs = Math.min(lookLater.first * 2 ** looks, lookLater.longest);
    const key = `${repository.id}/reconcile`;
    await needs.jobs.add(
      'reconcile',
      { repository },
      {
        keys: [key],
        coalesce: `${key}/later/${headSha}`,
        delayMs,
        ...(place === undefined ? {} : { awaits: place }),
      },
    );
    // It may have come into sight before there was anything that awaits it.
    if (place !== undefined && view.state().state === 'live') await needs.jobs.inSight(place);
  };

  return async (repository, base, pushedOnto) => {
    const { headSha } = base;
    const mark = `base:${repository.id}`;
    const last = await needs.settings.get(mark);
    const unseen = Number((await needs.settings.get(unseenMark(repository))) ?? 0);
    const { folder } = base.configuration.clusters;
    const alive = last === headSha && unseen === 0 ? [] : await foldersOfClusters(repository, folder);
    if (alive === 'unseen') await lookOnceSeen(repository, headSha, last === headSha ? unseen : 0);
    if (last === headSha && (alive === 'unseen' || alive.length === 0)) {
      if (alive !== 'unseen' && unseen > 0) await needs.settings.put(unseenMark(repository), '0');
      return;
    }
    const before = await earlier(repository, pushedOnto ?? last, headSha);
    const [then, now] = await Promise.all(
      [before, headSha].map((sha) => (sha === undefined ? undefined : needs.history.treeOf(repository, sha, folder))),
    );
    const stands = await foldersAt(repository, headSha, folder);
    const stood = before === undefined || then === now ? stands : await foldersAt(repository, before, folder);
    const left = [...stood].filter((each) => !stands.has(each));
    const lost = (alive === 'unseen' ? [] : alive).filter((each) => !stands.has(each) && !stood.has(each));
    const returned = [...stands].filter((each) => !stood.has(each));
    await lookAtReturned(repository, returned, headSha);
    if (left.length > mostFolders)
      needs.log.warn(
        { repository: repository.id, folders: left.length },
        `more than ${mostFolders} folders of clusters left the default branch at once: the first are followed`,
      );
    const changes = new Map<string, CommitRead>();
    const gone: string[] = [];
    for (const each of [...left.slice(0, mostFolders), ...lost.slice(0, mostLost)]) {
      const change = await needs.commits.lastChange(repository, headSha, each);
      if (change === undefined) continue;
      gone.push(each);
      changes.set(change.sha, change);
    }
    for (const change of changes.values()) await follow(repository, change, base, change.parent ?? before ?? headSha);
    // Open pull requests that change what left are told so by their Plan.
    const names = gone.map((each) => each.slice(folder.length + 1));
    for (const name of names.length > mostReplanned ? [undefined] : names)
      await needs.replan(repository, name, base.configuration, `base-${headSha.slice(0, 12)}`);
    // What left is not looked up again; the clusters that are there are, once they can be seen.
    if (alive !== 'unseen' && unseen > 0) await needs.settings.put(unseenMark(repository), '0');
    await needs.settings.put(mark, headSha);
  };
}
