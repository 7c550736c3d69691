import type { IncomingMessage } from 'node:http';
import { decodeBody } from './decode.ts';
import type { DeleteOptions, Propagation } from './deletion.ts';
import { jsonOf } from './json-text.ts';
import { list, selection } from './lists.ts';
import { terminateNamespace } from './namespaces.ts';
import { at, type KubeObject, type Tree } from './object.ts';
import { apiVersionOf, type ServedType } from './registry.ts';
import { type Query, type Representation, type ResourcePath, readQuery, representation } from './request.ts';
import type { Reply, ResourceNeeds, ResourceRequest, Resources } from './resource-request.ts';
import { readScale, scalePatch } from './scale.ts';
import * as refusal from './status.ts';
import { type IncludeObject, partial, table } from './tables.ts';
import { streamWatch } from './watch-stream.ts';
import { type Patch, presented, type Target, type WriteOptions } from './write-types.ts';

const patchTypes: Readonly<Record<string, 'json' | 'merge' | 'apply'>> = {
  'application/json-patch+json': 'json',
  'application/merge-patch+json': 'merge',
  'application/strategic-merge-patch+json': 'merge',
  'application/apply-patch+yaml': 'apply',
  'application/apply-patch+json': 'apply',
};

const mediaType = (request: IncomingMessage): string =>
  (request.headers['content-type'] ?? 'application/json').split(';')[0]?.trim() ?? '';

const writeOptions = (request: IncomingMessage, query: Query, path: ResourcePath): WriteOptions => {
  const dryRun = query.text('dryRun');
  if (dryRun !== undefined && dryRun !== 'All') {
    throw new refusal.ApiError(
      422,
      'Invalid',
      `PatchOptions.meta.k8s.io "" is invalid: dryRun: Unsupported value: ["${dryRun}"]: supported values: "All"`,
    );
  }
  const validation = query.text('fieldValidation') ?? 'Warn';
  if (validation !== 'Strict' && validation !== 'Warn' && validation !== 'Ignore') {
    throw new refusal.ApiError(
      422,
      'Invalid',
      `PatchOptions.meta.k8s.io "" is invalid: fieldValidation: Unsupported value: "${validation}": supported values: "Ignore", "Strict", "Warn"`,
    );
  }
  const agent = (request.headers['user-agent'] ?? 'unknown').split('/')[0] ?? 'unknown';
  return {
    manager: query.text('fieldManager') || agent.slice(0, 128),
    subresource: path.subresource,
    dryRun: dryRun === 'All',
    fieldValidation: validation,
    force: query.flag('force'),
  };
};

