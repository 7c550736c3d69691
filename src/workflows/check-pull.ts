import type { Configuration } from '../domain/access/configuration.ts';
import { requestIdOfBranch } from '../domain/cluster/names.ts';
import type { FileContent } from '../domain/cluster/spec.ts';
import { type Finding, fault } from '../domain/finding.ts';
import { saysBuild } from '../domain/manifests/builds/built-from.ts';
import type { ReadFolder } from '../domain/manifests/builds/source-tree.ts';
import { clusterFolderOf } from '../domain/manifests/validate/folder.ts';
import { frozenReport } from '../domain/report/frozen-report.ts';
import { nothingToDoReport, planReport, unplannedReport } from '../domain/report/plan-report.ts';
import { queuedReport } from '../domain/report/queued-report.ts';
import type { StageName, StageReport } from '../domain/report/stage.ts';
import { AppError } from '../errors.ts';
import type { Announcements, PullSummary, Pulls, Tree } from '../ports/github.ts';
import type { CheckPullJob, JobHandler } from '../ports/jobs.ts';
import type { Log } from '../ports/log.ts';
import type { RequestRecord, RequestStore } from '../ports/requests.ts';
import { type CheckFiles, unreadFinding } from './check-files.ts';
import { currentRun } from './publish.ts';
import { canBeShared, touchedClusters } from './touched-clusters.ts';

interface Needs {
  readonly requests: RequestStore;
  readonly pulls: Pulls;
  readonly tree: Tree;
  readonly announcements: Announcements;
  readonly defaultConfiguration: Configuration;
  readonly log: Log;
  readonly checkFiles: CheckFiles;
}

/**
 * Runs Plan on the head of a pull request or merge group that touches the clusters folder, whoever made it. Where it cannot
 * be run, it ends as a failure that says why: a check that waits for ever tells nobody anything.
 */
export function createCheckPull(needs: Needs): JobHandler<'check-pull'> {
  const write = async (job: CheckPullJob, reports: readonly StageReport[]): Promise<void> => {
    const subject = job.pull === undefined ? 'merge' : `pull-${job.pull}`;
    await needs.announcements.publish({
      repository: job.repository,
      runs: reports.map((report) => ({
        sha: job.headSha,
        report,
        externalId: `${subject}/${report.stage}/${job.attempt ?? job.baseRef}`,
      })),
    });
  };

  const run: JobHandler<'check-pull'> = async (job) => {
    const requestId = job.headRef === undefined ? undefined : requestIdOfBranch(job.headRef);
    const request = requestId === undefined ? undefined : await needs.requests.get(requestId);
    // The job that opened our own pull request has planned it: it ran under the same key.
    if (request !== undefined && job.attempt === undefined && isPlanned(request, job.headSha)) return;

    const pull = job.pull === undefined ? undefined : await needs.pulls.read(job.repository, job.pull);
    if (job.pull !== undefined && !isStill(pull, job)) return;
    const own = pull?.own === true ? request : undefined;

    const { read } = await needs.tree.configuration(job.repository);
    const configuration = read.state === 'read' ? read.configuration : needs.defaultConfiguration;
    const folder = configuration.clusters.folder;
    const changed = await changedPaths(needs.tree, job);
    const readAt = async (path: string, only?: (path: string) => boolean): Promise<ReadFolder> => ({
      folder: path,
      ...(await needs.tree.files(job.repository, job.headSha, path, only)),
    });
    const paths = changed.flatMap(({ path, previousPath }) =>
      previousPath === undefined ? [path] : [path, previousPath],
    );
    const direct = paths.some((path) => path.startsWith(`${folder}/`));
    if (direct) await write(job, [queuedReport('Plan')]);
    const first = direct || paths.some(canBeShared) ? await readAt(folder, direct ? undefined : saysBuild) : undefined;
    const folders = first === undefined ? new Set<string>() : await touchedClusters(paths, folder, first, readAt);
    if (first === undefined || folders.size === 0) {
      if (read.state === 'invalid')
        await write(job, [unplannedReport('neutral', [unknownFolder, ...read.findings]), ...idle]);
      else if (configuration.checks.required) await write(job, [nothingToDoReport('Plan'), ...idle]);
      return;
    }

    if (!direct) await write(job, [queuedReport('Plan')]);
    const whole = direct ? first : await readAt(folder);
    const judges = (path: string): boolean => folders.has(clusterFolderOf(path, folder) ?? '');
    const { relevant, oversized } = withinBudget(whole.files.filter(({ path }) => judges(path)));
    const findings = [
      ...(read.state === 'invalid' ? read.findings : []),
      ...(await needs.checkFiles({
        files: relevant,
        read: [whole],
        judges,
        readFolder: readAt,
        clustersFolder: folder,
        classesFolder: configuration.clusterClass.folder,
        ...(pull?.fork === true ? { unbuilt: fromFork } : {}),
      })),
      ...oversized,
    ];
    const touched = changed.filter(({ path, previousPath }) => judges(path) || judges(previousPath ?? ''));
    const plan = planReport({ findings, files: relevant, changed: touched, scope: 'pull request' });
    const frozenAt = own?.pull?.headSha;
    const pushed = own !== undefined && frozenAt !== undefined && frozenAt !== job.headSha;
    if (pushed) await needs.requests.put({ ...own, foreignHead: job.headSha });
    const others: readonly StageReport[] = pushed
      ? [frozenReport('Sync', frozenAt), frozenReport('Ready', frozenAt)]
      : own === undefined && configuration.checks.required
        ? followers.map((stage) =>
            nothingToDoReport(stage, 'ClusterOps follows the pull requests that it opened itself.'),
          )
        : [];
    await write(job, [plan, ...others]);
  };

  const lastWords = async (job: CheckPullJob, error: AppError): Promise<void> => {
    const finding = fault(error.code, error.detail, { cure: `${error.cure} Then use "Re-run" on this check.` });
    try {
      await write(job, [unplannedReport('failure', [finding])]);
    } catch (unsaid) {
      needs.log.error(
        { err: unsaid, repository: job.repository.id, pull: job.pull },
        'a check failed and could not say so',
      );
    }
  };

  return async (job, context) => {
    try {
      await run(job, context);
    } catch (error) {
      const known =
        error instanceof AppError ? error : new AppError('internal/bug', 'an unexpected fault', { cause: error });
      if (context.lastAttempt || !known.retry) await lastWords(job, known);
      throw error;
    }
  };
}

