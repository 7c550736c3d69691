import type { ConfigurationRead } from '../domain/access/configuration.ts';
import type { FileContent } from '../domain/cluster/spec.ts';
import type { StageReport } from '../domain/report/stage.ts';
import type { Permission, Person, RepositoryRef } from '../domain/repository.ts';
import type { AutoMerge } from './auto-merge.ts';
import type { KeptIssue, KeptIssues } from './kept-issues.ts';
import type { Pace } from './pace.ts';
import type { Reactions } from './reactions.ts';
import type { Recovery } from './recovery.ts';
import type { Reviews } from './reviews.ts';
import type { Teams } from './teams.ts';

/** What one query says about a repository, an issue and the requests on it. */
export interface CommandFacts {
  readonly repository: {
    readonly nodeId: string;
    readonly defaultBranch: string;
    readonly archived: boolean;
    /** True when the repository has no commit at all. */
    readonly empty: boolean;
    readonly url: string;
  };
  /** Head of the default branch; absent in an empty repository. */
  readonly baseSha?: string;
  readonly configuration: ConfigurationRead;
  readonly issue?: {
    readonly nodeId: string;
    readonly url: string;
    readonly locked: boolean;
    readonly isPull: boolean;
    /** When it is a pull request: its number is the issue's, its branch is this. */
    readonly headRef?: string;
  };
  /** The source comment as it is now; absent when it was deleted. An issue's body counts as never edited by `edited`. */
  readonly source?: { readonly body: string; readonly edited: boolean };
  /** Our App's comments among the last 500 of the issue, newest last, with their bodies, to find markers. */
  readonly ownComments: readonly { readonly nodeId: string; readonly url: string; readonly body: string }[];
  /** Folder names directly below the clusters folder on the default branch; undefined: could not be read in full. */
  readonly clusterFolders?: readonly string[];
  /** Object id of the clusters folder on the default branch, for `Tree.filesOf`; absent when it is not there. */
  readonly clustersTree?: string;
  /** Paths of what is no folder but stands where one of ours would go: the clusters folder itself, or entries directly below it. */
  readonly inTheWay: readonly string[];
  /** Our open pull requests (branch below `clusterops/`, authored by our App), newest last. */
  readonly openPulls: readonly PullSummary[];
  /**
   * Every branch below `clusterops/` that exists or had a pull request opened since the source was written;
   * undefined: not known in full. A request's branch that is not among them was never made: `Change.fresh`.
   */
  readonly usedBranches?: readonly string[];
  /** The issues that keep the repository's locks, oldest first: one, as a rule. */
  readonly lockIssues: readonly KeptIssue[];
  /** Permissions that the installation withholds and a change needs, as `checks: write`. */
  readonly missingPermissions: readonly string[];
}

export interface PullSummary {
  readonly number: number;
  readonly nodeId: string;
  readonly url: string;
  /** `owner/name` of its repository by now; GitHub answers at what it was called before, too. */
  readonly repository: string;
  readonly title: string;
  readonly body: string;
  readonly headRef: string;
  readonly headSha: string;
  readonly baseRef: string;
  readonly state: 'open' | 'closed' | 'merged';
  readonly mergeSha?: string;
  /** The person who merged it; absent for an App. */
  readonly mergedBy?: Person;
  /** Milliseconds since the epoch. */
  readonly closedAt?: number;
  /** Milliseconds since the epoch. */
  readonly createdAt: number;
  /** True when our App opened it. */
  readonly own: boolean;
  /** The person who opened it; absent for an App. */
  readonly author?: Person;
  readonly fork: boolean;
}

export interface FactsQuery {
  readonly repository: RepositoryRef;
  readonly issue: number;
  readonly sourceNodeId: string;
}

export interface CommandFactsSource {
  /** One GraphQL request. Throws on a fault; a missing issue or file is a fact. */
  gather(query: FactsQuery): Promise<CommandFacts>;
}

export interface Permissions {
  /** The person's permission, matched by database id: a login that now belongs to another person has `none`. */
  of(repository: RepositoryRef, person: Person): Promise<Permission>;
}

