import type { Person, RepositoryRef } from '../domain/repository.ts';
import type { GivenTurn } from '../domain/schedule/turn.ts';

/** A comment or a new issue that holds at least one command. */
export interface HandleCommandJob {
  readonly repository: RepositoryRef;
  readonly issue: number;
  /** Node id of the comment, or of the issue when its body held the commands. */
  readonly sourceNodeId: string;
  readonly body: string;
  readonly sender: Person & { readonly bot: boolean };
  /** The schedule of the configuration that asks, in place of a person; the sender then only names it. */
  readonly schedule?: GivenTurn;
  /** Id of the delivery that brought it, for the log. */
  readonly delivery: string;
  /** Clusters that a selector of it fits, and whose turn it has. */
  readonly clusters?: readonly string[];
  /** How often it has waited for what a train was about to open. */
  readonly waited?: number;
}

/** A pull request head (or merge group) whose Plan check is due. */
export interface CheckPullJob {
  readonly repository: RepositoryRef;
  /** Absent for a merge group. */
  readonly pull?: number;
  readonly headSha: string;
  /** The pull request's branch; absent for a merge group. */
  readonly headRef?: string;
  readonly baseRef: string;
  /** A merge group's refs have no pull request to read files from. */
  readonly mergeGroupBaseSha?: string;
  /** Of a merge group: the pull request that it ends with. */
  readonly queued?: number;
  /** Set when Plan is to say anew what it has said already: it then makes a new check run. */
  readonly attempt?: string;
  /** Somebody has reviewed it, and nothing else has changed. */
  readonly review?: true;
}

/** Something that Sync or Ready of this request depends on may have changed. */
export interface ObserveJob {
  readonly requestId: string;
  /** Set by `/retry`, a re-run or a button: completed checks are then opened anew. */
  readonly attempt?: string;
}

/** A confirmed deletion was merged: the Cluster may go. One such job runs at a time, so that the cap an hour holds. */
export interface DeleteClusterJob {
  readonly requestId: string;
}

/** The repository of a request has another name, owner or installation than the request knows. */
export interface MoveRequestJob {
  readonly requestId: string;
  readonly repository: RepositoryRef;
}

/** A pull request of ours was closed (merged or not), or should be looked at again until its clean-up is proved. */
export interface CleanUpJob {
  readonly requestId: string;
}

/** A pull request event on one of our branches whose request may be unknown here (database lost): found again from GitHub. */
export interface AdoptPullJob {
  readonly repository: RepositoryRef;
  readonly pull: number;
}

/** Clusters that people took out of Git are followed. */
export type AdoptRemovalJob = { readonly repository: RepositoryRef } & (
  | {
      /** It was merged into the default branch. */
      readonly pull: number;
      /** The base branch before the merge; absent: only what a signed comment tells is found again. */
      readonly baseSha?: string;
    }
  /** It came to the default branch without a pull request. */
  | { readonly commit: string }
);

/** A button of a check run, or its "Re-run". */
export interface CheckActionJob {
  readonly repository: RepositoryRef;
  readonly sender: Person & { readonly bot: boolean };
  readonly checkRunId: number;
  readonly checkName: string;
  readonly externalId: string;
  readonly headSha: string;
  /** Branch of the check suite; a merge group's names its base. */
  readonly headBranch?: string;
  /** `rerequested`, or the button's identifier. */
  readonly action: string;
  readonly delivery: string;
}

/** Compare what GitHub says with what we know: missed closes, missed comments, lost requests. */
export interface ReconcileJob {
  readonly repository: RepositoryRef;
  /** The bot has just started: what only a lost database would not know is looked for, too. */
  readonly started?: true;
  /** The commit that a push moved the default branch from. */
  readonly pushedOnto?: string;
}

/** Look at the lifetimes of the clusters of a repository: warn of what ends, and propose to delete what has ended. */
export interface ExpireClustersJob {
  readonly repository: RepositoryRef;
  /** This one has ended: propose its deletion, in the cluster's own turn. Absent: look at all. */
  readonly cluster?: string;
}

