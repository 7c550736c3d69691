import type { Configuration } from '../domain/access/configuration.ts';
import { askedUntilMerge } from '../domain/access/times.ts';
import { requestIdOfBranch } from '../domain/cluster/names.ts';
import type { FileContent } from '../domain/cluster/spec.ts';
import { type Finding, fault } from '../domain/finding.ts';
import { saysBuild } from '../domain/manifests/builds/built-from.ts';
import { isWithin } from '../domain/manifests/builds/resolve-path.ts';
import type { ReadFolder } from '../domain/manifests/builds/source-tree.ts';
import { withDeletion } from '../domain/report/deletion-plan.ts';
import { frozenReport } from '../domain/report/frozen-report.ts';
import { nothingToDoReport, planReport, unplannedReport } from '../domain/report/plan-report.ts';
import { queuedReport } from '../domain/report/queued-report.ts';
import type { StageName, StageReport } from '../domain/report/stage.ts';
import { AppError } from '../errors.ts';
import type { Announcements, PullSummary, Pulls, Tree } from '../ports/github.ts';
import type { CheckPullJob, JobHandler } from '../ports/jobs.ts';
import type { Log } from '../ports/log.ts';
import type { RequestStore } from '../ports/requests.ts';
import type { ChangedClasses } from './changed-classes.ts';
import type { CheckConfiguration } from './check-configuration.ts';
import { checkDeletions } from './check-deletions.ts';
import type { CheckFiles } from './check-files.ts';
import type { CheckLocks } from './check-locks.ts';
import type { CheckPolicy } from './check-policy.ts';
import { isPlanned, ownChange } from './own-change.ts';
import type { PlanAgain } from './plan-again.ts';
import { withinBudget } from './plan-budget.ts';
import { planScope } from './plan-scope.ts';
import type { Publish } from './publish.ts';
import type { RecordVerdict } from './record-verdict.ts';
import type { RecountQuotas } from './recount-quotas.ts';
import type { RehearseChange } from './rehearse-change.ts';
import type { ReviewDeletion } from './review-deletion.ts';
import type { ReadFiles } from './touched-clusters.ts';

interface Needs {
  readonly requests: RequestStore;
  readonly pulls: Pulls;
  readonly tree: Tree;
  readonly announcements: Announcements;
  readonly defaultConfiguration: Configuration;
  readonly log: Log;
  readonly checkFiles: CheckFiles;
  readonly rehearse: RehearseChange;
  readonly planAgain: PlanAgain;
  readonly reviewDeletion: ReviewDeletion;
  readonly checkConfiguration: CheckConfiguration;
  readonly checkLocks: CheckLocks;
  readonly checkPolicy: CheckPolicy;
  readonly publish: Publish;
  readonly recountQuotas: RecountQuotas;
  readonly recordVerdict: RecordVerdict;
}

/**
 * Runs Plan on the head of a pull request or merge group that touches the clusters folder, whoever made it. Where it cannot
 * be run, it ends as a failure that says why: a check that waits for ever tells nobody anything.
 */
