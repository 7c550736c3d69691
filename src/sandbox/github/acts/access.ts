import type {
  Account,
  App,
  Comment,
  Installation,
  Issue,
  Level,
  PermissionMap,
  Repository,
  Role,
} from '../state/model.ts';
import { covers } from '../state/store.ts';
import { notAccessible, notFound, Problem } from './problem.ts';

/** Who a request comes from. */
export type Actor =
  | { readonly kind: 'anonymous' }
  | { readonly kind: 'app'; readonly app: App }
  | { readonly kind: 'user'; readonly account: Account }
  | {
      readonly kind: 'installation';
      readonly account: Account;
      readonly installation: Installation;
      readonly permissions: PermissionMap;
      readonly repositories: ReadonlySet<Repository> | undefined;
    };

/** The account that acts, and the App when one acts. */
export interface By {
  readonly account: Account;
  readonly via?: App;
}

/** One of `permissions` at `level`: what an App's token needs. `role`: what a person needs. */
export interface Need {
  readonly permissions: readonly string[];
  readonly level: Level;
  readonly role: Role;
}

const roles: readonly Role[] = ['read', 'triage', 'write', 'maintain', 'admin'];
const levels: readonly Level[] = ['read', 'write', 'admin'];

export const needs = {
  metadata: { permissions: ['metadata'], level: 'read', role: 'read' },
  readContents: { permissions: ['contents'], level: 'read', role: 'read' },
  writeContents: { permissions: ['contents'], level: 'write', role: 'write' },
  readIssues: { permissions: ['issues', 'pull_requests'], level: 'read', role: 'read' },
  // Anybody who can read may open, comment and react; the rest is checked against the author or the role.
  writeIssues: { permissions: ['issues', 'pull_requests'], level: 'write', role: 'read' },
  triageIssues: { permissions: ['issues', 'pull_requests'], level: 'write', role: 'triage' },
  readPulls: { permissions: ['pull_requests'], level: 'read', role: 'read' },
  writePulls: { permissions: ['pull_requests'], level: 'write', role: 'read' },
  readChecks: { permissions: ['checks'], level: 'read', role: 'read' },
  writeChecks: { permissions: ['checks'], level: 'write', role: 'admin' },
} as const satisfies Record<string, Need>;

export function roleOf(repository: Repository, account: Account): Role | undefined {
  if (account.id === repository.owner.id) return 'admin';
  return repository.collaborators.get(account.id) ?? (repository.private ? undefined : 'read');
}

export function hasRole(repository: Repository, account: Account, least: Role): boolean {
  const role = roleOf(repository, account);
  return role !== undefined && roles.indexOf(role) >= roles.indexOf(least);
}

export function hasPermission(granted: PermissionMap, permission: string, least: Level): boolean {
  const level = granted[permission];
  return level !== undefined && levels.indexOf(level) >= levels.indexOf(least);
}

function reaches(actor: Extract<Actor, { kind: 'installation' }>, repository: Repository): boolean {
  return actor.repositories ? actor.repositories.has(repository) : covers(actor.installation, repository);
}

export function canSee(actor: Actor, repository: Repository): boolean {
  if (!repository.private) return true;
  if (actor.kind === 'installation') return reaches(actor, repository);
  return actor.kind === 'user' && roleOf(repository, actor.account) !== undefined;
}

/** The account that acts. Throws GitHub's refusal when the actor may not do this here. */
export function authorize(actor: Actor, repository: Repository, need: Need): By {
  if (!canSee(actor, repository)) throw notFound();
  if (actor.kind === 'app' || actor.kind === 'anonymous')
    throw new Problem('FORBIDDEN', 'You must authenticate to access this API.');
  if (actor.kind === 'installation') {
    const readsPublic = need.level === 'read' && !repository.private;
    const granted = need.permissions.some((each) => hasPermission(actor.permissions, each, need.level));
    if (!readsPublic && !(granted && reaches(actor, repository))) throw notAccessible();
  } else if (!hasRole(repository, actor.account, need.role)) {
    throw repository.private ? notFound() : new Problem('FORBIDDEN', 'Must have push access to repository.');
  }
  if (need.level !== 'read' && repository.archived)
    throw new Problem('FORBIDDEN', 'Repository was archived so is read-only.');
  return byOf(actor);
}

/** The acting account, for acts that need no repository. */
export function byOf(actor: Actor): By {
  if (actor.kind === 'installation') return { account: actor.account, via: actor.installation.app };
  if (actor.kind === 'user') return { account: actor.account };
  throw new Problem('FORBIDDEN', 'You must authenticate to access this API.');
}

/** An App's token needs `issues` for an issue; for a pull request `issues` or `pull_requests` will do. */
export function issueNeed(issue: Issue, base: Need): Need {
  return issue.pull ? base : { ...base, permissions: base.permissions.filter((each) => each !== 'pull_requests') };
}

/** A locked conversation takes comments and reactions of those with write access only; Apps never count as such. */
export function requireUnlocked(issue: Issue, by: By, act: string): void {
  if (!issue.locked) return;
  if (!by.via && hasRole(issue.repository, by.account, 'write')) return;
  throw new Problem('FORBIDDEN', `Unable to ${act} because issue is locked.`);
}

/** The author may; so may whoever has the role; an App's token was checked already. */
export function requireAuthorOrRole(issue: Issue, by: By, author: Account, role: Role): void {
  if (by.via || by.account.id === author.id || hasRole(issue.repository, by.account, role)) return;
  throw new Problem('FORBIDDEN', 'Must have admin rights to Repository.');
}

/** A comment is changed by its author and by those with write access; an App changes its own only. */
export function requireCommentWriter(comment: Comment, by: By): void {
  if (comment.author === by.account) return;
  if (by.via) throw notAccessible();
  if (!hasRole(comment.issue.repository, by.account, 'write'))
    throw new Problem('FORBIDDEN', 'You must have admin rights to update this comment.');
}