/** Whether the pull request is as it was when the job was asked for; if not, another job is about what it is now. */
const isStill = (pull: PullSummary | undefined, job: CheckPullJob): pull is PullSummary =>
  pull?.state === 'open' && pull.headSha === job.headSha && pull.baseRef === job.baseRef;

const unknownFolder: Finding = {
  ...fault('manifest/not-checked', 'The configuration cannot be used, so where clusters lie is not known.', {
    cure: 'Correct the configuration on the default branch, then use "Re-run" on this check.',
  }),
  severity: 'warning',
};

const fromFork = {
  why: 'nothing is built of a pull request from a fork',
  cure: 'Build it yourself and look at the objects, or push the branch to this repository.',
};

const followers: readonly StageName[] = ['Sync', 'Ready', 'Cleanup'];
const idle: readonly StageReport[] = followers.map((stage) => nothingToDoReport(stage));

const isPlanned = (record: RequestRecord, headSha: string): boolean =>
  record.pull?.headSha === headSha && currentRun(record, headSha, 'Plan') !== undefined;

/** Reading hostile YAML takes seconds a megabyte, and everybody's commands wait meanwhile. Cluster manifests are far smaller. */
const largestFile = 256 * 1024;
const largestSum = 8 * 1024 * 1024;

/** The files that are small enough to be checked, and a finding for each that is not. */
function withinBudget(files: readonly FileContent[]): {
  readonly relevant: readonly FileContent[];
  readonly oversized: readonly Finding[];
} {
  const relevant: FileContent[] = [];
  const oversized: Finding[] = [];
  let sum = 0;
  for (const file of files) {
    sum += file.content.length;
    if (file.content.length > largestFile)
      oversized.push(unreadFinding(file.path, 'it is larger than manifests of clusters are'));
    else if (sum > largestSum)
      oversized.push(unreadFinding(file.path, 'there is more to check than is checked at once'));
    else relevant.push(file);
  }
  return { relevant, oversized };
}

const changedPaths = (tree: Tree, job: CheckPullJob) =>
  job.pull === undefined
    ? tree.changedBetween(job.repository, job.mergeGroupBaseSha ?? job.baseRef, job.headSha)
    : tree.changed(job.repository, job.pull);