export const createResources = (needs: ResourceNeeds): Resources => {
  const { storage, registry, writes, deletion, now } = needs;

  const shown = (
    served: ServedType,
    object: KubeObject,
    as: Representation['as'],
    include: IncludeObject,
  ): string | object => {
    if (as === 'partial') return partial(object);
    if (as === 'object') return jsonOf(object);
    const { resourceVersion } = object.metadata;
    return table(served, [object], { now: now(), include, metadata: { resourceVersion }, definitions: true });
  };

  const listReply = (
    served: ServedType,
    { path, query: search }: ResourceRequest,
    as: Representation['as'],
    include: IncludeObject,
  ): Reply => {
    const query = readQuery(search);
    const found = list(storage, served, path.namespace, {
      labelSelector: query.text('labelSelector'),
      fieldSelector: query.text('fieldSelector'),
      limit: query.number('limit'),
      continue: query.text('continue'),
      resourceVersion: query.text('resourceVersion'),
      resourceVersionMatch: query.text('resourceVersionMatch'),
    });
    const metadata = {
      resourceVersion: found.resourceVersion,
      ...(found.continue === undefined ? {} : { continue: found.continue }),
      ...(found.remaining === undefined ? {} : { remainingItemCount: found.remaining }),
    };
    const objects = found.objects.map((object) => presented(object, served));
    if (as === 'table')
      return { status: 200, body: table(served, objects, { now: now(), include, metadata, definitions: true }) };
    if (as === 'partial') {
      return {
        status: 200,
        body: {
          kind: 'PartialObjectMetadataList',
          apiVersion: 'meta.k8s.io/v1',
          metadata,
          items: objects.map(partial),
        },
      };
    }
    const apiVersion = apiVersionOf(served.type.group, served.version.name);
    const head = JSON.stringify({ apiVersion, kind: `${served.type.kind}List`, metadata }).slice(0, -1);
    return { status: 200, body: `${head},"items":[${objects.map(jsonOf).join(',')}]}\n` };
  };

  const deleteOptions = (query: Query, body: string): DeleteOptions => {
    const tree = body.trim() === '' ? {} : decodeBody(body, { yaml: false, duplicates: false }).tree;
    const policy = at(tree, 'propagationPolicy') ?? query.text('propagationPolicy');
    if (policy !== undefined && policy !== 'Background' && policy !== 'Foreground' && policy !== 'Orphan') {
      throw new refusal.ApiError(
        422,
        'Invalid',
        `DeleteOptions.meta.k8s.io "" is invalid: propagationPolicy: Unsupported value: ${JSON.stringify(policy)}: supported values: "Foreground", "Background", "Orphan", "nil"`,
      );
    }
    const orphans = at(tree, 'orphanDependents') === true ? 'Orphan' : undefined;
    const dryRun =
      query.text('dryRun') === 'All' ||
      (Array.isArray(at(tree, 'dryRun')) && (at(tree, 'dryRun') as readonly unknown[]).includes('All'));
    const text = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);
    return {
      propagationPolicy: (policy as Propagation | undefined) ?? orphans,
      preconditions: {
        uid: text(at(tree, 'preconditions', 'uid')),
        resourceVersion: text(at(tree, 'preconditions', 'resourceVersion')),
      },
      dryRun,
    };
  };

  const removeOne = (served: ServedType, target: Target, options: DeleteOptions): Reply => {
    const { type } = served;
    if (type.key === '/Namespace') {
      const live = storage.get(type.key, undefined, target.name);
      if (live === undefined) throw refusal.notFound(type, target.name);
      return { status: 200, body: options.dryRun ? live : terminateNamespace(storage, live, now()) };
    }
    const { object, gone } = deletion.remove(type, target.namespace, target.name, options);
    if (!gone) return { status: 200, body: presented(object, served) };
    const details = {
      name: target.name,
      ...(type.group === '' ? {} : { group: type.group }),
      kind: type.plural,
      uid: object.metadata.uid,
    };
    const { code: _, ...success } = refusal.statusBody(200, '', '', details);
    return { status: 200, body: success };
  };

  const removeAll = (served: ServedType, { path, query: search, body }: ResourceRequest): Reply => {
    const query = readQuery(search);
    const test = selection(served, {
      labelSelector: query.text('labelSelector'),
      fieldSelector: query.text('fieldSelector'),
    });
    const options = deleteOptions(query, body);
    const items = (storage.list(served.type.key, path.namespace) ?? []).filter(test);
    for (const { metadata } of items)
      removeOne(served, { namespace: metadata.namespace, name: metadata.name }, options);
    const apiVersion = apiVersionOf(served.type.group, served.version.name);
    return {
      status: 200,
      body: {
        apiVersion,
        kind: `${served.type.kind}List`,
        metadata: { resourceVersion: String(storage.version()) },
        items,
      },
    };
  };

  const decodePatch = (
    request: ResourceRequest,
    query: Query,
    options: WriteOptions,
  ): { readonly patch: Patch; readonly duplicates: readonly string[] } => {
    const media = mediaType(request.request);
    const kind = patchTypes[media];
    if (kind === undefined) throw refusal.unsupportedMediaType(Object.keys(patchTypes));
    if (kind === 'json') {
      try {
        return { patch: { kind, operations: JSON.parse(request.body) as unknown }, duplicates: [] };
      } catch (error) {
        throw refusal.badRequest(`error decoding patch: ${String(error)}`);
      }
    }
    const { tree, duplicates } = decodeBody(request.body, {
      yaml: kind === 'apply',
      duplicates: options.fieldValidation !== 'Ignore' && kind === 'apply',
    });
    if (kind === 'merge') return { patch: { kind, patch: tree }, duplicates };
    if (!query.text('fieldManager')) {
      throw new refusal.ApiError(
        422,
        'Invalid',
        'PatchOptions.meta.k8s.io "" is invalid: fieldManager: Required value: is required for apply patch',
      );
    }
    return { patch: { kind, configuration: tree }, duplicates };
  };

  const write = (
    served: ServedType,
    request: ResourceRequest,
    as: Representation['as'],
    include: IncludeObject,
  ): Reply => {
    const { path, verb } = request;
    const query = readQuery(request.query);
    const options = writeOptions(request.request, query, path);
    const target: Target = { namespace: path.namespace, name: path.name ?? '' };
    const tree = (): { readonly tree: Tree; readonly duplicates: readonly string[] } => {
      const yaml = mediaType(request.request) === 'application/yaml';
      return decodeBody(request.body, { yaml, duplicates: options.fieldValidation === 'Strict' });
    };
    const run = () => {
      if (verb === 'patch') {
        const { patch, duplicates } = decodePatch(request, query, options);
        return writes.patch(served, target, patch, { ...options, duplicates });
      }
      const body = tree();
      const all = { ...options, duplicates: body.duplicates };
      return verb === 'create'
        ? writes.create(served, path.namespace, body.tree, all)
        : writes.update(served, target, body.tree, all);
    };
    const { object, created, warnings } = run();
    const headers =
      warnings.length === 0
        ? {}
        : { headers: { warning: warnings.map((warning) => `299 - ${JSON.stringify(warning)}`).join(', ') } };
    return { status: created ? 201 : 200, body: shown(served, object, as, include), ...headers };
  };

  const read = (served: ServedType, path: ResourcePath): KubeObject => {
    const object = storage.get(served.type.key, path.namespace, path.name ?? '');
    if (object === undefined) throw refusal.notFound(served.type, path.name ?? '');
    return presented(object, served);
  };

  const scale = (served: ServedType, request: ResourceRequest): Reply => {
    const object = read(served, request.path);
    if (request.verb === 'get') return { status: 200, body: readScale(served, object) };
    const query = readQuery(request.query);
    const { subresource: _, ...options } = writeOptions(request.request, query, request.path);
    const patch = scalePatch(served, object, request.verb, request.body);
    const target = { namespace: request.path.namespace, name: object.metadata.name };
    const { object: next } = writes.patch(served, target, { kind: 'merge', patch }, options);
    return { status: 200, body: readScale(served, next) };
  };

  return (request) => {
    const { path, verb } = request;
    const served = registry.byPlural(path.group, path.version, path.resource);
    if (served === undefined || (path.namespace !== undefined && !served.type.namespaced)) throw refusal.pathNotFound();
    const bare = path.namespace === undefined && served.type.namespaced;
    if (bare && verb !== 'list' && verb !== 'watch')
      throw verb === 'create' ? refusal.methodNotAllowed() : refusal.pathNotFound();
    if (path.subresource === 'scale' && served.version.scale !== undefined) return scale(served, request);
    if (path.subresource !== undefined && !(path.subresource === 'status' && served.version.status))
      throw refusal.pathNotFound();
    const { as } = representation(request.request.headers.accept ?? '*/*');
    const include = (readQuery(request.query).text('includeObject') ?? 'Metadata') as IncludeObject;
    switch (verb) {
      case 'get':
        return { status: 200, body: shown(served, read(served, path), as, include) };
      case 'list':
        return listReply(served, request, as, include);
      case 'watch':
        streamWatch(needs, served, request, as, include);
        return undefined;
      case 'create':
      case 'update':
      case 'patch':
        return write(served, request, as, include);
      case 'delete':
        return removeOne(
          served,
          { namespace: path.namespace, name: path.name ?? '' },
          deleteOptions(readQuery(request.query), request.body),
        );
      case 'deletecollection':
        return removeAll(served, request);
      default:
        throw refusal.methodNotAllowed();
    }
  };
};
