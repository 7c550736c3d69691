import type { KubeObject } from './object.ts';
import type { ServedType } from './registry.ts';
import { fieldSelector, labelSelector, type Test } from './selectors.ts';
import { ApiError, badRequest, expired } from './status.ts';
import type { Storage } from './storage.ts';

export interface ListQuery {
  readonly labelSelector?: string | undefined;
  readonly fieldSelector?: string | undefined;
  readonly limit?: number | undefined;
  readonly continue?: string | undefined;
  readonly resourceVersion?: string | undefined;
  readonly resourceVersionMatch?: string | undefined;
}

export interface Listed {
  readonly objects: readonly KubeObject[];
  readonly resourceVersion: string;
  readonly continue?: string;
  readonly remaining?: number;
}

export const selection = (served: ServedType, query: ListQuery): Test => {
  const tests = [
    ...(query.labelSelector ? [labelSelector(query.labelSelector)] : []),
    ...(query.fieldSelector ? [fieldSelector(query.fieldSelector, served.type.selectable)] : []),
  ];
  return (object) => tests.every((test) => test(object));
};

interface Token {
  readonly rv: number;
  readonly start: string;
}

const encode = (token: Token): string =>
  Buffer.from(JSON.stringify({ v: 'meta.k8s.io/v1', ...token })).toString('base64url');

const decode = (text: string): Token => {
  try {
    const token = JSON.parse(Buffer.from(text, 'base64url').toString()) as Partial<Token>;
    if (typeof token.rv === 'number' && typeof token.start === 'string') return { rv: token.rv, start: token.start };
  } catch {
    // Answered below.
  }
  throw badRequest('continue key is not valid: illegal base64 data');
};

const keyOf = ({ metadata }: KubeObject): string => `${metadata.namespace ?? ''}/${metadata.name}`;

/** Where the objects at or after a key begin in a sorted list. */
const firstFrom = (objects: readonly KubeObject[], start: string): number => {
  let low = 0;
  let high = objects.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const object = objects[middle];
    if (object !== undefined && keyOf(object) < start) low = middle + 1;
    else high = middle;
  }
  return low;
};

const tooLarge = (wanted: number, current: number): ApiError =>
  new ApiError(504, 'Timeout', `Too large resource version: ${wanted}, current: ${current}`, {
    causes: [{ reason: 'ResourceVersionTooLarge', message: 'Too large resource version' }],
    retryAfterSeconds: 1,
  });

const tooOld =
  'The provided continue parameter is too old to display a consistent list result. You can start a new list without the continue parameter, or use the continue token in this response to retrieve the remainder of the results. Continuing with the provided token results in an inconsistent list - objects that were created, modified, or deleted between the time the first chunk was returned and now may show up in the list.';

/** The version that a list is read at; undefined: now. */
const versionOf = (storage: Storage, query: ListQuery): number | undefined => {
  if (query.resourceVersionMatch !== undefined && !query.resourceVersion) {
    throw new ApiError(
      422,
      'Invalid',
      'ListOptions.meta.k8s.io "" is invalid: resourceVersionMatch: Forbidden: resourceVersionMatch is forbidden unless resourceVersion is provided',
    );
  }
  const wanted = Number(query.resourceVersion || '0');
  if (!Number.isInteger(wanted) || wanted < 0)
    throw badRequest(`Invalid value: "${query.resourceVersion}": resourceVersion`);
  if (wanted > storage.version()) throw tooLarge(wanted, storage.version());
  return query.resourceVersionMatch === 'Exact' ? wanted : undefined;
};

/** A page of a list: consistent over its pages at the version of the first one, until the history is compacted. */
export const list = (storage: Storage, served: ServedType, namespace: string | undefined, query: ListQuery): Listed => {
  const token = query.continue ? decode(query.continue) : undefined;
  const version = token?.rv ?? versionOf(storage, query);
  const found = storage.list(served.type.key, namespace, version);
  if (found === undefined)
    throw expired(token === undefined ? `The resourceVersion for the provided list is too old.` : tooOld);
  const matching = query.labelSelector || query.fieldSelector ? found.filter(selection(served, query)) : found;
  const rest = token === undefined ? matching : matching.slice(firstFrom(matching, token.start));
  const limit = query.limit ?? 0;
  const at = version ?? storage.version();
  const next = limit > 0 ? rest[limit] : undefined;
  if (next === undefined) return { objects: rest, resourceVersion: String(at) };
  return {
    objects: rest.slice(0, limit),
    resourceVersion: String(at),
    continue: encode({ rv: at, start: keyOf(next) }),
    ...(query.labelSelector || query.fieldSelector ? {} : { remaining: rest.length - limit }),
  };
};
