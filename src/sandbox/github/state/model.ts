import type { GitRepository } from '../git/repository.ts';

/** Milliseconds since the epoch. */
export type Time = number;

export type Role = 'admin' | 'maintain' | 'write' | 'triage' | 'read';
export type Level = 'read' | 'write' | 'admin';
export type PermissionMap = Readonly<Record<string, Level>>;

export interface Account {
  readonly id: number;
  readonly nodeId: string;
  readonly login: string;
  readonly type: 'User' | 'Organization' | 'Bot';
  readonly name: string | undefined;
  readonly email: string;
  readonly createdAt: Time;
  /** For a bot: the App that it is the face of. */
  readonly appId: number | undefined;
}

export interface Team {
  readonly id: number;
  readonly nodeId: string;
  readonly organization: Account;
  readonly slug: string;
  readonly members: Set<Account>;
}

export interface App {
  readonly id: number;
  readonly nodeId: string;
  readonly slug: string;
  readonly name: string;
  readonly owner: Account;
  readonly bot: Account;
  readonly publicKey: string;
  readonly privateKey: string;
  readonly clientId: string;
  permissions: PermissionMap;
  events: readonly string[];
  readonly hook: { readonly id: number; url: string; secret: string; active: boolean };
  readonly createdAt: Time;
}

export interface Installation {
  readonly id: number;
  readonly app: App;
  readonly account: Account;
  /** `undefined`: all repositories of the account. */
  repositories: ReadonlySet<Repository> | undefined;
  permissions: PermissionMap;
  readonly createdAt: Time;
  suspendedAt: Time | undefined;
}

export type Token =
  | { readonly kind: 'user'; readonly value: string; readonly user: Account }
  | {
      readonly kind: 'installation';
      readonly value: string;
      readonly installation: Installation;
      readonly permissions: PermissionMap;
      readonly repositories: ReadonlySet<Repository> | undefined;
      readonly expiresAt: Time;
    };

export interface Label {
  readonly id: number;
  readonly nodeId: string;
  readonly name: string;
  readonly color: string;
  readonly description: string | undefined;
  readonly isDefault: boolean;
}

export interface Repository {
  readonly id: number;
  readonly nodeId: string;
  readonly owner: Account;
  readonly name: string;
  readonly private: boolean;
  readonly description: string | undefined;
  archived: boolean;
  /** Whether pull requests may be merged by GitHub once their requirements are met. */
  autoMerge: boolean;
  defaultBranch: string;
  readonly collaborators: Map<number, Role>;
  readonly labels: Map<string, Label>;
  readonly git: GitRepository;
  /** Commits that GitHub itself signed. */
  readonly signed: Set<string>;
  nextNumber: number;
  readonly createdAt: Time;
  pushedAt: Time;
  updatedAt: Time;
  /** Branches into which a merge needs these checks green. */
  readonly protections: Map<string, { readonly requiredChecks: readonly string[] }>;
}

export type ReactionContent = '+1' | '-1' | 'laugh' | 'confused' | 'heart' | 'hooray' | 'rocket' | 'eyes';

export interface Reaction {
  readonly id: number;
  readonly nodeId: string;
  readonly user: Account;
  readonly content: ReactionContent;
  readonly createdAt: Time;
}

export interface Comment {
  readonly kind: 'comment';
  readonly id: number;
  readonly nodeId: string;
  readonly issue: Issue;
  readonly author: Account;
  readonly via: App | undefined;
  body: string;
  readonly createdAt: Time;
  updatedAt: Time;
  editedAt: Time | undefined;
  /** Who edited the text last. */
  editedBy: Account | undefined;
  minimized: string | undefined;
  readonly reactions: Reaction[];
}

export interface Issue {
  readonly kind: 'issue';
  readonly id: number;
  /** An issue's own; for a pull request, the pull request's. */
  readonly nodeId: string;
  readonly number: number;
  readonly repository: Repository;
  readonly author: Account;
  readonly via: App | undefined;
  title: string;
  body: string | null;
  state: 'open' | 'closed';
  stateReason: 'completed' | 'not_planned' | 'reopened' | undefined;
  locked: boolean;
  lockReason: 'off-topic' | 'too heated' | 'resolved' | 'spam' | undefined;
  labels: Label[];
  comments: Comment[];
  readonly reactions: Reaction[];
  readonly createdAt: Time;
  updatedAt: Time;
  editedAt: Time | undefined;
  /** Who edited the text last. */
  editedBy: Account | undefined;
  closedAt: Time | undefined;
  closedBy: Account | undefined;
  readonly pull: Pull | undefined;
}

