import type { FileContent } from '../domain/cluster/spec.ts';
import { type Finding, fault } from '../domain/finding.ts';
import { saysBuild } from '../domain/manifests/builds/built-from.ts';
import { isWithin } from '../domain/manifests/builds/resolve-path.ts';
import type { ReadFolder } from '../domain/manifests/builds/source-tree.ts';
import { withDeletion } from '../domain/report/deletion-plan.ts';
import { frozenReport } from '../domain/report/frozen-report.ts';
import { awaitingReport, nothingToDoReport, planReport, unplannedReport } from '../domain/report/plan-report.ts';
import { queuedReport } from '../domain/report/queued-report.ts';
import type { StageName, StageReport } from '../domain/report/stage.ts';
import { AppError } from '../errors.ts';
import type { Announcements, Pulls, Tree } from '../ports/github.ts';
import type { CheckPullJob, JobHandler } from '../ports/jobs.ts';
import type { Log } from '../ports/log.ts';
import type { RequestStore } from '../ports/requests.ts';
import type { ChangedClasses } from './changed-classes.ts';
import { checkDeletions } from './check-deletions.ts';
import type { CheckFiles } from './check-files.ts';
import type { CheckLocks } from './check-locks.ts';
import type { CheckPolicy } from './check-policy.ts';
import type { LookAtPull, PullLook } from './look-at-pull.ts';
import { ownChange } from './own-change.ts';
import { type PlanAgain, turnOf } from './plan-again.ts';
import { withinBudget } from './plan-budget.ts';
import { type PlanScope, planScope } from './plan-scope.ts';
import type { Publish } from './publish.ts';
import type { RecordVerdict } from './record-verdict.ts';
import type { RecountQuotas } from './recount-quotas.ts';
import type { RehearseChange } from './rehearse-change.ts';
import type { ReviewDeletion } from './review-deletion.ts';

interface Needs {
  readonly requests: RequestStore;
  readonly pulls: Pulls;
  readonly tree: Tree;
  readonly announcements: Announcements;
  readonly log: Log;
  readonly checkFiles: CheckFiles;
  readonly rehearse: RehearseChange;
  readonly planAgain: PlanAgain;
  readonly reviewDeletion: ReviewDeletion;
  readonly lookAtPull: LookAtPull;
  readonly checkLocks: CheckLocks;
  readonly checkPolicy: CheckPolicy;
  readonly publish: Publish;
  readonly recountQuotas: RecountQuotas;
  readonly recordVerdict: RecordVerdict;
}

