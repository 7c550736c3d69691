import type { Configuration } from '../domain/access/configuration.ts';
import { requestIdOfBranch } from '../domain/cluster/names.ts';
import type { FileContent } from '../domain/cluster/spec.ts';
import { type Finding, fault } from '../domain/finding.ts';
import { frozenReport } from '../domain/report/frozen-report.ts';
import { nothingToDoReport, planReport } from '../domain/report/plan-report.ts';
import { queuedReport } from '../domain/report/queued-report.ts';
import { type StageName, type StageReport, stageNames } from '../domain/report/stage.ts';
import type { Announcements, Pulls, Tree } from '../ports/github.ts';
import type { CheckPullJob, JobHandler } from '../ports/jobs.ts';
import type { RequestRecord, RequestStore } from '../ports/requests.ts';
import { currentRun } from './publish.ts';

interface Needs {
  readonly requests: RequestStore;
  readonly pulls: Pulls;
  readonly tree: Tree;
  readonly announcements: Announcements;
  readonly defaultConfiguration: Configuration;
  readonly validate: (files: readonly FileContent[], clustersFolder: string) => readonly Finding[];
}

/** Runs Plan on the head of a pull request or merge group that touches the clusters folder, whoever made it. */
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

  return async (job) => {
    const requestId = job.headRef === undefined ? undefined : requestIdOfBranch(job.headRef);
    const request = requestId === undefined ? undefined : await needs.requests.get(requestId);
    // The job that opened our own pull request has planned it: it ran under the same key.
    if (request !== undefined && job.attempt === undefined && isPlanned(request, job.headSha)) return;

    const pull = job.pull === undefined ? undefined : await needs.pulls.read(job.repository, job.pull);
    if (job.pull !== undefined && (pull === undefined || pull.headSha !== job.headSha || pull.state !== 'open')) return;
    const own = pull?.own === true ? request : undefined;

    const { read } = await needs.tree.configuration(job.repository);
    const configuration = read.state === 'read' ? read.configuration : needs.defaultConfiguration;
    const folder = configuration.clusters.folder;
    const changed = await changedPaths(needs.tree, job);
    const touched = changed.filter(
      (each) => each.path.startsWith(`${folder}/`) || each.previousPath?.startsWith(`${folder}/`),
    );
    if (touched.length === 0) {
      if (configuration.checks.required)
        await write(
          job,
          stageNames.map((stage) => nothingToDoReport(stage)),
        );
      return;
    }

    await write(job, [queuedReport('Plan')]);
    const { files, unread } = await needs.tree.files(job.repository, job.headSha, folder);
    const folders = new Set(touched.map((each) => clusterFolderOf(each.path, folder)));
    const { relevant, oversized } = withinBudget(
      files.filter((file) => folders.has(clusterFolderOf(file.path, folder))),
    );
    const findings = [
      ...(read.state === 'invalid' ? read.findings : []),
      ...needs.validate(relevant, folder),
      ...oversized,
      ...unread.filter((each) => folders.has(clusterFolderOf(each.path, folder))).map((each) => unreadFinding(each)),
    ];
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
}

const followers: readonly StageName[] = ['Sync', 'Ready', 'Cleanup'];

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
    if (file.content.length <= largestFile && sum <= largestSum) relevant.push(file);
    else oversized.push(unreadFinding({ path: file.path, why: 'it is larger than manifests of clusters are' }));
  }
  return { relevant, oversized };
}

const changedPaths = (tree: Tree, job: CheckPullJob) =>
  job.pull === undefined
    ? tree.changedBetween(job.repository, job.mergeGroupBaseSha ?? job.baseRef, job.headSha)
    : tree.changed(job.repository, job.pull);

const clusterFolderOf = (path: string, folder: string): string => path.slice(folder.length + 1).split('/')[0] ?? '';

const unreadFinding = ({ path, why }: { path: string; why: string }): Finding => ({
  ...fault('manifest/not-checked', `${path} was not checked: ${why}`, { place: { path, line: 1 } }),
  severity: 'warning',
});
