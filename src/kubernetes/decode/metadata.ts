import type { ObservedObject } from '../../domain/health/objects.ts';
import { intern, pool } from './intern.ts';
import { record, text, texts } from './json.ts';

type Labels = Readonly<Record<string, string>>;
type Owners = ObservedObject['owners'];

const nothing: Labels = {};
const nobody: Owners = [];
const noFinalizers: readonly string[] = [];

const maps = pool<Labels>();
const ownerLists = pool<Owners>();
const finalizerLists = pool<readonly string[]>();

/** The group of an `apiVersion`; the core group is ''. */
export function groupOf(apiVersion: string): string {
  const slash = apiVersion.indexOf('/');
  return slash < 0 ? '' : apiVersion.slice(0, slash);
}

/** The string members of a map for which `keep` says yes. */
export function decodeMap(value: unknown, keep: (key: string, value: string) => boolean): Labels {
  const raw = record(value);
  if (raw === undefined) return nothing;
  let signature = '';
  for (const key in raw) {
    const item = raw[key];
    if (typeof item === 'string' && keep(key, item)) signature += `${key}\n${item}\n`;
  }
  if (signature === '') return nothing;
  return maps.share(signature, () => {
    const kept: Record<string, string> = {};
    for (const [key, item] of Object.entries(raw)) if (typeof item === 'string' && keep(key, item)) kept[key] = item;
    return kept;
  });
}

const engines = ['argocd.argoproj.io/', 'kustomize.toolkit.fluxcd.io/', 'helm.toolkit.fluxcd.io/'];

const ownDomain = (key: string): boolean => key.includes('clusterops');

/** Whether the key's domain is that of Cluster API or below it. The control plane's holds whole configurations. */
const capiDomain = (key: string): boolean => {
  const end = key.indexOf('/');
  return end >= 16 && key.startsWith('cluster.x-k8s.io', end - 16) && !key.startsWith('controlplane.');
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

export function decodeOwners(value: unknown): Owners {
  if (!Array.isArray(value) || value.length === 0) return nobody;
  const owners: Owners[number][] = [];
  for (const item of value) {
    const raw = record(item);
    const [apiVersion, kind, name] = [text(raw?.apiVersion), text(raw?.kind), text(raw?.name)];
    if (apiVersion === undefined || kind === undefined || name === undefined) continue;
    const uid = text(raw?.uid) ?? '';
    owners.push({ group: groupOf(apiVersion), kind, name, uid, controller: raw?.controller === true });
  }
  if (owners.length === 0) return nobody;
  const signature = owners.map((owner) => Object.values(owner).join('\n')).join('\n');
  return ownerLists.share(signature, () => owners);
}

export function decodeFinalizers(value: unknown): readonly string[] {
  const finalizers = texts(value);
  if (finalizers.length === 0) return noFinalizers;
  return finalizerLists.share(finalizers.join('\n'), () => finalizers.map(intern));
}
