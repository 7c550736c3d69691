import { clickAction, rerequestRun } from './acts/checks.ts';
import { addComment, deleteComment } from './acts/comments.ts';
import { deleteIssue, isPull, lockIssue, openIssue, unlockIssue } from './acts/issues.ts';
import { notFound } from './acts/problem.ts';
import { dismissReview, type ReviewInput, submitReview } from './acts/reviews.ts';
import { publishSuite } from './acts/suites.ts';
import { directoryMode } from './git/objects.ts';
import { resolveRevision } from './git/revision.ts';
import { entryAt, walkTree } from './git/trees.ts';
import { createAccount, createTeam, createUserToken } from './setup/accounts.ts';
import {
  type AppInput,
  createApp,
  createInstallation,
  type InstallationInput,
  setSuspended,
  uninstall,
} from './setup/apps.ts';
import { requestMergeGroup } from './setup/merge-group.ts';
import { commitFiles, createRepository, type RepositoryInput } from './setup/repositories.ts';
import type {
  Account,
  App,
  CheckRun,
  CheckSuite,
  Comment,
  Installation,
  Issue,
  PullIssue,
  Repository,
  Review,
  Role,
  Team,
} from './state/model.ts';
import { accountByLogin, issueByNumber, repositoryByName } from './state/store.ts';
import type { World } from './world.ts';

/** What no API of GitHub offers: setting the scene, and clicking as a person does. Names are `owner/name`. */
export interface Control {
  createUser(login: string, options?: { readonly name?: string; readonly email?: string }): Account;
  createOrganization(login: string): Account;
  /** A team, by `organisation/slug`, and the logins of its members. */
  createTeam(fullSlug: string, members: readonly string[]): Team;
  /** A personal token, `ghp_…`. */
  createToken(login: string): string;
  /** An App with a new RSA key; its webhook is sent to `webhook.url`. */
  createApp(input: AppInput): App;
  install(app: App, owner: string, input?: InstallationInput): Installation;
  uninstall(installation: Installation): void;
  suspend(installation: Installation, suspended: boolean): void;
  createRepository(fullName: string, input?: RepositoryInput): Promise<Repository>;
  setCollaborator(fullName: string, login: string, role: Role | 'none'): void;
  setArchived(fullName: string, archived: boolean): void;
  /** "Allow auto-merge" of the repository's settings. */
  allowAutoMerge(fullName: string, allowed: boolean): void;
  /** Branch protection: the names of checks that a merge needs. */
  protect(fullName: string, branch: string, requiredChecks: readonly string[]): void;
  /** Commits as a person, with every effect of a push. `undefined` deletes the file. Resolves the new head. */
  commit(
    fullName: string,
    change: {
      readonly branch: string;
      readonly as: string;
      readonly message: string;
      readonly files: Readonly<Record<string, string | undefined>>;
    },
  ): Promise<string>;
  openIssue(fullName: string, as: string, input: { readonly title: string; readonly body?: string }): Promise<Issue>;
  comment(fullName: string, number: number, as: string, body: string): Comment;
  /** Submits a review of a pull request's head, as "Review changes" on the page does. */
  review(fullName: string, pull: number, as: string, input: ReviewInput): Review;
  dismissReview(fullName: string, pull: number, as: string, review: Review): void;
  deleteComment(fullName: string, commentId: number, as: string): void;
  deleteIssue(fullName: string, number: number, as: string): Promise<void>;
  lock(fullName: string, number: number, as: string, locked: boolean): Promise<void>;
  /** "Re-run" on a check run. */
  rerun(run: CheckRun, as: string): void;
  /** "Re-run all checks" on a suite. */
  rerunSuite(suite: CheckSuite, as: string): Promise<void>;
  /** A click on one of a check run's buttons. */
  click(run: CheckRun, as: string, identifier: string): void;
  /** Queues a pull request: `merge_group.checks_requested` on a temporary branch. Resolves its head. */
  requestMergeGroup(fullName: string, number: number): Promise<string>;
  /** Text files below a folder at a branch, tag or commit; for an engine that follows the repository. */
  readTree(
    fullName: string,
    revision: string,
    folder: string,
  ): Promise<readonly { readonly path: string; readonly content: string }[]>;
  /** The commit that a branch, tag or oid stands for now. */
  resolve(fullName: string, revision: string): Promise<string | undefined>;
}

