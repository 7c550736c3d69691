import { at, type KubeObject, type Manifest } from '../../kubernetes/object.ts';
import { inCluster, type ResourceKey, resourceKey, sourceOf } from './terms.ts';

interface KindRule {
  readonly group: string;
  readonly kind: string;
}

interface Destination {
  readonly server?: string;
  readonly name?: string;
  readonly namespace?: string;
}

const glob = (pattern: string, value: string): boolean =>
  new RegExp(
    `^${pattern
      .replaceAll(/[.+^${}()|[\]\\]/g, '\\$&')
      .replaceAll('*', '.*')
      .replaceAll('?', '.')}$`,
  ).test(value);

/** Patterns with `!` in front take away what others allow. */
const permitted = (patterns: readonly string[], matches: (pattern: string) => boolean): boolean =>
  patterns.some((pattern) => !pattern.startsWith('!') && matches(pattern)) &&
  !patterns.some((pattern) => pattern.startsWith('!') && matches(pattern.slice(1)));

const list = <T>(project: KubeObject, name: string): readonly T[] | undefined => {
  const value = at(project, 'spec', name);
  return Array.isArray(value) ? (value as readonly T[]) : undefined;
};

const inRules = (rules: readonly KindRule[], { group, kind }: KindRule): boolean =>
  rules.some((rule) => glob(rule.group, group) && glob(rule.kind, kind));

const destinationAllowed = (project: KubeObject, server: string, namespace: string): boolean =>
  (list<Destination>(project, 'destinations') ?? []).some(
    (allowed) =>
      (allowed.server === undefined
        ? allowed.name === 'in-cluster' || allowed.name === '*'
        : glob(allowed.server, server)) && glob(allowed.namespace ?? '*', namespace),
  );

/** What an Application's spec asks for that its project does not allow; each an InvalidSpecError. */
export const specErrors = (application: KubeObject, project: KubeObject | undefined): readonly string[] => {
  const name = String(at(application, 'spec', 'project') ?? '');
  if (project === undefined) return [`Application referencing project ${name} which does not exist`];
  const { repoUrl, path } = sourceOf(application);
  const sources = list<string>(project, 'sourceRepos') ?? [];
  const server = String(at(application, 'spec', 'destination', 'server') ?? '');
  const destination = String(at(application, 'spec', 'destination', 'name') ?? '');
  const namespace = String(at(application, 'spec', 'destination', 'namespace') ?? '');
  const address = server === '' && destination === 'in-cluster' ? inCluster : server;
  if (address === '') {
    return destination === ''
      ? ['Destination server missing from app spec']
      : [
          `application destination can't have both name and server defined: unable to find destination server: there are no clusters with this name: ${destination}`,
        ];
  }
  return [
    ...(path.startsWith('/') ? [`spec.source.path is an absolute path`] : []),
    ...(permitted(sources, (pattern) => glob(pattern, repoUrl))
      ? []
      : [`application repo ${repoUrl} is not permitted in project '${name}'`]),
    ...(destinationAllowed(project, address, namespace)
      ? []
      : [
          `application destination server '${address}' and namespace '${namespace}' do not match any of the allowed destinations in project '${name}'`,
        ]),
    ...(address === inCluster
      ? []
      : [`error getting cluster by server "${address}": cluster "${address}" not configured`]),
  ];
};

/** Why a project does not let one object be synced; undefined when it does. */
export const objectError = (project: KubeObject, object: Manifest, namespaced: boolean): string | undefined => {
  const key: ResourceKey = resourceKey(object);
  const name = project.metadata.name;
  const refusal = `resource ${key.group}:${key.kind} is not permitted in project ${name}`;
  if (!namespaced) {
    const allowed = inRules(list<KindRule>(project, 'clusterResourceWhitelist') ?? [], key);
    return allowed && !inRules(list<KindRule>(project, 'clusterResourceBlacklist') ?? [], key) ? undefined : refusal;
  }
  const allowList = list<KindRule>(project, 'namespaceResourceWhitelist');
  if (allowList !== undefined && !inRules(allowList, key)) return refusal;
  if (inRules(list<KindRule>(project, 'namespaceResourceBlacklist') ?? [], key)) return refusal;
  return destinationAllowed(project, inCluster, key.namespace)
    ? undefined
    : `namespace ${key.namespace} is not permitted in project '${name}'`;
};
