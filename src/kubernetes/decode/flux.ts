import type {
  FluxCondition,
  ObservedHelmChart,
  ObservedHelmRelease,
  ObservedKustomization,
  ObservedSource,
} from '../../domain/gitops/flux/objects.ts';
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
  return {
    ...common,
    source: decodeReference(record(spec.sourceRef), common.namespace),
    path: text(spec.path) ?? '',
    remote: record(spec.kubeConfig) !== undefined,
    wait: spec.wait === true,
    inventory: decodeInventory(status),
    ...given({
      targetNamespace: text(spec.targetNamespace),
      appliedRevision: text(status.lastAppliedRevision),
      appliedOrigin: text(status.lastAppliedOriginRevision),
      attemptedRevision: text(status.lastAttemptedRevision),
    }),
  };
}

function decodeReference(reference: Json | undefined, namespace: string): ObservedKustomization['source'] {
  return {
    kind: word(reference?.kind),
    namespace: intern(text(reference?.namespace) ?? namespace),
    name: word(reference?.name),
  };
}

function decodeInventory(status: Json): ReadonlySet<string> {
  const entries = list(at(status, 'inventory', 'entries')).flatMap((entry) => text(at(entry, 'id')) ?? []);
  return entries.length === 0 ? nothing : new Set(entries);
}

/** A Flux HelmRelease, cut down to what Sync reads; `undefined` when it has no name or UID. */
export function decodeHelmRelease(value: unknown): ObservedHelmRelease | undefined {
  const decoded = decodeCommon(value);
  if (decoded === undefined) return undefined;
  const { common, spec, status } = decoded;
  const chart = record(at(spec, 'chart', 'spec'));
  const history = list(status.history).flatMap((entry) => {
    const chartVersion = text(at(entry, 'chartVersion'));
    if (chartVersion === undefined) return [];
    return [{ chartVersion, status: word(at(entry, 'status')), version: count(at(entry, 'version')) ?? 0 }];
  });
  return {
    ...common,
    remote: record(spec.kubeConfig) !== undefined,
    history,
    inventory: decodeInventory(status),
    ...given({
      chart: chart && {
        source: decodeReference(record(chart.sourceRef), common.namespace),
        path: text(chart.chart) ?? '',
        byRevision: chart.reconcileStrategy === 'Revision',
      },
      chartObject: text(status.helmChart),
      targetNamespace: text(spec.targetNamespace),
      attemptedRevision: text(status.lastAttemptedRevision),
      attemptedGeneration: count(status.lastAttemptedGeneration),
    }),
  };
}

/** A Flux HelmChart, cut down to what Sync reads; `undefined` when it has no name or UID. */
export function decodeHelmChart(value: unknown): ObservedHelmChart | undefined {
  const decoded = decodeCommon(value);
  if (decoded === undefined) return undefined;
  const { common, status } = decoded;
  return {
    ...common,
    ...given({
      version: text(at(status, 'artifact', 'revision')),
      sourceRevision: text(status.observedSourceArtifactRevision),
    }),
  };
}