type Review = Awaited<ReturnType<ReviewDeletion['review']>> | undefined;

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
    // What a merge group waits for goes on in the run that says so.
    const occasion = job.pull === undefined ? turnOf(job.attempt).occasion : job.attempt;
    await needs.announcements.publish({
      repository: job.repository,
      runs: reports.map((report) => ({
        sha: job.headSha,
        report,
        externalId: `${subject}/${report.stage}/${occasion || job.baseRef}`,
      })),
    });
  };

  /** What leaves the base branch, and who may not change what is locked; the same for every change. */
  const standing = async (
    job: CheckPullJob,
    { pull, configuration, changed, base }: PullLook,
    review: Review,
    files: readonly FileContent[],
    head: ReadFolder | undefined,
  ): Promise<readonly Finding[]> => {
    const { repository, headSha } = job;
    const clustersFolder = configuration.clusters.folder;
    const locks = await needs.checkLocks({ repository, pull, clustersFolder, changed, files });
    if (base === undefined) return locks;
    const asked = async () =>
      review?.asked ?? (pull === undefined ? await needs.reviewDeletion.confirmed(repository) : []);
    const deletions = await checkDeletions(needs.tree, {
      ...{ repository, baseSha: base, headSha, changed, head, configuration, asked },
    });
    return [...locks, ...deletions];
  };

  /** Plan of a change that touches no cluster: of the configuration, of what leaves Git, or that there is nothing to do. */
  const planOthers = async (job: CheckPullJob, look: PullLook, review: Review): Promise<void> => {
    const { own, read, configuration, changed, settings } = look;
    const { repository, headSha } = job;
    const findings = await standing(job, look, review, [], undefined);
    await needs.recordVerdict({ repository, pull: job.pull, headSha, request: own?.request.id, findings });
    const isInvalid = read.state === 'invalid';
    if (settings !== undefined) {
      const unknown = isInvalid && changed.length > 1 ? [unknownFolder] : [];
      const plan = planReport({
        findings: [...settings.findings, ...findings, ...unknown],
        files: [settings],
        configuration: settings.said,
        scope: 'configuration',
      });
      await write(job, [plan, ...(configuration.checks.required || isInvalid ? idle : [])]);
    } else if (findings.length > 0) await write(job, [planReport({ findings, files: [], scope: 'pull request' })]);
    else if (isInvalid) await write(job, [unplannedReport('neutral', [unknownFolder, ...read.findings]), ...idle]);
    else if (configuration.checks.required) await write(job, [nothingToDoReport('Plan'), ...idle]);
  };

  /** Plan of a change of clusters, or of what they are made of. */
  const planClusters = async (job: CheckPullJob, look: PullLook, review: Review, scope: PlanScope): Promise<void> => {
    const { pull, own, read, configuration, changed, base, readAt, settings } = look;
    const { repository, headSha } = job;
    const { folder } = configuration.clusters;
    const { judges, classes } = scope;
    const frozenAt = own?.pull?.headSha;
    const pushed =
      own !== undefined && own.request.kind !== 'delete-cluster' && frozenAt !== undefined && frozenAt !== headSha;
    const { relevant, oversized } = withinBudget(
      scope.read.flatMap(({ files }) => files).filter(({ path }) => judges(path)),
    );
    const touches = new Set(changed.map(({ path }) => path));
    const { findings: found, objects } = await needs.checkFiles({
      files: relevant,
      read: scope.read,
      judges,
      readFolder: readAt(headSha),
      clustersFolder: folder,
      classesFolder: configuration.clusterClass.folder,
      ...(classes === undefined ? {} : { removedClasses: classes.removed }),
      // What is built may be made of anything that changed.
      keeps: (path) => touches.has(path) || saysBuild(path),
      ...(pull?.fork === true ? { unbuilt: fromFork } : {}),
    });
    const due = classes === undefined ? found : found.filter((each) => isDue(each, classes));
    const rehearsal = await needs.rehearse({
      repository,
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
    const isCounted = pull !== undefined && configuration.policy.quotas.length > 0;
    const findings = [
      ...(read.state === 'invalid' ? read.findings : []),
      ...(policy?.findings ?? []),
      ...(settings?.findings ?? []),
      ...(isCounted ? await needs.recountQuotas(repository, pull) : []),
      ...due,
      ...oversized,
      ...(await standing(
        job,
        look,
        review,
        relevant,
        scope.read.find((each) => each.folder === folder),
      )),
      ...rehearsal.findings,
    ];
    const decided = { repository, pull: job.pull, headSha, request: own?.request.id };
    await needs.recordVerdict({ ...decided, findings, said: policy?.said });
    const files = planReport({
      findings,
      files: relevant,
      changed: changed.filter(({ path, previousPath }) => judges(path) || judges(previousPath ?? '')),
      rehearsal: rehearsal.said,
      ...(policy === undefined ? {} : { policy: policy.said }),
      ...(settings === undefined ? {} : { configuration: settings.said }),
      scope: 'pull request',
    });
    const plan = review === undefined ? files : withDeletion(files, review, findings);
    if (pushed) {
      await needs.requests.put({ ...own, foreignHead: headSha });
      await write(job, [plan, frozenReport('Sync', frozenAt), frozenReport('Ready', frozenAt)]);
    } else {
      const isFollowed = own !== undefined && own.request.kind !== 'delete-cluster';
      // A merge queue takes a neutral Plan for a yes, at once: it is kept waiting while there is an answer to hope for.
      const waits =
        rehearsal.unanswered && job.pull === undefined && plan.state === 'neutral' && (await needs.planAgain(job));
      await write(job, [
        waits ? awaitingReport(plan) : plan,
        ...(configuration.checks.required && !isFollowed ? unfollowed(review) : []),
      ]);
    }
    if (rehearsal.unanswered && job.pull !== undefined) await needs.planAgain(job);
  };

  const run: JobHandler<'check-pull'> = async (job) => {
    const look = await needs.lookAtPull(job);
    if (look === undefined) return;
    const { pull, configuration, changed, base, readAt, isDirect } = look;
    if (isDirect) await write(job, [queuedReport('Plan')]);
    const before = base === undefined ? {} : { before: readAt(base) };
    const scope = await planScope(changed, configuration, { after: readAt(job.headSha), ...before });
    const review =
      pull === undefined ? undefined : await needs.reviewDeletion.review(job.repository, pull, configuration);
    if (scope !== undefined) {
      if (!isDirect) await write(job, [queuedReport('Plan')]);
      await planClusters(job, look, review, scope);
    } else if (job.review !== true) await planOthers(job, look, review);
  };

  const lastWords = async (job: CheckPullJob, error: AppError): Promise<void> => {
    // A group whose Plan has failed is taken out of the queue.
    const healing = error.code === 'kubernetes/unavailable' && job.pull !== undefined;
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

/** The other checks, where they are required, of a pull request that nothing is followed of. */
const unfollowed = (review: Review): readonly StageReport[] =>
  followers.map((stage) =>
    nothingToDoReport(
      stage,
      review === undefined
        ? 'ClusterOps follows the pull requests that it opened itself.'
        : 'A deletion is followed in ClusterOps / Cleanup of the merge commit.',
    ),
  );
