import type { Configuration } from '../domain/access/configuration.ts';
import { requestAnnotation } from '../domain/cluster/ownership.ts';
import { clusterRows } from '../domain/cluster/rows.ts';
import { isMarked, judgeOrphan, type OrphanVerdict } from '../domain/deletion/orphan.ts';
import { clusterFolderOf } from '../domain/manifests/validate/folder.ts';
import type { RepositoryRef } from '../domain/repository.ts';
import type { ClusterActs, ClusterView, ManagementClusters } from '../ports/cluster.ts';
import type { CommandFactsSource, History, PullSummary, Pulls, Tree } from '../ports/github.ts';
import type { AdoptPullJob, JobHandler, Jobs } from '../ports/jobs.ts';
import type { Log } from '../ports/log.ts';
import type { Metrics } from '../ports/metrics.ts';
import type { RequestStore } from '../ports/requests.ts';
import type { Signer } from '../ports/signer.ts';
import { signedRequest } from './adopt-pull.ts';
import { oneAtATime, type TakePlace } from './deletion-cap.ts';
import { findPreviewPull } from './find-preview-pull.ts';
import { assureReadable } from './folders-on-base.ts';
import { requestKey } from './keys.ts';
import { isTelling, mentionsOnBase } from './mentions-on-base.ts';
import { lookAgain } from './next-look.ts';
import { readSurely } from './preview.ts';
import type { Publish } from './publish.ts';
import { clusterObject } from './see-doomed.ts';
import { findSticky } from './sticky.ts';

interface Needs {
  readonly managementClusters: ManagementClusters;
  readonly requests: RequestStore;
  readonly pulls: Pulls;
  readonly facts: CommandFactsSource;
  readonly tree: Tree;
  readonly history: History;
  readonly signer: Signer;
  readonly jobs: Jobs;
  readonly takePlace: TakePlace;
  readonly publish: Publish;
  readonly adoptPull: (job: AdoptPullJob) => Promise<void>;
  readonly defaultConfiguration: Configuration;
  readonly metrics: Metrics;
  readonly log: Log;
}

interface Named {
  readonly namespace: string;
  readonly name: string;
}

/** The base branch, as far as it was read for this sweep. */
interface Base {
  readonly headSha: string;
  readonly folder: string;
}

/**
 * Looks for Clusters that previews of a repository left behind. What surely is one goes the way of every closed preview, in its
 * request's turn, and as many an hour as the cap allows; all else that looks like one is reported, and stays. A read that
 * fails ends the sweep.
 */
