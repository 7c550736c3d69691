import type { ObservedApplication } from '../../domain/gitops/application.ts';
import { instant } from './instant.ts';
import { intern } from './intern.ts';
import { at, count, type Json, list, record, text, texts } from './json.ts';
import { decodeFinalizers, decodeMap } from './metadata.ts';

type Mutable<T> = { -readonly [K in keyof T]: T[K] };
const empty: Json = {};
const word = (value: unknown): string => intern(text(value) ?? '');

function decodeSources(spec: Json): ObservedApplication['sources'] {
  const several = list(spec.sources);
  const sources = several.length > 0 ? several : spec.source === undefined ? [] : [spec.source];
  return sources.map((source) => {
    const path = text(at(source, 'path'));
    const targetRevision = text(at(source, 'targetRevision')) ?? 'HEAD';
    return { repoUrl: word(at(source, 'repoURL')), ...(path === undefined ? {} : { path }), targetRevision };
  });
}

/** One revision, or those of all sources; never both, because Argo CD fills one of the two. */
function decodeRevisions(holder: unknown): readonly string[] {
  const several = texts(at(holder, 'revisions')).filter((revision) => revision !== '');
  if (several.length > 0) return several;
  const one = text(at(holder, 'revision'));
  return one === undefined ? [] : [one];
}

function decodeOperation(state: Json): NonNullable<ObservedApplication['operation']> {
  const startedAt = instant(state.startedAt);
  const finishedAt = instant(state.finishedAt);
  return {
    phase: word(state.phase),
    message: text(state.message) ?? '',
    retryCount: count(state.retryCount) ?? 0,
    revisions: decodeRevisions(state.syncResult),
    ...(startedAt === undefined ? {} : { startedAt }),
    ...(finishedAt === undefined ? {} : { finishedAt }),
    results: list(at(state, 'syncResult', 'resources')).map((result) => ({
      kind: word(at(result, 'kind')),
      namespace: word(at(result, 'namespace')),
      name: text(at(result, 'name')) ?? '',
      status: word(at(result, 'status')),
      message: intern(text(at(result, 'message')) ?? ''),
    })),
  };
}

/** How Argo CD, which reads Applications of its own cluster, reaches that cluster itself. */
const ownAddress = /^https:\/\/kubernetes\.default(\.svc(\.[a-z0-9.-]+)?)?(:443)?\/?$/;

/** What it calls that cluster, until somebody gives it another name in a Secret that nobody reads here. */
const ownName = 'in-cluster';

const withoutSlash = (address: string) => address.replace(/\/$/, '');

/** The name or address of the cluster that it applies to, unless that is known to be the one that Argo CD is in. */
function decodeRemote(spec: Json, own: readonly string[]): string | undefined {
  const server = text(at(spec, 'destination', 'server')) ?? '';
  const destination = server === '' ? (text(at(spec, 'destination', 'name')) ?? '') : server;
  const isOwn =
    destination === '' ||
    (server === '' ? destination === ownName : ownAddress.test(server)) ||
    own.some((each) => withoutSlash(each) === withoutSlash(destination));
  return isOwn ? undefined : intern(destination);
}

/**
 * An Argo CD Application, cut down to what Sync reads; `undefined` when it has no name or UID. `own`: names and addresses by which
 * Argo CD knows the cluster that it is in, beside those that it gives by itself.
 */
export function decodeApplication(value: unknown, own: readonly string[]): ObservedApplication | undefined {
  const raw = record(value);
  const metadata = record(raw?.metadata);
  const name = text(metadata?.name);
  const uid = text(metadata?.uid);
  if (raw === undefined || metadata === undefined || name === undefined || uid === undefined) return undefined;
  const spec = record(raw.spec) ?? empty;
  const status = record(raw.status) ?? empty;
  const automated = record(at(spec, 'syncPolicy', 'automated'));
  const healthSince = instant(at(status, 'health', 'lastTransitionTime'));
  const application: Mutable<ObservedApplication> = {
    namespace: word(metadata.namespace),
    name,
    uid,
    finalizers: decodeFinalizers(metadata.finalizers),
    labels: decodeMap(metadata.labels, (_, label) => label.length <= 63),
    annotations: decodeMap(metadata.annotations, (key, note) => note.length <= 4096 && !key.startsWith('kubectl.')),
    project: text(spec.project) ?? 'default',
    sources: decodeSources(spec),
    destinationNamespace: word(at(spec, 'destination', 'namespace')),
    // Since 3.0 `enabled: false` keeps the block and turns automation off.
    automated: automated !== undefined && automated.enabled !== false,
    sync: { status: text(at(status, 'sync', 'status')) ?? 'Unknown', revisions: decodeRevisions(status.sync) },
    health: {
      status: text(at(status, 'health', 'status')) ?? 'Unknown',
      ...(healthSince === undefined ? {} : { since: healthSince }),
    },
    conditions: list(status.conditions).flatMap((condition) => {
      const type = text(at(condition, 'type'));
      return type === undefined ? [] : [{ type, message: text(at(condition, 'message')) ?? '' }];
    }),
    resources: list(status.resources).map((resource) => ({
      group: word(at(resource, 'group')),
      kind: word(at(resource, 'kind')),
      namespace: word(at(resource, 'namespace')),
      name: text(at(resource, 'name')) ?? '',
      status: word(at(resource, 'status')),
      requiresPruning: at(resource, 'requiresPruning') === true,
    })),
  };
  const remote = decodeRemote(spec, own);
  if (remote !== undefined) application.remote = remote;
  const deletingSince = instant(metadata.deletionTimestamp);
  if (deletingSince !== undefined) application.deletingSince = deletingSince;
  const operation = record(status.operationState);
  if (operation !== undefined) application.operation = decodeOperation(operation);
  const reconciledAt = instant(status.reconciledAt);
  if (reconciledAt !== undefined) application.reconciledAt = reconciledAt;
  return application;
}
