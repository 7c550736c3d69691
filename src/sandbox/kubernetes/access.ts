import { randomBytes } from 'node:crypto';
import { ApiError } from './status.ts';

/** A rule as in a Role or ClusterRole. */
export interface PolicyRule {
  readonly verbs: readonly string[];
  readonly apiGroups?: readonly string[];
  readonly resources?: readonly string[];
  readonly resourceNames?: readonly string[];
  readonly nonResourceURLs?: readonly string[];
}

export interface Grant {
  /** Absent: in every namespace and for the cluster's own resources. */
  readonly namespace?: string;
  readonly rules: readonly PolicyRule[];
}

export interface User {
  readonly name: string;
  readonly token: string;
  readonly groups: readonly string[];
  /** Absent: everything. */
  readonly grants?: readonly Grant[];
}

export interface Attributes {
  readonly verb: string;
  readonly group: string;
  readonly resource: string;
  readonly subresource?: string | undefined;
  readonly namespace?: string | undefined;
  readonly name?: string | undefined;
}

/** What a test takes away from everybody; each part that is absent matches all. */
export type Ban = Partial<Pick<Attributes, 'verb' | 'group' | 'resource' | 'namespace'>>;

export interface Access {
  /** The user without grants, whose kubeconfig is the default one. */
  readonly administrator: User;
  /** Makes a user whose rights are those grants only. */
  addUser(name: string, grants: readonly Grant[]): User;
  byToken(token: string): User | undefined;
  /** The user whom a request acts as, by `Impersonate-User`; one who was never added has no rights. Throws when it may not. */
  impersonated(user: User, name: string): User;
  allowed(user: User, attributes: Attributes): boolean;
  /** Forbids until the returned function is called. */
  forbid(ban: Ban): () => void;
}

const listed = (list: readonly string[] | undefined, value: string): boolean =>
  list?.includes('*') === true || list?.includes(value) === true;

const covers = (rule: PolicyRule, attributes: Attributes): boolean => {
  const { resource, subresource } = attributes;
  const full = subresource === undefined ? resource : `${resource}/${subresource}`;
  const named = rule.resourceNames === undefined || rule.resourceNames.length === 0;
  return (
    listed(rule.verbs, attributes.verb) &&
    listed(rule.apiGroups, attributes.group) &&
    (listed(rule.resources, full) || (subresource !== undefined && listed(rule.resources, `*/${subresource}`))) &&
    (named || (attributes.name !== undefined && rule.resourceNames?.includes(attributes.name) === true))
  );
};

export const createAccess = (): Access => {
  const users = new Map<string, User>();
  const bans = new Set<Ban>();
  const add = (user: User): User => {
    users.set(user.token, user);
    return user;
  };
  const newToken = (): string => randomBytes(24).toString('base64url');
  const administrator = add({
    name: 'kubernetes-admin',
    token: newToken(),
    groups: ['system:masters', 'system:authenticated'],
  });
  const banned = (attributes: Attributes): boolean =>
    [...bans].some((ban) =>
      (Object.keys(ban) as (keyof Ban)[]).every((key) => ban[key] === undefined || ban[key] === attributes[key]),
    );
  const allowed: Access['allowed'] = (user, attributes) =>
    !banned(attributes) &&
    (user.grants === undefined ||
      user.grants.some(
        ({ namespace, rules }) =>
          (namespace === undefined || namespace === attributes.namespace) &&
          rules.some((rule) => covers(rule, attributes)),
      ));
  return {
    administrator,
    addUser: (name, grants) => add({ name, token: newToken(), groups: ['system:authenticated'], grants }),
    byToken: (token) => users.get(token),
    impersonated: (user, name) => {
      const attributes = impersonation(name);
      if (!allowed(user, attributes)) throw forbidden(user, attributes);
      const known = [...users.values()].find((each) => each.name === name);
      return known ?? { name, token: '', groups: ['system:authenticated'], grants: [] };
    },
    allowed,
    forbid: (ban) => {
      bans.add(ban);
      return () => bans.delete(ban);
    },
  };
};

/** The right that acting as somebody needs: service accounts are a resource of their namespace, users are one without a home. */
const impersonation = (name: string): Attributes => {
  const [, namespace, account] = /^system:serviceaccount:([^:]+):([^:]+)$/.exec(name) ?? [];
  return namespace !== undefined && account !== undefined
    ? { verb: 'impersonate', group: '', resource: 'serviceaccounts', namespace, name: account }
    : { verb: 'impersonate', group: '', resource: 'users', name };
};

export const forbidden = (user: User, attributes: Attributes): ApiError => {
  const { verb, group, resource, subresource, namespace, name } = attributes;
  const full = subresource === undefined ? resource : `${resource}/${subresource}`;
  const subject = `${resource}${group === '' ? '' : `.${group}`}${name === undefined ? '' : ` "${name}"`}`;
  const where = namespace === undefined ? 'at the cluster scope' : `in the namespace "${namespace}"`;
  return new ApiError(
    403,
    'Forbidden',
    `${subject} is forbidden: User "${user.name}" cannot ${verb} resource "${full}" in API group "${group}" ${where}`,
    { ...(name === undefined ? {} : { name }), ...(group === '' ? {} : { group }), kind: resource },
  );
};
