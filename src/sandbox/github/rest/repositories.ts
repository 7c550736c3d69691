import { authorize, hasRole, needs, roleOf } from '../acts/access.ts';
import { notFound } from '../acts/problem.ts';
import { type Call, ok, type Reply, type Route, repositoryOf } from '../http/call.ts';
import { publicUserJson, userJson } from '../json/account.ts';
import { fullRepositoryJson } from '../json/repository.ts';
import type { Account, Repository } from '../state/model.ts';
import { accountByLogin } from '../state/store.ts';

function accountOf(call: Call): Account {
  const account = accountByLogin(call.world.store, call.params.username ?? '');
  if (!account) throw notFound();
  return account;
}

const permissionsOf = (repository: Repository, account: Account) => ({
  admin: hasRole(repository, account, 'admin'),
  maintain: hasRole(repository, account, 'maintain'),
  push: hasRole(repository, account, 'write'),
  triage: hasRole(repository, account, 'triage'),
  pull: hasRole(repository, account, 'read'),
});

// `permission` knows only four words; `role_name` tells maintain and triage apart.
const legacy = { admin: 'admin', maintain: 'write', write: 'write', triage: 'read', read: 'read' } as const;

function collaboratorPermission(call: Call): Reply {
  const repository = repositoryOf(call);
  authorize(call.actor, repository, { ...needs.metadata, role: 'write' });
  const account = accountOf(call);
  const role = roleOf(repository, account);
  return ok({
    permission: role ? legacy[role] : 'none',
    role_name: role ?? 'none',
    user: {
      ...userJson(call.world, account),
      permissions: permissionsOf(repository, account),
      role_name: role ?? 'none',
    },
  });
}

export const repositoryRoutes: readonly Route[] = [
  {
    method: 'GET',
    template: '/repos/{owner}/{repo}',
    handle: (call) => {
      const repository = repositoryOf(call);
      const account = call.actor.kind === 'user' || call.actor.kind === 'installation' ? call.actor.account : undefined;
      const none = { admin: false, maintain: false, push: false, triage: false, pull: false };
      return ok(fullRepositoryJson(call.world, repository, account ? permissionsOf(repository, account) : none));
    },
  },
  {
    method: 'GET',
    template: '/repos/{owner}/{repo}/collaborators/{username}/permission',
    handle: collaboratorPermission,
  },
  {
    method: 'GET',
    template: '/users/{username}',
    handle: (call) => ok(publicUserJson(call.world, accountOf(call))),
  },
];
