import type { FluxCondition, ObservedKustomization, ObservedSource } from '../../domain/gitops/flux/objects.ts';
import { instant } from './instant.ts';
import { intern } from './intern.ts';
import { at, count, type Json, list, record, text } from './json.ts';

const word = (value: unknown): string => intern(text(value) ?? '');
const nothing: ReadonlySet<string> = new Set();

type Given<T> = { readonly [K in keyof T]: T[K] | undefined };
/** The members that have a value. */
function given<T extends object>(members: Given<T>): Partial<T> {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined)) as Partial<T>;
}

function decodeConditions(status: Json): readonly FluxCondition[] {
  return list(status.conditions).flatMap((condition) => {
    const type = text(at(condition, 'type'));
    if (type === undefined) return [];
    const since = instant(at(condition, 'lastTransitionTime'));
    return [
      {
        type: intern(type),
        status: word(at(condition, 'status')),
        reason: word(at(condition, 'reason')),
        message: text(at(condition, 'message')) ?? '',
        ...(since === undefined ? {} : { since }),
      },
    ];
  });
}

/** What all objects of Flux have; `undefined` when it has no name or UID. */
function decodeCommon(value: unknown) {
  const raw = record(value);
  const metadata = record(raw?.metadata);
  const name = text(metadata?.name);
  const uid = text(metadata?.uid);
  if (raw === undefined || metadata === undefined || name === undefined || uid === undefined) return undefined;
  const spec = record(raw.spec) ?? {};
  const status = record(raw.status) ?? {};
  const common = {
    namespace: word(metadata.namespace),
    name,
    uid,
    generation: count(metadata.generation) ?? 0,
    suspended: spec.suspend === true,
    conditions: decodeConditions(status),
    ...given({
      deletingSince: instant(metadata.deletionTimestamp),
      observedGeneration: count(status.observedGeneration),
    }),
  };
  return { common, spec, status };
}

/** A Flux source of one kind, cut down to what Sync reads; `undefined` when it has no name or UID. */
export function decodeSource(kind: ObservedSource['kind'], value: unknown): ObservedSource | undefined {
  const decoded = decodeCommon(value);
  if (decoded === undefined) return undefined;
  const { common, spec, status } = decoded;
  const ref = (key: string) => text(at(spec, 'ref', key));
  return {
    kind,
    ...common,
    url: word(spec.url),
    ref: given({
      branch: ref('branch'),
      tag: ref('tag'),
      semver: ref('semver'),
      name: ref('name'),
      commit: ref('commit'),
    }),
    ...given({ artifact: decodeArtifact(record(status.artifact)) }),
  };
}

function decodeArtifact(artifact: Json | undefined): ObservedSource['artifact'] {
  const revision = text(artifact?.revision);
  if (revision === undefined) return undefined;
  const note = (key: string) => text(at(artifact, 'metadata', `org.opencontainers.image.${key}`));
  const [url, from] = [note('source'), note('revision')];
  return { revision, ...(url === undefined || from === undefined ? {} : { origin: { url, revision: from } }) };
}

/** A Flux Kustomization, cut down to what Sync reads; `undefined` when it has no name or UID. */
export function decodeKustomization(value: unknown): ObservedKustomization | undefined {
  const decoded = decodeCommon(value);
  if (decoded === undefined) return undefined;
  const { common, spec, status } = decoded;
  const entries = list(at(status, 'inventory', 'entries')).flatMap((entry) => text(at(entry, 'id')) ?? []);
  return {
    ...common,
    source: {
      kind: word(at(spec, 'sourceRef', 'kind')),
      namespace: text(at(spec, 'sourceRef', 'namespace')) ?? common.namespace,
      name: word(at(spec, 'sourceRef', 'name')),
    },
    path: text(spec.path) ?? '',
    remote: record(spec.kubeConfig) !== undefined,
    wait: spec.wait === true,
    inventory: entries.length === 0 ? nothing : new Set(entries),
    ...given({
      targetNamespace: text(spec.targetNamespace),
      appliedRevision: text(status.lastAppliedRevision),
      appliedOrigin: text(status.lastAppliedOriginRevision),
      attemptedRevision: text(status.lastAttemptedRevision),
    }),
  };
}