export function createControl(world: World): Control {
  const person = (login: string): Account => {
    const account = accountByLogin(world.store, login);
    if (!account) throw notFound(`no account "${login}"`);
    return account;
  };
  const place = (fullName: string): Repository => {
    const [owner = '', name = ''] = fullName.split('/');
    const repository = repositoryByName(world.store, owner, name);
    if (!repository) throw notFound(`no repository "${fullName}"`);
    return repository;
  };
  const issueAt = (fullName: string, number: number): Issue => {
    const issue = issueByNumber(world.store, place(fullName), number);
    if (!issue) throw notFound(`no issue ${fullName}#${number}`);
    return issue;
  };
  const pullAt = (fullName: string, number: number): PullIssue => {
    const issue = issueAt(fullName, number);
    if (!isPull(issue)) throw notFound(`no pull request ${fullName}#${number}`);
    return issue;
  };

  return {
    createUser: (login, options) => createAccount(world, login, 'User', options),
    createOrganization: (login) => createAccount(world, login, 'Organization'),
    createTeam(fullSlug, members) {
      const [owner = '', slug = ''] = fullSlug.split('/');
      return createTeam(world, person(owner), slug, members.map(person));
    },
    createToken: (login) => createUserToken(world, person(login)),
    createApp: (input) => createApp(world, input),
    install: (app, owner, input) => createInstallation(world, app, person(owner), input),
    uninstall: (installation) => uninstall(world, installation),
    suspend: (installation, suspended) => setSuspended(world, installation, suspended),
    createRepository(fullName, input) {
      const [owner = '', name = ''] = fullName.split('/');
      return createRepository(world, person(owner), name, input);
    },
    setCollaborator(fullName, login, role) {
      const { collaborators } = place(fullName);
      if (role === 'none') collaborators.delete(person(login).id);
      else collaborators.set(person(login).id, role);
    },
    setArchived(fullName, archived) {
      place(fullName).archived = archived;
    },
    allowAutoMerge(fullName, allowed) {
      place(fullName).autoMerge = allowed;
    },
    protect(fullName, branch, requiredChecks) {
      place(fullName).protections.set(branch, { requiredChecks });
    },
    commit: (fullName, { as, ...change }) => commitFiles(world, place(fullName), { account: person(as) }, change),
    openIssue: (fullName, as, input) => openIssue(world, place(fullName), { account: person(as) }, input),
    comment: (fullName, number, as, body) =>
      addComment(world, issueAt(fullName, number), { account: person(as) }, body),
    review: (fullName, number, as, input) =>
      submitReview(world, pullAt(fullName, number), { account: person(as) }, input),
    dismissReview: (fullName, number, as, review) =>
      dismissReview(world, pullAt(fullName, number), { account: person(as) }, review),
    deleteComment(fullName, commentId, as) {
      const comment = world.store.comments.get(commentId);
      if (comment?.issue.repository !== place(fullName)) throw notFound(`no comment ${commentId}`);
      deleteComment(world, comment, { account: person(as) });
    },
    deleteIssue: (fullName, number, as) => deleteIssue(world, issueAt(fullName, number), { account: person(as) }),
    lock: (fullName, number, as, locked) =>
      locked
        ? lockIssue(world, issueAt(fullName, number), { account: person(as) }, undefined)
        : unlockIssue(world, issueAt(fullName, number), { account: person(as) }),
    rerun: (run, as) => rerequestRun(world, run, person(as)),
    rerunSuite: (suite, as) => publishSuite(world, suite, 'rerequested', person(as)),
    click: (run, as, identifier) => clickAction(world, run, person(as), identifier),
    requestMergeGroup: (fullName, number) => requestMergeGroup(world, issueAt(fullName, number)),
    async readTree(fullName, revision, folder) {
      const { git, defaultBranch } = place(fullName);
      const { objects } = git;
      const commit = await objects.commit((await resolveRevision(git, revision, defaultBranch)) ?? '');
      const entry = commit && (await entryAt(objects, commit.tree, folder));
      if (entry?.mode !== directoryMode) return [];
      const prefix = folder === '' ? '' : `${folder.replace(/\/+$/, '')}/`;
      const files = (await walkTree(objects, entry.oid, prefix)).filter(({ mode }) => mode.startsWith('100'));
      return Promise.all(
        files.map(async ({ path, oid }) => ({
          path,
          content: (await objects.read(oid))?.bytes.toString('utf8') ?? '',
        })),
      );
    },
    async resolve(fullName, revision) {
      const { git, defaultBranch } = place(fullName);
      return resolveRevision(git, revision, defaultBranch);
    },
  };
}
