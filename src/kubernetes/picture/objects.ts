import type { ClusterObjects, ObservedObject, Reference } from '../../domain/health/objects.ts';
import { decodeObject, type Kind } from '../decode/object.ts';
import { type Collection, collection } from './collection.ts';
import { claimedCluster, decodeSelector, isCluster, type Selector, selects } from './membership.ts';
import type { Notices } from './notices.ts';

interface Entry {
  readonly object: ObservedObject;
  /** The cluster that it says it belongs to. */
  readonly claim: string | undefined;
  readonly selector: Selector | undefined;
}

/** All objects of Cluster API, its providers and its add-ons that are seen, by the cluster that they belong to. */
export interface ObjectIndex {
  open(kind: Kind): Collection<unknown>;
  cluster(namespace: string, name: string): ClusterObjects | undefined;
  clusters(namespace?: string): readonly ObservedObject[];
  size(): number;
}

/** Owner chains in Cluster API are four long (machine, set, deployment, cluster); a loop of owners must end too. */
const longestChain = 6;

const kindKey = (of: { readonly group: string; readonly kind: string }): string => `${of.group}/${of.kind}`;
const place = (namespace: string, name: string): string => `${namespace}/${name}`;

export function objectIndex(notices: Notices): ObjectIndex {
  const collections = new Map<string, Set<Collection<Entry>>>();
  const members = new Map<string, Set<Entry>>();
  /** Those that do not say where they belong: they are found by owner, by reference or by selector. */
  const unclaimed = new Map<string, Set<Entry>>();
  /** What Clusters refer to, and who refers to it. */
  const referrers = new Map<string, string>();

  const lookUp = (namespace: string, of: Reference): Entry | undefined => {
    for (const known of collections.get(kindKey(of)) ?? []) {
      const entry = known.get(namespace, of.name);
      if (entry !== undefined) return entry;
    }
    return undefined;
  };

  function clusterOf(entry: Entry, depth = 0): string | undefined {
    const { object } = entry;
    const direct = entry.claim ?? referrers.get(`${kindKey(object)}/${place(object.namespace, object.name)}`);
    if (direct !== undefined || depth >= longestChain) return direct;
    for (const owner of object.owners) {
      const parent = lookUp(object.namespace, owner);
      const found = parent === undefined ? undefined : clusterOf(parent, depth + 1);
      if (found !== undefined) return found;
    }
    return undefined;
  }

  function shelfOf(entry: Entry): readonly [Map<string, Set<Entry>>, string] {
    const { namespace } = entry.object;
    return entry.claim === undefined ? [unclaimed, namespace] : [members, place(namespace, entry.claim)];
  }

  function shelve(entry: Entry): void {
    const [shelf, key] = shelfOf(entry);
    const set = shelf.get(key);
    if (set === undefined) shelf.set(key, new Set([entry]));
    else set.add(entry);
  }

  function unshelve(entry: Entry): void {
    const [shelf, key] = shelfOf(entry);
    const set = shelf.get(key);
    set?.delete(entry);
    if (set?.size === 0) shelf.delete(key);
  }

  function referencesOf({ object }: Entry): readonly string[] {
    if (!isCluster(object)) return [];
    const targets = [object.infrastructure, object.controlPlane].filter((target) => target !== undefined);
    return targets.map((target) => `${kindKey(target)}/${place(object.namespace, target.name)}`);
  }

  function notice(entry: Entry): void {
    const { namespace } = entry.object;
    const cluster = clusterOf(entry);
    if (cluster !== undefined) notices.cluster(namespace, cluster);
    const { selector } = entry;
    if (selector === undefined) return;
    for (const known of clusters(namespace))
      if (selects(selector, known.labels)) notices.cluster(namespace, known.name);
  }

  function onPut(entry: Entry, previous: Entry | undefined): void {
    if (previous !== undefined) forget(previous);
    shelve(entry);
    for (const reference of referencesOf(entry)) referrers.set(reference, entry.object.name);
    notice(entry);
  }

  function forget(entry: Entry): void {
    notice(entry);
    unshelve(entry);
    for (const reference of referencesOf(entry)) referrers.delete(reference);
  }

  function clusters(namespace?: string): readonly ObservedObject[] {
    const found: ObservedObject[] = [];
    for (const known of collections.get('cluster.x-k8s.io/Cluster') ?? []) {
      for (const { object } of known.values()) {
        if (namespace === undefined || object.namespace === namespace) found.push(object);
      }
    }
    return found;
  }

  return {
    open(kind) {
      const decode = (raw: unknown): Entry | undefined => {
        const object = decodeObject(raw, kind);
        return object && { object, claim: claimedCluster(object, raw), selector: decodeSelector(raw) };
      };
      const opened = collection<Entry>({ decode, onPut, onRemove: forget, flush: notices.flush });
      const key = kindKey(kind);
      const others = collections.get(key) ?? new Set();
      collections.set(key, others.add(opened));
      return {
        ...opened,
        clear() {
          opened.clear();
          others.delete(opened);
        },
      };
    },
    cluster(namespace, name) {
      const root = lookUp(namespace, { group: 'cluster.x-k8s.io', kind: 'Cluster', name });
      if (root === undefined) return undefined;
      const found = new Set(members.get(place(namespace, name)));
      for (const entry of unclaimed.get(namespace) ?? []) {
        const selected = entry.selector !== undefined && selects(entry.selector, root.object.labels);
        if (selected || clusterOf(entry) === name) found.add(entry);
      }
      found.delete(root);
      return { cluster: root.object, members: [...found].map(({ object }) => object) };
    },
    clusters,
    size() {
      let total = 0;
      for (const set of collections.values()) for (const known of set) total += known.size();
      return total;
    },
  };
}
