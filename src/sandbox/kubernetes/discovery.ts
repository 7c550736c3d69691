import { apiVersionOf, type Registry, type ResourceType, type ResourceVersion } from './registry.ts';

export const versionInfo = {
  major: '1',
  minor: '36',
  gitVersion: 'v1.36.3',
  gitCommit: '0000000000000000000000000000000000000000',
  gitTreeState: 'clean',
  buildDate: '2026-08-12T00:00:00Z',
  goVersion: 'go1.26.8',
  compiler: 'gc',
  platform: 'linux/amd64',
};

const verbs = ['delete', 'deletecollection', 'get', 'list', 'patch', 'create', 'update', 'watch'];

interface Review {
  readonly group: string;
  readonly kind: string;
  readonly plural: string;
}

/** Kinds that are asked, not stored. */
export const reviews: readonly Review[] = [
  { group: 'authorization.k8s.io', kind: 'SelfSubjectAccessReview', plural: 'selfsubjectaccessreviews' },
  { group: 'authentication.k8s.io', kind: 'SelfSubjectReview', plural: 'selfsubjectreviews' },
];

const stored = (type: ResourceType) => ({
  name: type.plural,
  singularName: type.singular,
  namespaced: type.namespaced,
  kind: type.kind,
  verbs,
  ...(type.shortNames.length === 0 ? {} : { shortNames: type.shortNames }),
  ...(type.categories.length === 0 ? {} : { categories: type.categories }),
});

const resourcesOf = (type: ResourceType, version: ResourceVersion): readonly object[] => [
  stored(type),
  ...(version.status
    ? [
        {
          name: `${type.plural}/status`,
          singularName: '',
          namespaced: type.namespaced,
          kind: type.kind,
          verbs: ['get', 'patch', 'update'],
        },
      ]
    : []),
  ...(version.scale === undefined
    ? []
    : [
        {
          name: `${type.plural}/scale`,
          singularName: '',
          namespaced: type.namespaced,
          group: 'autoscaling',
          version: 'v1',
          kind: 'Scale',
          verbs: ['get', 'patch', 'update'],
        },
      ]),
];

/** Newer and more stable versions first, as `version.CompareKubeAwareVersionStrings` orders them. */
const byStability = (a: string, b: string): number => {
  const parts = (name: string): readonly number[] => {
    const match = /^v(\d+)(?:(alpha|beta)(\d+))?$/.exec(name);
    const stage = match?.[2] === undefined ? 2 : match[2] === 'beta' ? 1 : 0;
    return [stage, Number(match?.[1] ?? 0), Number(match?.[3] ?? 0)];
  };
  const left = parts(a);
  return parts(b).reduce((order, part, index) => (order === 0 ? part - (left[index] ?? 0) : order), 0);
};

const groupsOf = (registry: Registry): ReadonlyMap<string, readonly string[]> => {
  const groups = new Map<string, Set<string>>(reviews.map((review) => [review.group, new Set(['v1'])]));
  for (const type of registry.types()) {
    const versions = groups.get(type.group) ?? new Set();
    for (const version of type.versions) if (version.served) versions.add(version.name);
    groups.set(type.group, versions);
  }
  return new Map([...groups].map(([group, versions]) => [group, [...versions].sort(byStability)]));
};

const group = (name: string, versions: readonly string[]) => {
  const shown = versions.map((version) => ({ groupVersion: `${name}/${version}`, version }));
  return { name, versions: shown, preferredVersion: shown[0] };
};

const resourceList = (registry: Registry, name: string, version: string) => ({
  kind: 'APIResourceList',
  apiVersion: 'v1',
  groupVersion: apiVersionOf(name, version),
  resources: [
    ...registry
      .types()
      .filter((type) => type.group === name)
      .flatMap((type) => {
        const served = type.versions.find((known) => known.name === version && known.served);
        return served === undefined ? [] : resourcesOf(type, served);
      }),
    ...reviews
      .filter((review) => review.group === name)
      .map((review) => ({
        name: review.plural,
        singularName: review.kind.toLowerCase(),
        namespaced: false,
        kind: review.kind,
        verbs: ['create'],
      })),
  ],
});

/** The discovery document at a path, or undefined when the path is none. */
export const discovery = (registry: Registry, path: string): object | undefined => {
  const groups = groupsOf(registry);
  if (path === '/version') return versionInfo;
  if (path === '/api') return { kind: 'APIVersions', versions: ['v1'], serverAddressByClientCIDRs: [] };
  if (path === '/apis') {
    const named = [...groups].filter(([name]) => name !== '').map(([name, versions]) => group(name, versions));
    return { kind: 'APIGroupList', apiVersion: 'v1', groups: named };
  }
  const [, root, first = '', second, ...rest] = path.split('/');
  if (rest.length > 0) return undefined;
  if (root === 'api' && second === undefined && first === 'v1') return resourceList(registry, '', 'v1');
  const versions = root === 'apis' && first !== '' ? groups.get(first) : undefined;
  if (versions === undefined) return undefined;
  if (second === undefined) return { kind: 'APIGroup', apiVersion: 'v1', ...group(first, versions) };
  return versions.includes(second) ? resourceList(registry, first, second) : undefined;
};