export interface Pull {
  readonly id: number;
  readonly head: { readonly ref: string; sha: string; readonly repository: Repository };
  readonly base: { ref: string; sha: string; readonly repository: Repository };
  draft: boolean;
  /** Oldest first. */
  readonly reviews: Review[];
  merged: { readonly at: Time; readonly by: Account; readonly sha: string } | undefined;
  /** Somebody asked GitHub to merge it once its requirements are met. */
  autoMerge: AutoMerge | undefined;
}

export interface AutoMerge {
  readonly input: { readonly method: 'merge' | 'squash' | 'rebase'; readonly expectedHead?: string | undefined };
  readonly by: { readonly account: Account; readonly via?: App };
  readonly at: Time;
}

/** What a person said of a pull request in a review. */
export interface Review {
  readonly id: number;
  readonly nodeId: string;
  readonly author: Account;
  readonly body: string;
  state: 'approved' | 'changes_requested' | 'commented' | 'dismissed';
  /** The head when it was submitted. */
  readonly commit: string;
  readonly submittedAt: Time;
  updatedAt: Time;
}

/** An issue that is a pull request. */
export type PullIssue = Issue & { readonly pull: Pull };

export type CheckStatus = 'queued' | 'in_progress' | 'completed' | 'waiting' | 'requested' | 'pending';
export type CheckConclusion =
  | 'action_required'
  | 'cancelled'
  | 'failure'
  | 'neutral'
  | 'success'
  | 'skipped'
  | 'stale'
  | 'timed_out';

export interface CheckSuite {
  readonly id: number;
  readonly nodeId: string;
  readonly repository: Repository;
  readonly app: App;
  readonly headSha: string;
  readonly headBranch: string | undefined;
  readonly before: string | undefined;
  readonly createdAt: Time;
  updatedAt: Time;
  readonly runs: CheckRun[];
}

export interface CheckAnnotation {
  readonly path: string;
  readonly startLine: number;
  readonly endLine: number;
  readonly startColumn: number | undefined;
  readonly endColumn: number | undefined;
  readonly level: 'notice' | 'warning' | 'failure';
  readonly message: string;
  readonly title: string | undefined;
  readonly rawDetails: string | undefined;
}

export interface CheckAction {
  readonly label: string;
  readonly description: string;
  readonly identifier: string;
}

export interface CheckRun {
  readonly id: number;
  readonly nodeId: string;
  readonly suite: CheckSuite;
  name: string;
  externalId: string;
  detailsUrl: string | undefined;
  status: CheckStatus;
  conclusion: CheckConclusion | undefined;
  startedAt: Time | undefined;
  completedAt: Time | undefined;
  title: string | undefined;
  summary: string | undefined;
  text: string | undefined;
  annotations: readonly CheckAnnotation[];
  actions: readonly CheckAction[];
  /** Every state that the run was given, oldest first: what a person watching the page would have seen. */
  readonly history: {
    readonly at: Time;
    readonly status: CheckStatus;
    readonly conclusion: CheckConclusion | undefined;
  }[];
}

export interface HookDelivery {
  readonly id: number;
  readonly app: App;
  readonly guid: string;
  readonly event: string;
  readonly action: string | undefined;
  readonly installationId: number | undefined;
  readonly repositoryId: number | undefined;
  readonly redelivery: boolean;
  readonly deliveredAt: Time;
  readonly payload: Readonly<Record<string, unknown>>;
  readonly requestHeaders: Readonly<Record<string, string>>;
  readonly url: string;
  /** Filled in when the attempt has ended. */
  result:
    | {
        readonly status: string;
        readonly statusCode: number;
        readonly duration: number;
        readonly headers: Readonly<Record<string, string>>;
        readonly body: string;
      }
    | undefined;
}