/** A turn of a schedule may have come, or have clusters that wait for it. */
export interface KeepScheduleJob {
  readonly repository: RepositoryRef;
  /** Its name in the configuration. */
  readonly schedule: string;
}

/** What is to follow a merged request may be due, or was stopped. */
export interface AdvanceTrainJob {
  readonly requestId: string;
}

/** Templates that a merged request took out of Git may be deleted in the management cluster. */
export interface RemoveTemplatesJob {
  readonly requestId: string;
}

/** Look for Clusters that closed previews of a repository left behind. */
export interface SweepOrphansJob {
  readonly repository: RepositoryRef;
  /** This one is left behind: have it cleaned up, in its request's turn. Absent: look at all. */
  readonly cluster?: { readonly namespace: string; readonly name: string };
}

export interface JobPayloads {
  'handle-command': HandleCommandJob;
  'check-pull': CheckPullJob;
  observe: ObserveJob;
  'clean-up': CleanUpJob;
  'delete-cluster': DeleteClusterJob;
  'advance-train': AdvanceTrainJob;
  'adopt-pull': AdoptPullJob;
  'adopt-removal': AdoptRemovalJob;
  'check-action': CheckActionJob;
  reconcile: ReconcileJob;
  'expire-clusters': ExpireClustersJob;
  'keep-schedule': KeepScheduleJob;
  'sweep-orphans': SweepOrphansJob;
  'remove-templates': RemoveTemplatesJob;
  'move-request': MoveRequestJob;
}
export type JobKind = keyof JobPayloads;

export interface JobOptions {
  /** The same id is taken once for ever (as long as its record is kept, at least seven days). */
  readonly id?: string;
  /** One active job per key, first in first out; several keys are all held while it runs. */
  readonly keys?: readonly string[];
  /** A waiting job with the same coalescing key (and kind) is enough: this one is then not added. */
  readonly coalesce?: string;
  /** It controls other jobs, or ends what they wait for: it does not wait behind them for a free worker. */
  readonly control?: true;
  /** Not before this many milliseconds from now. */
  readonly delayMs?: number;
  /** The name of a management cluster: the delay ends early when that comes into sight. */
  readonly awaits?: string;
}

export interface Jobs {
  add<K extends JobKind>(kind: K, payload: JobPayloads[K], options?: JobOptions): Promise<'added' | 'known'>;
  /** The management cluster came into sight: what awaits it is due now. */
  inSight(managementCluster: string): Promise<void>;
}

/** The order in which jobs were asked for. */
export interface JobLine {
  /**
   * How many jobs of its kind for the same installation came before a job and have not ended. Those that wait to be tried again after
   * a fault of their own do not count: nobody waits for them.
   */
  before(id: string): Promise<number>;
}

/** What a worker is given beside its payload. */
export interface JobContext {
  readonly id: string;
  /** 1 on the first run. */
  readonly attempt: number;
  readonly lastAttempt: boolean;
  readonly signal: AbortSignal;
}
export type JobHandler<K extends JobKind> = (payload: JobPayloads[K], context: JobContext) => Promise<void>;
export type JobHandlers = { readonly [K in JobKind]: JobHandler<K> };

export interface DeadLetter {
  readonly id: string;
  readonly kind: JobKind;
  readonly payload: unknown;
  readonly error: string;
  readonly failedAt: number;
}

/** The worker's side of the queue. */
export interface Workers {
  /**
   * Starts all handlers, waking at once on new jobs. A thrown error is retried with back-off while `AppError.retry` allows; one
   * that names a place moves its job to the process that holds it. `held` says which places this process holds now.
   */
  start(handlers: JobHandlers, held?: () => readonly string[]): Promise<void>;
  /** A job may be ready, or a place was won: look. */
  wake(): void;
  /** Takes no more, waits for those under way (at most `graceMs`), then returns. */
  stop(graceMs: number): Promise<void>;
  deadLetters(): Promise<readonly DeadLetter[]>;
  rerun(id: string): Promise<boolean>;
  depth(): Promise<
    readonly {
      readonly kind: JobKind;
      readonly waiting: number;
      readonly active: number;
      readonly dead: number;
      readonly oldestSeconds: number;
    }[]
  >;
}
