import type { ObservedObject } from '../../domain/health/objects.ts';
import { instant } from './instant.ts';
import { intern } from './intern.ts';
import { at, type Json, list, record, text, texts } from './json.ts';

const nothing: Readonly<Record<string, string>> = {};
const nobody: ObservedObject['owners'] = [];
const noFinalizers: readonly string[] = [];

/** The group of an `apiVersion`; the core group is ''. */
export function groupOf(apiVersion: string): string {
  const slash = apiVersion.indexOf('/');
  return slash < 0 ? '' : intern(apiVersion.slice(0, slash));
}

/** The string members of a map for which `keep` says yes. */
export function decodeMap(
  value: unknown,
  keep: (key: string, value: string) => boolean,
): Readonly<Record<string, string>> {
  const raw = record(value);
  if (raw === undefined) return nothing;
  let kept: Record<string, string> | undefined;
  for (const key in raw) {
    const item = raw[key];
    if (typeof item !== 'string' || !keep(key, item)) continue;
    kept ??= {};
    kept[key] = item.length <= 64 ? intern(item) : item;
  }
  return kept ?? nothing;
}

const engines = ['argocd.argoproj.io/', 'kustomize.toolkit.fluxcd.io/', 'helm.toolkit.fluxcd.io/'];

const ownDomain = (key: string): boolean => key.includes('clusterops');
const capiDomain = (key: string): boolean => {
  const slash = key.indexOf('/');
  const end = slash < 0 ? key.length : slash;
  return key.startsWith('cluster.x-k8s.io', end - 16) && !key.startsWith('controlplane.');
};

/** A Cluster keeps every label, because selectors read them; its members only those of Cluster API and of this bot. */
export const keepLabel = (onCluster: boolean) => (key: string, value: string) =>
  value.length <= 63 && (onCluster || capiDomain(key) || ownDomain(key));

/** What this bot, Cluster API and the engines wrote; nothing as long as a whole manifest. */
export const keepAnnotation = (onCluster: boolean) => (key: string, value: string) => {
  if (ownDomain(key)) return value.length <= 4096;
  if (capiDomain(key) || engines.some((prefix) => key.startsWith(prefix))) return value.length <= 512;
  return onCluster && value.length <= 128;
};

export function decodeOwners(value: unknown): ObservedObject['owners'] {
  const owners = list(value).flatMap((item) => {
    const [apiVersion, kind, name, uid] = ['apiVersion', 'kind', 'name', 'uid'].map((key) => text(at(item, key)));
    if (apiVersion === undefined || kind === undefined || name === undefined) return [];
    const controller = at(item, 'controller') === true;
    return [{ group: groupOf(apiVersion), kind: intern(kind), name: intern(name), uid: intern(uid ?? ''), controller }];
  });
  return owners.length === 0 ? nobody : owners;
}

export interface Identity {
  readonly namespace: string;
  readonly name: string;
  readonly uid: string;
  readonly createdAt: number;
  readonly deletingSince?: number;
  readonly finalizers: readonly string[];
}

/** What every object has; `undefined` when it has no name or UID. */
export function decodeIdentity(metadata: Json): Identity | undefined {
  const name = text(metadata.name);
  const uid = text(metadata.uid);
  if (name === undefined || uid === undefined) return undefined;
  const deletingSince = instant(metadata.deletionTimestamp);
  const finalizers = texts(metadata.finalizers).map(intern);
  return {
    namespace: intern(text(metadata.namespace) ?? ''),
    name,
    uid,
    createdAt: instant(metadata.creationTimestamp) ?? 0,
    ...(deletingSince === undefined ? {} : { deletingSince }),
    finalizers: finalizers.length === 0 ? noFinalizers : finalizers,
  };
}
