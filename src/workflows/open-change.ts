import type { Configuration } from '../domain/access/configuration.ts';
import type { ChangeRequest } from '../domain/cluster/request.ts';
import type { FileContent } from '../domain/cluster/spec.ts';
import { saysBuild } from '../domain/manifests/builds/built-from.ts';
import { parentOf } from '../domain/manifests/builds/resolve-path.ts';
import type { ReadFolder } from '../domain/manifests/builds/source-tree.ts';
import type { RepositoryFiles } from '../domain/manifests/packaging/packaging.ts';
import type { Survey } from '../domain/manifests/validate/survey.ts';
import { nothingToDoReport, planReport } from '../domain/report/plan-report.ts';
import { queuedReport } from '../domain/report/queued-report.ts';
import type { StageReport } from '../domain/report/stage.ts';
import type { AutoMerge } from '../ports/auto-merge.ts';
import type { Clock } from '../ports/clock.ts';
import type { Changes, Tree } from '../ports/github.ts';
import type { Jobs } from '../ports/jobs.ts';
import type { RequestRecord, RequestStore } from '../ports/requests.ts';
import type { Signer } from '../ports/signer.ts';
import type { CheckFiles } from './check-files.ts';
import type { CheckPolicy } from './check-policy.ts';
import { requestKey } from './keys.ts';
import { lookAgain } from './next-look.ts';
import { openPull, type PullToOpen } from './open-pull.ts';
import type { PlanAgain } from './plan-again.ts';
import type { Publish } from './publish.ts';
import type { RecordAct } from './record-act.ts';
import type { RecordVerdict } from './record-verdict.ts';
import type { RecountQuotas } from './recount-quotas.ts';
import type { RehearseChange } from './rehearse-change.ts';

interface Needs {
  readonly changes: Changes;
  readonly autoMerge: AutoMerge;
  readonly requests: RequestStore;
  readonly publish: Publish;
  readonly signer: Signer;
  readonly jobs: Jobs;
  readonly recordAct: RecordAct;
  readonly clock: Clock;
  readonly tree: Tree;
  readonly checkFiles: CheckFiles;
  readonly rehearse: RehearseChange;
  readonly planAgain: PlanAgain;
  readonly recountQuotas: RecountQuotas;
  readonly checkPolicy: CheckPolicy;
  readonly recordVerdict: RecordVerdict;
}

export interface ChangeToOpen extends Pick<PullToOpen, 'words' | 'files' | 'facts' | 'sourceBody' | 'repeated'> {
  readonly request: ChangeRequest;
  /** Paths of files that go. */
  readonly deletions?: readonly string[];
  /** What Plan judges: the files of the clusters as the commit leaves them; absent: those that are committed. */
  readonly judged?: readonly FileContent[];
  /** What was read of the base branch beside them. */
  readonly repository: RepositoryFiles;
  /** The other clusters of the base branch, as far as they matter to these; absent: they do not. */
  readonly fleet?: Survey;
  readonly configuration: Configuration;
  /** GitHub is to merge it once what its base branch requires is met. */
  readonly autoMerge?: boolean;
}

export type ChangeOpened =
  /** `notMerging`: why GitHub, which was to merge it, does not. */
  | { readonly state: 'open'; readonly record: RequestRecord; readonly notMerging?: string }
  | { readonly state: 'foreign branch' }
  | { readonly state: 'nothing to change' };

/**
 * Commits, opens the pull request and announces it. Safe to repeat from any point: what is there is found and
 * completed, never made twice.
 */
export function createOpenChange(needs: Needs): (change: ChangeToOpen) => Promise<ChangeOpened> {
  return async (change) => {
    const { request, files, configuration } = change;
    const judged = change.judged ?? files;
    const opened = await openPull(needs, { ...change, deletions: change.deletions ?? [], draft: false });
    if (opened.state !== 'open') return opened;
    const { record, pull, headSha } = opened;

    const announced = await needs.publish({
      record,
      sha: headSha,
      reports: opened.checked ? [] : openingReports(),
      labels: { pullNodeId: pull.nodeId, names: configuration.labels },
      reaction: { subjectNodeId: request.source.nodeId, content: 'rocket' },
      ...(change.repeated || opened.resumed ? {} : { fresh: true }),
    });
    // While Plan has still to pass: GitHub takes it of nothing that could be merged at once.
    const asked =
      change.autoMerge && pull.state === 'open' ? await needs.autoMerge.ask(request.repository, pull) : 'asked';
    const committed = new Set(files.map(({ path }) => path));
    const checked = await needs.checkFiles({
      files: judged,
      read: partsOf(judged, change),
      ...(change.fleet === undefined ? {} : { fleet: change.fleet }),
      clustersFolder: configuration.clusters.folder,
      keeps: (path) => committed.has(path) || saysBuild(path),
      readFolder: async (folder) => ({
        folder,
        ...(await needs.tree.files(request.repository, headSha, folder)),
      }),
    });
    const rehearsal = await needs.rehearse({
      repository: request.repository,
      objects: checked.objects,
      namespace: configuration.clusters.namespace,
      known: checked.findings,
      fork: false,
    });
    const counted = configuration.policy.quotas.length > 0;
    const beyond = counted ? await needs.recountQuotas(request.repository, pull, request) : [];
    const { repository } = request;
    const policy = await needs.checkPolicy({
      ...{ repository, pull, configuration, files: judged },
      changed: [],
      pushed: false,
    });
    const findings = [...policy.findings, ...beyond, ...checked.findings, ...rehearsal.findings];
    await needs.recordVerdict({
      ...{ repository, pull: pull.number, headSha, request: request.id },
      ...{ findings, said: policy.said },
    });
    const plan = planReport({
      findings,
      clusters: request.clusters,
      files: judged,
      rehearsal: rehearsal.said,
      policy: policy.said,
      scope: 'request',
    });
    const planned = await needs.publish({
      record: announced,
      sha: headSha,
      reports: [plan, ...standing(request)],
    });
    const { number, headRef, baseRef } = pull;
    if (rehearsal.unanswered) await needs.planAgain({ repository, pull: number, headSha, headRef, baseRef });
    const kind = pull.state === 'open' ? ('observe' as const) : ('adopt-pull' as const);
    if (kind === 'observe') {
      await lookAgain(needs.jobs, 'observe', request.id);
    } else {
      await needs.jobs.add(
        'adopt-pull',
        { repository: request.repository, pull: pull.number },
        { keys: [requestKey(request.id)] },
      );
    }
    return { state: 'open', record: planned, ...(asked === 'asked' ? {} : { notMerging: asked.refused }) };
  };
}

/** What is known of the new commit without asking: the clusters' own folders, and what was read beside them. */
function partsOf(files: readonly FileContent[], { request, repository }: ChangeToOpen): readonly ReadFolder[] {
  const known = [...files, ...[...repository].map(([path, content]) => ({ path, content }))];
  const others = known.map(({ path }) => parentOf(path)).filter(Boolean);
  const folders = new Set([...request.clusters.map(({ folder }) => folder), ...others]);
  return [...folders].map((folder) => ({
    folder,
    files: known.filter(({ path }) => path.startsWith(`${folder}/`)),
    unread: [],
  }));
}

const openingReports = (): readonly StageReport[] => [
  queuedReport('Plan'),
  queuedReport('Sync'),
  queuedReport('Ready'),
];

/** Cleanup has nothing to say before the pull request closes, but a required check must stand there. */
const standing = (request: ChangeRequest): readonly StageReport[] =>
  request.checksRequired ? [nothingToDoReport('Cleanup', 'Clean-up begins when this pull request closes.')] : [];
