import type { ClusterObjects, ObservedObject, ObservedWarning, Reference } from '../../domain/health/objects.ts';
import { isCluster, packObject } from '../decode/object.ts';
import { type Kind, type PackedObject, unpackObject } from '../decode/packed-object.ts';
import { selects } from '../decode/selector.ts';
import { type Collection, collection } from './collection.ts';
import type { Notices } from './notices.ts';

/** All objects of Cluster API, its providers and its add-ons that are seen, by the cluster that they belong to. */
export interface ObjectIndex {
  open(kind: Kind): Collection<unknown>;
  cluster(namespace: string, name: string): ClusterObjects | undefined;
  clusters(namespace?: string): readonly ObservedObject[];
  /** Those of a namespace that refer to a template, or say that they were made from it. */
  referrers(namespace: string, template: Reference): readonly ObservedObject[];
  /** Where every Cluster is. */
  names(): readonly { readonly namespace: string; readonly name: string }[];
  /** Tells the cluster that an object belongs to that something is new about it. */
  noticeOf(namespace: string, of: Reference): void;
  size(): number;
}

/** Owner chains in Cluster API are four long (machine, set, deployment, cluster); a loop of owners must end too. */
const longestChain = 6;

/** Cluster API writes on what it clones which template it was. Source: `TemplateClonedFromNameAnnotation`. */
const clonedFrom = 'cluster.x-k8s.io/cloned-from-name';
const clonedFromKind = 'cluster.x-k8s.io/cloned-from-groupkind';

/** An object that does not say of which kind its template was counts as made from any of that name. */
function refersTo({ infrastructure, bootstrap, annotations }: PackedObject, { group, kind, name }: Reference): boolean {
  const named = [infrastructure, bootstrap].some(
    (each) => each?.name === name && each.kind === kind && each.group === group,
  );
  return (
    named ||
    (annotations[clonedFrom] === name && (annotations[clonedFromKind] ?? `${kind}.${group}`) === `${kind}.${group}`)
  );
}

const kindKey = (of: { readonly group: string; readonly kind: string }): string => `${of.group}/${of.kind}`;
const place = (namespace: string, name: string): string => `${namespace}/${name}`;

type WarningsOf = (namespace: string, of: Reference) => readonly ObservedWarning[];

export function objectIndex(notices: Notices, warningsOf: WarningsOf = () => []): ObjectIndex {
  const collections = new Map<string, Set<Collection<PackedObject>>>();
  const members = new Map<string, Set<PackedObject>>();
  /** Those that do not say where they belong: they are found by owner, by reference or by selector. */
  const unclaimed = new Map<string, Set<PackedObject>>();
  /** What Clusters refer to, and who refers to it. */
  const referrers = new Map<string, string>();

  const lookUp = (namespace: string, of: Reference): PackedObject | undefined => {
    for (const known of collections.get(kindKey(of)) ?? []) {
      const entry = known.get(namespace, of.name);
      if (entry !== undefined) return entry;
    }
    return undefined;
  };

  function clusterOf(entry: PackedObject, depth = 0): string | undefined {
    const direct = entry.cluster ?? referrers.get(`${kindKey(entry.of)}/${place(entry.namespace, entry.name)}`);
    if (direct !== undefined || depth >= longestChain) return direct;
    for (const owner of entry.owners) {
      const parent = lookUp(entry.namespace, owner);
      const found = parent === undefined ? undefined : clusterOf(parent, depth + 1);
      if (found !== undefined) return found;
    }
    return undefined;
  }

  function shelfOf(entry: PackedObject): readonly [Map<string, Set<PackedObject>>, string] {
    const { namespace, cluster } = entry;
    return cluster === undefined ? [unclaimed, namespace] : [members, place(namespace, cluster)];
  }

  function shelve(entry: PackedObject): void {
    const [shelf, key] = shelfOf(entry);
    const set = shelf.get(key);
    if (set === undefined) shelf.set(key, new Set([entry]));
    else set.add(entry);
  }

  function unshelve(entry: PackedObject): void {
    const [shelf, key] = shelfOf(entry);
    const set = shelf.get(key);
    set?.delete(entry);
    if (set?.size === 0) shelf.delete(key);
  }

  function referencesOf(entry: PackedObject): readonly string[] {
    if (!isCluster(entry.of)) return [];
    const targets = [entry.infrastructure, entry.rare?.controlPlane].filter((target) => target !== undefined);
    return targets.map((target) => `${kindKey(target)}/${place(entry.namespace, target.name)}`);
  }

  function notice(entry: PackedObject): void {
    const { namespace } = entry;
    const cluster = clusterOf(entry);
    if (cluster !== undefined) notices.cluster(namespace, cluster);
    const selector = entry.rare?.selector;
    if (selector === undefined) return;
    for (const known of roots(namespace)) if (selects(selector, known.labels)) notices.cluster(namespace, known.name);
  }

  function onPut(entry: PackedObject, previous: PackedObject | undefined): void {
    if (previous !== undefined) forget(previous);
    shelve(entry);
    for (const reference of referencesOf(entry)) referrers.set(reference, entry.name);
    notice(entry);
  }

  function forget(entry: PackedObject): void {
    notice(entry);
    unshelve(entry);
    for (const reference of referencesOf(entry)) referrers.delete(reference);
  }

  function* roots(namespace?: string): Iterable<PackedObject> {
    for (const known of collections.get('cluster.x-k8s.io/Cluster') ?? []) {
      for (const entry of known.values()) if (namespace === undefined || entry.namespace === namespace) yield entry;
    }
  }

  return {
    open(kind) {
      const decode = (raw: unknown) => packObject(raw, kind);
      const opened = collection<PackedObject>({ decode, onPut, onRemove: forget, flush: notices.flush });
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
        const selector = entry.rare?.selector;
        if ((selector !== undefined && selects(selector, root.labels)) || clusterOf(entry) === name) found.add(entry);
      }
      found.delete(root);
      const warnings = [root, ...found].flatMap((entry) => warningsOf(namespace, { ...entry.of, name: entry.name }));
      return {
        cluster: unpackObject(root),
        members: [...found].map(unpackObject),
        warnings: warnings.toSorted((a, b) => b.lastSeen - a.lastSeen),
      };
    },
    clusters: (namespace) => [...roots(namespace)].map(unpackObject),
    referrers(namespace, template) {
      const found: ObservedObject[] = [];
      for (const set of collections.values())
        for (const known of set)
          for (const entry of known.values())
            if (entry.namespace === namespace && refersTo(entry, template)) found.push(unpackObject(entry));
      return found;
    },
    noticeOf(namespace, of) {
      const entry = lookUp(namespace, of);
      if (entry !== undefined) notice(entry);
    },
    names: () => [...roots()].map(({ namespace, name }) => ({ namespace, name })),
    size() {
      let total = 0;
      for (const set of collections.values()) for (const known of set) total += known.size();
      return total;
    },
  };
}
