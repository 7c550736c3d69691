import type { Access, User } from './access.ts';
import { asTree, at, type Tree } from './object.ts';

const text = (value: unknown): string | undefined => (typeof value === 'string' && value !== '' ? value : undefined);

/** Answers what a client asks about its own rights from the rules that its requests are held to. */
export const review = (access: Access, user: User, plural: string, body: Tree): Tree | undefined => {
  if (plural === 'selfsubjectreviews') {
    return {
      kind: 'SelfSubjectReview',
      apiVersion: 'authentication.k8s.io/v1',
      metadata: { creationTimestamp: null },
      status: { userInfo: { username: user.name, groups: user.groups } },
    };
  }
  if (plural !== 'selfsubjectaccessreviews') return undefined;
  const spec = asTree(body.spec);
  const asked = at(spec, 'resourceAttributes');
  const allowed =
    asked === undefined
      ? user.grants === undefined
      : access.allowed(user, {
          verb: text(at(asked, 'verb')) ?? '*',
          group: text(at(asked, 'group')) ?? '',
          resource: text(at(asked, 'resource')) ?? '*',
          subresource: text(at(asked, 'subresource')),
          namespace: text(at(asked, 'namespace')),
          name: text(at(asked, 'name')),
        });
  return {
    kind: 'SelfSubjectAccessReview',
    apiVersion: 'authorization.k8s.io/v1',
    metadata: { creationTimestamp: null },
    spec,
    status: { allowed, ...(allowed ? {} : { reason: '' }) },
  };
};
