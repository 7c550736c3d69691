import { versionInfo } from './discovery.ts';
import { apiVersionOf, type Registry, type ServedType } from './registry.ts';

const definitionName = ({ type, version }: ServedType): string =>
  `${type.group === '' ? 'io.k8s.api.core' : type.group.split('.').reverse().join('.')}.${version.name}.${type.kind}`;

const parameter = (name: string) => ({ name, in: 'query', schema: { type: 'string', uniqueItems: true } });
const writing = ['dryRun', 'fieldManager', 'fieldValidation'].map(parameter);

const operation = (served: ServedType, action: string, parameters: readonly object[]) => ({
  'x-kubernetes-action': action,
  'x-kubernetes-group-version-kind': {
    group: served.type.group,
    version: served.version.name,
    kind: served.type.kind,
  },
  parameters,
  responses: { '200': { description: 'OK' } },
});

const pathsOf = (served: ServedType): Readonly<Record<string, object>> => {
  const { type, version } = served;
  const root = type.group === '' ? `/api/${version.name}` : `/apis/${type.group}/${version.name}`;
  const collection = `${root}${type.namespaced ? '/namespaces/{namespace}' : ''}/${type.plural}`;
  const item = {
    get: operation(served, 'get', []),
    put: operation(served, 'put', writing),
    patch: operation(served, 'patch', [...writing, parameter('force')]),
    delete: operation(served, 'delete', []),
  };
  return {
    [collection]: { get: operation(served, 'list', []), post: operation(served, 'post', writing) },
    [`${collection}/{name}`]: item,
  };
};

const servedAt = (registry: Registry, apiVersion: string): readonly ServedType[] =>
  registry
    .types()
    .flatMap((type) =>
      type.versions
        .filter((version) => version.served && apiVersionOf(type.group, version.name) === apiVersion)
        .map((version) => ({ type, version })),
    );

const schemaOf = (served: ServedType): object => ({
  ...served.version.schema(),
  'x-kubernetes-group-version-kind': [
    { group: served.type.group, version: served.version.name, kind: served.type.kind },
  ],
});

/** `/openapi/v3` and the document of each group and version below it; undefined when there is none at the path. */
export const openApi = (registry: Registry, path: string): object | undefined => {
  if (path === '/openapi/v3') {
    const versions = new Set(
      registry
        .types()
        .flatMap((type) =>
          type.versions
            .filter((version) => version.served)
            .map((version) => (type.group === '' ? `api/${version.name}` : `apis/${type.group}/${version.name}`)),
        ),
    );
    return {
      paths: Object.fromEntries([...versions].map((key) => [key, { serverRelativeURL: `/openapi/v3/${key}?hash=0` }])),
    };
  }
  const match = /^\/openapi\/v3\/(?:api\/(v\d\w*)|apis\/([^/]+\/[^/]+))$/.exec(path);
  const served = match === null ? [] : servedAt(registry, match[1] ?? match[2] ?? '');
  if (served.length === 0) return undefined;
  return {
    openapi: '3.0.0',
    info: { title: 'Kubernetes', version: versionInfo.gitVersion },
    paths: Object.assign({}, ...served.map(pathsOf)) as object,
    components: { schemas: Object.fromEntries(served.map((each) => [definitionName(each), schemaOf(each)])) },
  };
};
