import type { Configuration, ConfigurationRead } from '../domain/access/configuration.ts';
import { askedUntilMerge } from '../domain/access/times.ts';
import { requestIdOfBranch } from '../domain/cluster/names.ts';
import type { PullSummary, Pulls, Tree } from '../ports/github.ts';
import type { CheckPullJob } from '../ports/jobs.ts';
import type { RequestRecord, RequestStore } from '../ports/requests.ts';
import type { CheckConfiguration, ConfigurationChecked } from './check-configuration.ts';
import { isPlanned } from './own-change.ts';
import type { ReadFiles } from './touched-clusters.ts';

interface Needs {
  readonly requests: RequestStore;
  readonly pulls: Pulls;
  readonly tree: Tree;
  readonly defaultConfiguration: Configuration;
  readonly checkConfiguration: CheckConfiguration;
}

/** What Plan goes by, as it stands on GitHub. */
export interface PullLook {
  /** Absent of a merge group. */
  readonly pull: PullSummary | undefined;
  /** The request that the pull request was opened for, where the App opened it. */
  readonly own: RequestRecord | undefined;
  readonly read: ConfigurationRead;
  /** Every default where the configuration cannot be used. */
  readonly configuration: Configuration;
  readonly changed: Awaited<ReturnType<Tree['changed']>>;
  /** What it will be merged onto; undefined where that is not the default branch. */
  readonly base: string | undefined;
  readonly readAt: (sha: string) => ReadFiles;
  /** Whether a file of the clusters folder itself changed. */
  readonly isDirect: boolean;
  /** What becomes of the configuration of the repository, where the change is about it. */
  readonly settings: ConfigurationChecked | undefined;
}

export type LookAtPull = (job: CheckPullJob) => Promise<PullLook | undefined>;

/** Reads what Plan goes by; undefined where there is nothing to plan, because it is planned already or another job is about it. */
export function createLookAtPull({
  requests,
  pulls,
  tree,
  defaultConfiguration,
  checkConfiguration,
}: Needs): LookAtPull {
  return async (job) => {
    const { repository, headSha, baseRef, mergeGroupBaseSha } = job;
    const requestId = job.headRef === undefined ? undefined : requestIdOfBranch(job.headRef);
    const request = requestId === undefined ? undefined : await requests.get(requestId);
    // The job that opened our own pull request has planned it: it ran under the same key.
    if (request !== undefined && job.attempt === undefined && isPlanned(request, headSha)) return undefined;

    const pull = job.pull === undefined ? undefined : await pulls.read(repository, job.pull);
    if (job.pull !== undefined && !isStill(pull, job)) return undefined;

    const { read, defaultBranch, headSha: defaultSha } = await tree.configuration(repository);
    const configuration = read.state === 'read' ? read.configuration : defaultConfiguration;
    if (job.review === true && askedUntilMerge(configuration.policy) === undefined) return undefined;

    const changed =
      job.pull === undefined
        ? await tree.changedBetween(repository, mergeGroupBaseSha ?? baseRef, headSha)
        : await tree.changed(repository, job.pull);
    const isOfDefault = baseRef === defaultBranch || mergeGroupBaseSha !== undefined;
    return {
      pull,
      own: pull?.own === true ? request : undefined,
      read,
      configuration,
      changed,
      base: mergeGroupBaseSha ?? (baseRef === defaultBranch ? defaultSha : undefined),
      readAt: (sha) => async (path, only) => ({ folder: path, ...(await tree.files(repository, sha, path, only)) }),
      isDirect: changed.some(({ path, previousPath }) =>
        [path, previousPath].some((each) => each?.startsWith(`${configuration.clusters.folder}/`)),
      ),
      settings: isOfDefault ? await checkConfiguration(repository, headSha, changed, read) : undefined,
    };
  };
}

/** Whether the pull request is as it was when the job was asked for; if not, another job is about what it is now. */
const isStill = (pull: PullSummary | undefined, job: CheckPullJob): pull is PullSummary =>
  pull?.state === 'open' && pull.headSha === job.headSha && pull.baseRef === job.baseRef;