export interface Change {
  readonly repository: RepositoryRef;
  readonly repositoryNodeId: string;
  readonly requestId: string;
  readonly branch: string;
  readonly base: { readonly name: string; readonly sha: string };
  readonly files: readonly FileContent[];
  readonly deletions: readonly string[];
  /** The commit's headline and body; the adapter appends the trailer `ClusterOps-Request: <id>`. */
  readonly message: { readonly headline: string; readonly body: string };
  readonly pull: { readonly title: string; readonly body: string; readonly draft: boolean };
  /**
   * True when this very job's facts show neither branch nor pull request of that name (`CommandFacts.usedBranches`) and
   * the files surely differ from the base (a new folder): nothing is looked up first, which saves a request.
   */
  readonly fresh?: boolean;
}

export type OpenedChange =
  | { readonly state: 'open'; readonly headSha: string; readonly pull: PullSummary; readonly resumed: boolean }
  /** A branch of that name exists that is not this request's: it is never adopted. */
  | { readonly state: 'foreign branch' }
  /** The files are already on the base exactly so: no commit was made. */
  | { readonly state: 'nothing to change' };

export interface Changes {
  /** Branch, one verified commit, pull request; completes a partial result of an earlier try. */
  ensure(change: Change): Promise<OpenedChange>;
  /** Removes the branch if its head is still `headSha` (compare-and-delete). */
  removeBranch(
    repository: RepositoryRef,
    branch: string,
    headSha: string,
  ): Promise<'removed' | 'already gone' | 'kept'>;
}

export interface RunToWrite {
  readonly sha: string;
  readonly report: StageReport;
  /** `<request or pull>/<stage>/<attempt>`: looked up before a run is created when `known` is absent. */
  readonly externalId: string;
  /** Where "Details" leads. */
  readonly detailsUrl?: string;
  /** Update this run in place; absent: find it by `externalId`, else create it. */
  readonly known?: { readonly runId: number; readonly nodeId: string };
  /** True right after the pull request was made by this very job: nothing to look up. */
  readonly fresh?: boolean;
}

export interface WrittenRun {
  readonly runId: number;
  readonly nodeId: string;
  readonly sha: string;
  readonly externalId: string;
}

/** Everything that tells people about one moment, in as few requests as GitHub allows. */
export interface Announcement {
  readonly repository: RepositoryRef;
  readonly comment?: {
    readonly issueNodeId: string;
    readonly body: string;
    /** Node id of the comment to rewrite; absent: a new one. */
    readonly existing?: string;
  };
  readonly labels?: { readonly pullNodeId: string; readonly names: readonly string[] };
  readonly runs?: readonly RunToWrite[];
  readonly reaction?: { readonly subjectNodeId: string; readonly content: 'rocket' | 'confused' };
}

export interface Announced {
  readonly comment?: { readonly nodeId: string; readonly url: string };
  readonly runs: readonly WrittenRun[];
  /** Parts that GitHub refused for good (locked, deleted, archived), in words. */
  readonly refused: readonly string[];
}

export interface Announcements {
  publish(announcement: Announcement): Promise<Announced>;
}

export interface Pulls {
  read(repository: RepositoryRef, pull: number): Promise<PullSummary | undefined>;
  /** Open pull requests of ours, and those closed within the last 14 days. */
  ours(repository: RepositoryRef): Promise<readonly PullSummary[]>;
  /** Our newest pull request on a branch of that name, however old. */
  ofBranch(repository: RepositoryRef, branch: string): Promise<PullSummary | undefined>;
  /** Numbers of the merged pull requests of others under which we commented, as far as they changed within the last 14 days. */
  mergedByOthers(repository: RepositoryRef): Promise<readonly number[]>;
  /** Open pull requests whose head is this commit. */
  withHead(repository: RepositoryRef, sha: string): Promise<readonly PullSummary[]>;
  /**
   * The pull request on a request's branch that brought a file to a commit, by the history of the file; undefined when its last
   * changes name none. Cached: it never changes.
   */
  behind(
    repository: RepositoryRef,
    file: { readonly sha: string; readonly path: string },
    request: string,
  ): Promise<PullSummary | undefined>;
  /** All open pull requests, with the paths that each changes; `partly`: it changes more than these. */
  open(
    repository: RepositoryRef,
  ): Promise<readonly (PullSummary & { readonly paths: readonly string[]; readonly partly: boolean })[]>;
  /** Closes without merging; safe to repeat. Says what it is then: one that was merged stays so. */
  close(repository: RepositoryRef, pull: number): Promise<'closed' | 'merged'>;
}

