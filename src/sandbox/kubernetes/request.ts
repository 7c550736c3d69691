import type { Attributes } from './access.ts';

export interface ResourcePath {
  readonly group: string;
  readonly version: string;
  readonly resource: string;
  readonly namespace?: string;
  readonly name?: string;
  readonly subresource?: string;
}

/** Reads `/api/v1/…` and `/apis/GROUP/VERSION/…`; undefined for anything else. */
export const resourcePath = (pathname: string): ResourcePath | undefined => {
  const parts = pathname.split('/').slice(1).map(decodeURIComponent);
  const core = parts[0] === 'api';
  if (!core && parts[0] !== 'apis') return undefined;
  const [group = '', version = ''] = core ? ['', parts[1]] : [parts[1], parts[2]];
  const rest = parts.slice(core ? 2 : 3).filter((part) => part !== '');
  const scoped =
    rest[0] === 'namespaces' &&
    rest.length >= 3 &&
    !(core && rest.length === 3 && (rest[2] === 'status' || rest[2] === 'finalize'));
  const [resource, name, subresource] = scoped ? rest.slice(2) : rest;
  if (resource === undefined || version === '') return undefined;
  return {
    group,
    version,
    resource,
    ...(scoped && rest[1] !== undefined ? { namespace: rest[1] } : {}),
    ...(name === undefined ? {} : { name }),
    ...(subresource === undefined ? {} : { subresource }),
  };
};

const isTrue = (value: string | null): boolean => value === 'true' || value === '1';

export const verbOf = (method: string, path: ResourcePath, query: URLSearchParams): string => {
  if (method === 'GET' || method === 'HEAD') {
    if (path.name !== undefined) return 'get';
    return isTrue(query.get('watch')) ? 'watch' : 'list';
  }
  if (method === 'DELETE') return path.name === undefined ? 'deletecollection' : 'delete';
  return method === 'POST'
    ? 'create'
    : method === 'PUT'
      ? 'update'
      : method === 'PATCH'
        ? 'patch'
        : method.toLowerCase();
};

export const attributesOf = (verb: string, path: ResourcePath): Attributes => ({
  verb,
  group: path.group,
  resource: path.resource,
  subresource: path.subresource,
  namespace: path.namespace,
  name: path.name,
});

export interface Representation {
  readonly as: 'object' | 'table' | 'partial';
}

/** Which of the offered representations the client prefers, by order in `Accept`. */
export const representation = (accept: string): Representation => {
  for (const range of accept.split(',')) {
    const [media, ...parameters] = range.split(';').map((part) => part.trim());
    if (media !== 'application/json' && media !== '*/*') continue;
    const as = parameters.find((parameter) => parameter.startsWith('as='))?.slice(3);
    if (as === undefined) return { as: 'object' };
    if (!parameters.includes('v=v1')) continue;
    if (as === 'Table') return { as: 'table' };
    if (as === 'PartialObjectMetadata' || as === 'PartialObjectMetadataList') return { as: 'partial' };
  }
  return { as: 'object' };
};

export interface Query {
  readonly text: (name: string) => string | undefined;
  readonly number: (name: string) => number | undefined;
  readonly flag: (name: string) => boolean;
}

export const readQuery = (query: URLSearchParams): Query => ({
  text: (name) => query.get(name) ?? undefined,
  number: (name) => {
    const value = query.get(name);
    return value === null || value === '' || Number.isNaN(Number(value)) ? undefined : Number(value);
  },
  flag: (name) => isTrue(query.get(name)),
});