export function createSweepOrphans(needs: Needs): JobHandler<'sweep-orphans'> {
  const baseOf = async (repository: RepositoryRef): Promise<Base | undefined> => {
    const { read, headSha, defaultBranch } = await needs.tree.configuration(repository);
    if (read.state === 'invalid' || headSha === undefined) return undefined;
    const { clusters } = read.state === 'read' ? read.configuration : needs.defaultConfiguration;
    return {
      headSha: await assureReadable(needs.history, repository, defaultBranch, headSha),
      folder: clusters.folder,
    };
  };

  /** The clusters of the base branch, as they are called and as their folders are. */
  const standingOn = async (repository: RepositoryRef, { headSha, folder }: Base): Promise<ReadonlySet<string>> => {
    const { files, unread } = await needs.tree.files(repository, headSha, folder, isTelling);
    const folders = [...files, ...unread].flatMap(({ path }) => clusterFolderOf(path, folder)?.split('/').at(-1) ?? []);
    return new Set([...clusterRows(files, folder).map(({ name }) => name), ...folders]);
  };

  const judge = async (
    acts: ClusterActs,
    repository: RepositoryRef,
    base: Base,
    { namespace, name }: Named,
  ): Promise<{ readonly verdict: OrphanVerdict; readonly pull?: PullSummary }> => {
    const inUse = { verdict: { state: 'in use' as const } };
    const live = await readSurely(acts, clusterObject({ namespace, name }));
    if (live === undefined || live.deleting) return inUse;
    if ((await needs.requests.liveByCluster(namespace, name)).length > 0) return inUse;
    const pull = await findPreviewPull(needs, repository, name, live.annotations[requestAnnotation] ?? '');
    const request = pull === undefined ? undefined : signedRequest(needs.signer, repository, pull);
    const comments =
      request === undefined
        ? []
        : (await needs.facts.gather({ repository, issue: request.issue, sourceNodeId: request.source.nodeId }))
            .ownComments;
    const folder = request?.clusters.find(({ spec }) => spec.name === name)?.folder ?? `${base.folder}/${name}`;
    const named = (await mentionsOnBase(needs.tree, repository, base.headSha, [name])).get(name)?.path;
    const verdict = judgeOrphan(
      { namespace, name, ...live },
      {
        repositoryId: repository.id,
        ...(request === undefined ? {} : { request }),
        ...(pull === undefined ? {} : { pull: pull.state }),
        recorded:
          request === undefined ? [] : (findSticky(needs.signer, repository.id, request.id, comments)?.made ?? []),
        ...(named === undefined ? {} : { named }),
        stood: await needs.history.touched(repository, base.headSha, folder),
      },
    );
    return { verdict, ...(pull === undefined ? {} : { pull }) };
  };

  const look = async (acts: ClusterActs, view: ClusterView, repository: RepositoryRef): Promise<void> => {
    const marked = view.clusters().filter((each) => isMarked(each, repository.id));
    const base = marked.length === 0 ? undefined : await baseOf(repository);
    if (base === undefined) return;
    const standing = await standingOn(repository, base);
    for (const { namespace, name, uid } of marked.filter((each) => !standing.has(each.name))) {
      const { verdict, pull } = await judge(acts, repository, base, { namespace, name });
      if (verdict.state === 'in use') continue;
      const about = { repository: repository.id, cluster: `${namespace}/${name}`, uid, pull: pull?.number };
      if (verdict.state === 'reported') {
        needs.metrics.deletion('orphan reported');
        needs.log.warn(
          { ...about, because: verdict.because },
          'a Cluster looks as if a preview had left it behind, and that is not sure: it stays',
        );
        continue;
      }
      const id = pull === undefined ? undefined : signedRequest(needs.signer, repository, pull)?.id;
      if (id === undefined) continue;
      needs.log.warn(about, 'a preview that was closed without merging left a Cluster behind: it is cleaned up');
      await needs.jobs.add(
        'sweep-orphans',
        { repository, cluster: { namespace, name } },
        { keys: [requestKey(id), oneAtATime].sort(), coalesce: `${repository.id}/orphan/${namespace}/${name}` },
      );
    }
  };

  /** In the request's own turn, and with everything read anew. */
  const remove = async (acts: ClusterActs, repository: RepositoryRef, cluster: Named): Promise<void> => {
    const base = await baseOf(repository);
    if (base === undefined) return;
    const { verdict, pull } = await judge(acts, repository, base, cluster);
    const request = pull === undefined ? undefined : signedRequest(needs.signer, repository, pull);
    if (verdict.state !== 'orphan' || pull === undefined || request === undefined) return;
    const key = `${request.id}/${cluster.name}`;
    const place = await needs.takePlace(key, { repository: repository.id, request: request.id });
    // The next sweep asks again.
    if (place.state === 'full') return;
    if ((await needs.requests.get(request.id)) === undefined) await needs.adoptPull({ repository, pull: pull.number });
    const record = await needs.requests.get(request.id);
    if (record === undefined) return;
    const { removing: _removing, ...known } = record;
    const letGo = [...(record.letGo ?? []), ...place.recent.filter((each) => each.key === key)];
    const closed = { ...known, phase: 'closed' as const, letGo };
    // The signed comment has it before anything is deleted: the database may be lost.
    await needs.requests.put(await needs.publish({ record: closed, sha: pull.headSha, reports: [] }));
    needs.metrics.deletion('orphan removed');
    await lookAgain(needs.jobs, 'clean-up', request.id);
  };

  return async ({ repository, cluster }) => {
    const { acts, view } = needs.managementClusters.of({ repository });
    if (acts === undefined) return;
    const state = view.state();
    if (state.state !== 'live' || state.behind !== undefined) return;
    if (cluster === undefined) await look(acts, view, repository);
    else await remove(acts, repository, cluster);
  };
}