/** A path that a pull request changes. */
export interface ChangedPath {
  readonly path: string;
  readonly status: 'added' | 'modified' | 'removed' | 'renamed';
  readonly previousPath?: string;
}

export interface FilesRead {
  readonly files: readonly FileContent[];
  readonly unread: readonly { readonly path: string; readonly why: string }[];
}

export interface Tree {
  /**
   * Text files below `folder` at `sha`, read in full: by git blobs or one tarball. Binary, oversized (1 MiB) or link entries are
   * listed, not read. `only` leaves out what the caller has no use for.
   */
  files(repository: RepositoryRef, sha: string, folder: string, only?: (path: string) => boolean): Promise<FilesRead>;
  /**
   * The same of a folder whose object id is known: what was read once is not asked for again. `commit`: one that has it, from which
   * much is read at once.
   */
  filesOf(
    repository: RepositoryRef,
    tree: string,
    folder: string,
    only?: (path: string) => boolean,
    commit?: string,
  ): Promise<FilesRead>;
  /** Paths that a pull request changes; up to 3,000. */
  changed(repository: RepositoryRef, pull: number): Promise<readonly ChangedPath[]>;
  /** The same between two commits. */
  changedBetween(repository: RepositoryRef, base: string, head: string): Promise<readonly ChangedPath[]>;
  /** What the text of a configuration means here, with what it builds on as other default branches have it. */
  configurationOf(repository: RepositoryRef, text: string): Promise<ConfigurationRead>;
  /** The configuration file as it stands on the default branch. */
  configuration(
    repository: RepositoryRef,
  ): Promise<{ readonly defaultBranch: string; readonly headSha?: string; readonly read: ConfigurationRead }>;
  /** Head of a branch; undefined where there is none of that name. */
  headOf(repository: RepositoryRef, branch: string): Promise<string | undefined>;
}

export interface History {
  /** True when `descendant` is `ancestor` or has it in its history. Cached: it never changes. */
  contains(repository: RepositoryRef, descendant: string, ancestor: string): Promise<boolean>;
  /** Object id of a folder's tree at a commit, of the whole for an empty one; undefined when it is not there. Cached. */
  treeOf(repository: RepositoryRef, sha: string, folder: string): Promise<string | undefined>;
  /** Whether any commit in the history of a commit changed something at or below a path. Throws where that cannot be read. */
  touched(repository: RepositoryRef, sha: string, path: string): Promise<boolean>;
}

/** A commit, and which pull requests brought it to where it is. */
export interface CommitRead {
  readonly sha: string;
  /** Its first parent; absent where it has none. */
  readonly parent?: string;
  /** Milliseconds since the epoch. */
  readonly committedAt: number;
  /** The person whom GitHub knows as its author. */
  readonly author?: Person;
  readonly pulls: readonly PullSummary[];
  /** Address of the repository. */
  readonly repositoryUrl: string;
}

export interface Commits {
  /** Undefined for one that is not there. */
  read(repository: RepositoryRef, sha: string): Promise<CommitRead | undefined>;
  /** The newest commit in the history of a commit that changed something at or below a path; undefined where none did. */
  lastChange(repository: RepositoryRef, sha: string, path: string): Promise<CommitRead | undefined>;
  /** The newest commit of the history of a commit by then (milliseconds since the epoch); undefined where none is so old. */
  until(repository: RepositoryRef, sha: string, time: number): Promise<string | undefined>;
}

/** All that the workflows ask of GitHub. Each workflow takes only the parts it names. */
export interface GitHub {
  readonly facts: CommandFactsSource;
  readonly permissions: Permissions;
  readonly reactions: Reactions;
  readonly pace: Pace;
  readonly changes: Changes;
  readonly announcements: Announcements;
  readonly pulls: Pulls;
  readonly autoMerge: AutoMerge;
  readonly lockIssues: KeptIssues;
  readonly scheduleIssues: KeptIssues;
  readonly reviews: Reviews;
  readonly teams: Teams;
  readonly tree: Tree;
  readonly history: History;
  readonly commits: Commits;
  readonly recovery: Recovery;
}
