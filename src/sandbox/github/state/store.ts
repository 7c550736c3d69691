import { createIds, type IdKind } from './ids.ts';
import type {
  Account,
  App,
  CheckRun,
  CheckSuite,
  Comment,
  HookDelivery,
  Installation,
  Issue,
  Repository,
  Team,
  Token,
} from './model.ts';

/** Everything that the sandbox remembers. Git objects and refs live in each repository's own bare repository. */
export interface Store {
  readonly id: (kind: IdKind) => number;
  readonly accounts: Map<number, Account>;
  readonly teams: Map<number, Team>;
  readonly apps: Map<number, App>;
  readonly installations: Map<number, Installation>;
  readonly tokens: Map<string, Token>;
  readonly repositories: Map<number, Repository>;
  /** Issues and pull requests by repository id, then number. */
  readonly issues: Map<number, Map<number, Issue>>;
  readonly comments: Map<number, Comment>;
  /** Numbers of issues that were deleted, by repository id: they answer 410, not 404. */
  readonly deleted: Map<number, Set<number>>;
  readonly suites: Map<number, CheckSuite>;
  /** The same by repository id and commit. */
  readonly suitesOfCommit: Map<string, CheckSuite[]>;
  readonly runs: Map<number, CheckRun>;
  readonly deliveries: HookDelivery[];
  /** Archives that somebody was sent to fetch, by the secret in the address. */
  readonly downloads: Map<string, { readonly repository: Repository; readonly oid: string }>;
}

export function createStore(): Store {
  return {
    id: createIds(),
    accounts: new Map(),
    teams: new Map(),
    apps: new Map(),
    installations: new Map(),
    tokens: new Map(),
    repositories: new Map(),
    issues: new Map(),
    comments: new Map(),
    deleted: new Map(),
    suites: new Map(),
    suitesOfCommit: new Map(),
    runs: new Map(),
    deliveries: [],
    downloads: new Map(),
  };
}

const same = (a: string, b: string) => a.toLowerCase() === b.toLowerCase();

/** Logins compare without case, as at GitHub. */
export function accountByLogin(store: Store, login: string): Account | undefined {
  for (const account of store.accounts.values()) if (same(account.login, login)) return account;
  return undefined;
}

export function repositoryByName(store: Store, owner: string, name: string): Repository | undefined {
  for (const repository of store.repositories.values())
    if (same(repository.owner.login, owner) && same(repository.name, name)) return repository;
  return undefined;
}

export function issuesOf(store: Store, repository: Repository): Map<number, Issue> {
  let issues = store.issues.get(repository.id);
  if (!issues) {
    issues = new Map();
    store.issues.set(repository.id, issues);
  }
  return issues;
}

export function issueByNumber(store: Store, repository: Repository, number: number): Issue | undefined {
  return store.issues.get(repository.id)?.get(number);
}

/** Installations that can see the repository. */
export function installationsOf(store: Store, repository: Repository): Installation[] {
  return [...store.installations.values()].filter(
    (installation) => installation.suspendedAt === undefined && covers(installation, repository),
  );
}

export function covers(installation: Installation, repository: Repository): boolean {
  return installation.repositories
    ? installation.repositories.has(repository)
    : installation.account.id === repository.owner.id;
}

/** Check runs of a commit, oldest first. */
export function runsOf(store: Store, repository: Repository, sha: string): CheckRun[] {
  return suitesOf(store, repository, sha)
    .flatMap((suite) => suite.runs)
    .sort((a, b) => a.id - b.id);
}

export function addSuite(store: Store, suite: CheckSuite): void {
  store.suites.set(suite.id, suite);
  const key = `${suite.repository.id} ${suite.headSha}`;
  store.suitesOfCommit.set(key, [...(store.suitesOfCommit.get(key) ?? []), suite]);
}

export function suitesOf(store: Store, repository: Repository, sha: string): CheckSuite[] {
  return store.suitesOfCommit.get(`${repository.id} ${sha}`) ?? [];
}