export function createCheckPull(needs: Needs): JobHandler<'check-pull'> {
  const write = async (job: CheckPullJob, reports: readonly StageReport[]): Promise<void> => {
    const attempt = job.attempt === undefined ? {} : { attempt: job.attempt };
    const record = await ownChange(needs.requests, job);
    if (record !== undefined) {
      // What follows a request shows what its Plan says.
      await needs.publish({ record, sha: job.headSha, reports, ...attempt });
      return;
    }
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

    const { read, defaultBranch, headSha: defaultSha } = await needs.tree.configuration(job.repository);
    const configuration = read.state === 'read' ? read.configuration : needs.defaultConfiguration;
    if (job.review === true && askedUntilMerge(configuration.policy) === undefined) return;
    const { folder } = configuration.clusters;
    const changed = await changedPaths(needs.tree, job);
    const readAt =
      (sha: string): ReadFiles =>
      async (path, only) => ({ folder: path, ...(await needs.tree.files(job.repository, sha, path, only)) });
    const after = readAt(job.headSha);
    const base = job.mergeGroupBaseSha ?? (job.baseRef === defaultBranch ? defaultSha : undefined);
    const isDirect = changed.some(({ path, previousPath }) =>
      [path, previousPath].some((each) => each?.startsWith(`${folder}/`)),
    );
    const ofDefault = job.baseRef === defaultBranch || job.mergeGroupBaseSha !== undefined;
    const settings = ofDefault ? await needs.checkConfiguration(job.repository, job.headSha, changed, read) : undefined;
    if (isDirect) await write(job, [queuedReport('Plan')]);
    const scope = await planScope(changed, configuration, {
      after,
      ...(base === undefined ? {} : { before: readAt(base) }),
    });
    const { repository, headSha } = job;
    const review = pull === undefined ? undefined : await needs.reviewDeletion.review(repository, pull, configuration);
    const deletions = async (head: ReadFolder | undefined): Promise<readonly Finding[]> =>
      base === undefined
        ? []
        : checkDeletions(needs.tree, {
            repository,
            baseSha: base,
            headSha,
            changed,
            head,
            configuration,
            asked: async () =>
              review?.asked ?? (pull === undefined ? await needs.reviewDeletion.confirmed(repository) : []),
          });
    const locks = (files: readonly FileContent[]) =>
      needs.checkLocks({ repository, pull, clustersFolder: folder, changed, files });
    if (scope === undefined) {
      if (job.review === true) return;
      const findings = [...(await locks([])), ...(await deletions(undefined))];
      await needs.recordVerdict({ repository, pull: job.pull, headSha, request: own?.request.id, findings });
      if (settings !== undefined)
        await write(job, [
          planReport({
            findings: [
              ...settings.findings,
              ...findings,
              ...(read.state === 'invalid' && changed.length > 1 ? [unknownFolder] : []),
            ],
            files: [settings],
            configuration: settings.said,
            scope: 'configuration',
          }),
          ...(configuration.checks.required || read.state === 'invalid' ? idle : []),
        ]);
      else if (findings.length > 0) await write(job, [planReport({ findings, files: [], scope: 'pull request' })]);
      else if (read.state === 'invalid')
        await write(job, [unplannedReport('neutral', [unknownFolder, ...read.findings]), ...idle]);
      else if (configuration.checks.required) await write(job, [nothingToDoReport('Plan'), ...idle]);
      return;
    }

    if (!isDirect) await write(job, [queuedReport('Plan')]);
    const { judges, classes } = scope;
    const frozenAt = own?.pull?.headSha;
    const pushed =
      own !== undefined && own.request.kind !== 'delete-cluster' && frozenAt !== undefined && frozenAt !== job.headSha;
    const { relevant, oversized } = withinBudget(
      scope.read.flatMap(({ files }) => files).filter(({ path }) => judges(path)),
    );
    const touches = new Set(changed.map(({ path }) => path));
    const { findings: found, objects } = await needs.checkFiles({
      files: relevant,
      read: scope.read,
      judges,
      readFolder: after,
      clustersFolder: folder,
      classesFolder: configuration.clusterClass.folder,
      ...(classes === undefined ? {} : { removedClasses: classes.removed }),
      // What is built may be made of anything that changed.
      keeps: (path) => touches.has(path) || saysBuild(path),
      ...(pull?.fork === true ? { unbuilt: fromFork } : {}),
    });
    const due = classes === undefined ? found : found.filter((each) => isDue(each, classes));
    const rehearsal = await needs.rehearse({
      repository: job.repository,
      objects,
      namespace: configuration.clusters.namespace,
      known: due,
      fork: pull?.fork === true,
    });
    const merging = pull ?? (job.queued === undefined ? undefined : await needs.pulls.read(repository, job.queued));
    const policy =
      merging === undefined || base === undefined
        ? undefined
        : await needs.checkPolicy({
            ...{ repository, pull: merging, configuration, files: relevant, changed, pushed },
            before: readAt(base),
          });
    const findings = [
      ...(read.state === 'invalid' ? read.findings : []),
      ...(policy?.findings ?? []),
      ...(settings?.findings ?? []),
      ...(pull === undefined || configuration.policy.quotas.length === 0
        ? []
        : await needs.recountQuotas(repository, pull)),
      ...due,
      ...oversized,
      ...(await locks(relevant)),
      ...(await deletions(scope.read.find((each) => each.folder === folder))),
      ...rehearsal.findings,
    ];
    const decided = { repository, pull: job.pull, headSha, request: own?.request.id };
    await needs.recordVerdict({ ...decided, findings, said: policy?.said });
    const touched = changed.filter(({ path, previousPath }) => judges(path) || judges(previousPath ?? ''));
    const files = planReport({
      findings,
      files: relevant,
      changed: touched,
      rehearsal: rehearsal.said,
      ...(policy === undefined ? {} : { policy: policy.said }),
      ...(settings === undefined ? {} : { configuration: settings.said }),
      scope: 'pull request',
    });
    const plan = review === undefined ? files : withDeletion(files, review, findings);
    if (pushed) await needs.requests.put({ ...own, foreignHead: job.headSha });
    const others: readonly StageReport[] = pushed
      ? [frozenReport('Sync', frozenAt), frozenReport('Ready', frozenAt)]
      : (own === undefined || own.request.kind === 'delete-cluster') && configuration.checks.required
        ? followers.map((stage) =>
            nothingToDoReport(
              stage,
              review === undefined
                ? 'ClusterOps follows the pull requests that it opened itself.'
                : 'A deletion is followed in ClusterOps / Cleanup of the merge commit.',
            ),
          )
        : [];
    await write(job, [plan, ...others]);
    if (rehearsal.unanswered) await needs.planAgain(job);
  };

  const lastWords = async (job: CheckPullJob, error: AppError): Promise<void> => {
    const healing = error.code === 'kubernetes/unavailable';
    const then = healing
      ? 'This check runs again by itself once the API server answers.'
      : 'Then use "Re-run" on this check.';
    const finding = fault(error.code, error.detail, { cure: `${error.cure} ${then}` });
    try {
      await write(job, [unplannedReport('failure', [finding])]);
      if (healing) await needs.planAgain(job);
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

/** Whether a finding in the folder of classes has to do with the change: others of its files are not the business of this one. */
function isDue({ code, place }: Finding, { read, isChanged }: ChangedClasses): boolean {
  if (place?.path === undefined || !isWithin(read.folder, place.path)) return true;
  // Of two descriptions of an object either may be the new one.
  return isChanged(place.path) || code === 'manifest/duplicate-object';
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

const changedPaths = (tree: Tree, job: CheckPullJob) =>
  job.pull === undefined
    ? tree.changedBetween(job.repository, job.mergeGroupBaseSha ?? job.baseRef, job.headSha)
    : tree.changed(job.repository, job.pull);
