import { isTree, same } from './object.ts';
import { ApiError, badRequest } from './status.ts';

/** RFC 7386. */
export const mergePatch = (target: unknown, patch: unknown): unknown => {
  if (!isTree(patch)) return patch;
  const result: Record<string, unknown> = isTree(target) ? { ...target } : {};
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) delete result[key];
    else result[key] = mergePatch(result[key], value);
  }
  return result;
};

const refused = (message: string): ApiError =>
  new ApiError(422, 'Invalid', 'the server rejected our request due to an error in our request', {
    causes: [{ reason: 'UnexpectedServerResponse', message }],
  });

const pointer = (path: string): readonly string[] =>
  path === ''
    ? []
    : path
        .slice(1)
        .split('/')
        .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'));

const read = (value: unknown, path: readonly string[]): unknown =>
  path.reduce<unknown>((inner, key) => {
    if (Array.isArray(inner)) return inner[Number(key)];
    return isTree(inner) ? inner[key] : undefined;
  }, value);

type Change = (container: unknown, key: string) => unknown;

/** Rebuilds the containers on the way to the last part of a path, where `change` makes the new container. */
const rebuild = (value: unknown, path: readonly string[], change: Change): unknown => {
  const [key, ...rest] = path;
  if (key === undefined) throw refused('the path must not be empty');
  if (rest.length === 0) return change(value, key);
  if (Array.isArray(value)) {
    const index = Number(key);
    if (!(index in value)) throw refused(`index ${key} is out of range`);
    return value.with(index, rebuild(value[index], rest, change));
  }
  if (!isTree(value) || value[key] === undefined) throw refused(`doc is missing path: /${path.join('/')}`);
  return { ...value, [key]: rebuild(value[key], rest, change) };
};

const added =
  (path: readonly string[], value: unknown): Change =>
  (container, key) => {
    if (Array.isArray(container)) {
      const index = key === '-' ? container.length : Number(key);
      if (!Number.isInteger(index) || index < 0 || index > container.length)
        throw refused(`index ${key} is out of range`);
      return container.toSpliced(index, 0, value);
    }
    if (!isTree(container)) throw refused(`add operation does not apply: doc is missing path: "/${path.join('/')}"`);
    return { ...container, [key]: value };
  };

const removed =
  (path: readonly string[]): Change =>
  (container, key) => {
    if (Array.isArray(container) && Number(key) in container) return container.toSpliced(Number(key), 1);
    if (isTree(container) && container[key] !== undefined) {
      const { [key]: _, ...rest } = container;
      return rest;
    }
    throw refused(`remove operation does not apply: doc is missing path: "/${path.join('/')}": missing value`);
  };

interface Step {
  readonly op?: unknown;
  readonly path?: unknown;
  readonly from?: unknown;
  readonly value?: unknown;
}

const step = (document: unknown, { op, path, from, value }: Step): unknown => {
  if (typeof path !== 'string') throw refused('an operation has no path');
  const to = pointer(path);
  const source = typeof from === 'string' ? pointer(from) : [];
  switch (op) {
    case 'add':
      return to.length === 0 ? value : rebuild(document, to, added(to, value));
    case 'remove':
      return rebuild(document, to, removed(to));
    case 'replace':
      return to.length === 0 ? value : rebuild(rebuild(document, to, removed(to)), to, added(to, value));
    case 'move':
      return rebuild(rebuild(document, source, removed(source)), to, added(to, read(document, source)));
    case 'copy':
      return rebuild(document, to, added(to, read(document, source)));
    case 'test':
      if (!same(read(document, to) ?? null, value ?? null)) throw refused(`testing value ${path} failed`);
      return document;
    default:
      throw refused(`unknown operation ${JSON.stringify(op)}`);
  }
};

/** RFC 6902; a failing test or a missing path refuses the whole patch. */
export const jsonPatch = (document: unknown, patch: unknown): unknown => {
  if (!Array.isArray(patch)) throw badRequest('a JSON patch is a list of operations');
  return (patch as readonly Step[]).reduce<unknown>(step, document);
};
