import type { Request, RequestedCluster } from '../domain/cluster/request.ts';
import type { ObjectRef } from '../domain/cluster/spec.ts';
import type { Confirmation } from '../domain/deletion/confirmation.ts';
import type { LetGo } from '../domain/deletion/hourly-cap.ts';
import type { SharedObject } from '../domain/deletion/shared-object.ts';
import type { ClusterFault } from '../domain/report/fault-reports.ts';
import type { StageName, StageState } from '../domain/report/stage.ts';
import type { SettledTrain } from '../domain/train/train-mark.ts';

/** A check run as we last wrote it. */
export interface KnownRun {
  readonly sha: string;
  readonly stage: StageName;
  readonly runId: number;
  readonly nodeId: string;
  readonly state: StageState;
  readonly title: string;
  /** Digest of the last written report: an equal one is not written again. */
  readonly digest: string;
  readonly attempt: string;
  /** When it was last written, in milliseconds since the epoch. */
  readonly writtenAt: number;
}

/** An object that we made in the cluster (preview), by the UID that the API server gave it. */
export interface MadeObject extends ObjectRef {
  readonly uid: string;
  /** When clean-up saw it gone, in milliseconds since the epoch. */
  readonly goneAt?: number;
}

/** A template that machines come from no more, or an object of a pool that Git no longer has, by the UID that it had when it was seen last. */
export interface LeftObject extends MadeObject {
  /** What has to go before it does, or come: a plain clause behind `once`. */
  readonly waits?: string;
  /** Why it stays for good: a plain clause. */
  readonly kept?: string;
  /** Only people can delete it. */
  readonly byHand?: true;
}

export type RequestPhase =
  | 'opening'
  | 'open'
  | 'merged'
  | 'closed'
  /** Nothing more to do: cleaned up and proved, or ready at its merge commit. */
  | 'ended';

/** How far a deletion has come. */
export interface DeletionProgress {
  /** Absent where nobody asked for it, so that it is only followed. */
  readonly confirmation?: Confirmation;
  /** Machines that were there when it began, as far as they were seen. */
  readonly machines: number;
  /** What stays, because others have it, too. */
  readonly shared?: readonly SharedObject[];
  /** When the base branch was last looked at for the folders of a deletion that nobody asked for. Milliseconds since the epoch. */
  readonly baseSeenAt?: number;
  /** The cap on deletions an hour holds it back until then. Milliseconds since the epoch. */
  readonly heldUntil?: number;
  /** What the management cluster said when the Cluster was to be let go, and when. Milliseconds since the epoch. */
  readonly fault?: ClusterFault & { readonly at: number };
}

/** A request and what became of it. A cache: all of it can be found again on GitHub and in the cluster. */
export interface RequestRecord {
  readonly request: Request;
  /** The comment that asked, as it was when it asked: what `/retry` runs again when nothing was opened yet. */
  readonly sourceBody?: string;
  readonly phase: RequestPhase;
  /** `headSha` is the commit that we made and authorised; a push by anybody else does not change it. */
  readonly pull?: { readonly number: number; readonly nodeId: string; readonly url: string; readonly headSha: string };
  /** Head of the branch when somebody else pushed onto it. */
  readonly foreignHead?: string;
  readonly mergeSha?: string;
  /** The branch that it was merged into, where its pull request was given another base. */
  readonly mergedInto?: string;
  readonly closedAt?: number;
  readonly sticky?: { readonly nodeId: string; readonly url: string; readonly digest: string };
  readonly runs: readonly KnownRun[];
  /** By `<commit>/<stage>`, the attempts whose runs were the last ones when the database was lost. */
  readonly attempts?: Readonly<Record<string, string>>;
  readonly made: readonly MadeObject[];
  /** The Clusters that were let go, and when: they count against the cap on deletions an hour. */
  readonly letGo?: readonly LetGo[];
  readonly branchRemoved?: 'removed' | 'already gone' | 'kept';
  /** The base branch was seen without the folders, so what the preview made is being removed. */
  readonly removing?: true;
  /** Its pull request was opened again while that was under way: it goes on to its end, and then the preview comes up anew. */
  readonly reopened?: true;
  /** A delete request that was confirmed and merged, or clusters that people took out of Git. */
  readonly deletion?: DeletionProgress;
  /** Of an ended delete request: nothing was deleted, and nothing will be, whatever changes since. */
  readonly refused?: true;
  /** What became of what was to follow the request once it was merged: by the comment that says so. */
  readonly train?: SettledTrain;
  /** Those clusters that its merge has otherwise than our commit, as the merge has them; absent: not looked at yet. */
  readonly asMerged?: readonly RequestedCluster[];
  /** The clusters of a merged request whose Cluster object was seen, by name. */
  readonly stood?: readonly string[];
  /** What the base branch lacked at `sha` of the folders of clusters that are gone; `at` in milliseconds since the epoch. */
  readonly onBase?: { readonly at: number; readonly sha: string; readonly lacks: readonly string[] };
  /**
   * Of which time the picture was that Sync and Ready were last judged from, where it was not of then, in milliseconds since the epoch.
   */
  readonly asOf?: number;
  /** The later commit by which its clusters are no longer what it asked for, and of which Ready is said instead. */
  readonly overtaken?: string;
  /** The templates that its merge takes out of Git. */
  readonly leftBehind?: readonly LeftObject[];
  /** When a person last asked to look again: age limits count from there. Milliseconds since the epoch. */
  readonly askedAgainAt?: number;
  /** When the request entered its phase, in milliseconds since the epoch. */
  readonly phaseSince: number;
}

export interface RequestStore {
  get(id: string): Promise<RequestRecord | undefined>;
  /** Inserts or replaces. */
  put(record: RequestRecord): Promise<void>;
  byPull(repositoryId: number, pull: number): Promise<RequestRecord | undefined>;
  byIssue(repositoryId: number, issue: number): Promise<readonly RequestRecord[]>;
  /** Requests not `ended` that hold a cluster of this name. */
  liveByCluster(namespace: string, name: string): Promise<readonly RequestRecord[]>;
  /** All requests not `ended`, of one repository or of all. */
  live(repositoryId?: number): Promise<readonly RequestRecord[]>;
}

/** Small durable values: the deliveries watermark, numeric ids of served repositories. */
export interface Settings {
  get(key: string): Promise<string | undefined>;
  put(key: string, value: string): Promise<void>;
}

/** The same, where they are many of a kind. */
export interface ListedSettings extends Settings {
  /** The values of all keys that begin so. */
  startingWith(prefix: string): Promise<readonly string[]>;
}
