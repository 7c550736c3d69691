import { maxAnnotation, minAnnotation } from '../cluster/autoscaler.ts';
import { hibernatedBounds, hibernatedReplicas } from '../cluster/hibernation.ts';
import { at, type LocatedMap } from '../manifests/source/located.ts';
import type { Entries } from '../manifests/source/splice.ts';
import { mono } from '../report/markdown.ts';
import type { Change, Changes, ClusterEdit } from './edit.ts';
import { notEditable } from './edit-file.ts';
import { carriedOut, documentsOf } from './folder.ts';
import { workersOf } from './hibernate.ts';
import type { Scalable } from './scalables.ts';
import { annotationOf } from './scale-pool.ts';

/** `/wake-cluster`: the machines that each pool had before it was put to sleep. Whoever scaled a pool meanwhile keeps that size. */
export const wake: ClusterEdit = {
  kind: 'wake-cluster',
  verb: 'Wake',
  waitsUntilReady: false,
  effect: 'the engine brings the workers back; where an autoscaler decides, it makes machines once pods wait for them',
  apply({ cluster, files }) {
    const documents = documentsOf(files);
    if (!documents.ok) return documents;
    const pools = workersOf(cluster.name, documents.value);
    return pools.ok ? carriedOut(files, pools.value.map(wakeUp)) : pools;
  },
  inverse: ({ cluster }) => mono(`/hibernate-cluster ${cluster.name}`),
};

function wakeUp(pool: Scalable): Changes {
  const { path, place } = pool.document;
  const notes = notesOf(pool);
  if (notes === undefined) return { ok: true, value: [], notes: [] };
  const { replicas, bounds } = notes;
  if (replicas === 'unreadable' || bounds === 'unreadable') {
    const why = `${hibernatedReplicas} or ${hibernatedBounds} does not say numbers at pool ${pool.pool ?? ''}`;
    return { ok: false, findings: [notEditable(path, why, place(notes.holder.at).line)] };
  }
  const asleep = pool.replicas === 0;
  const autoscaled = bounds !== undefined && annotationOf(pool, maxAnnotation) === '0';
  const size: Edited = !asleep ? {} : replicas === undefined ? { remove: ['replicas'] } : { put: { replicas } };
  const step = {
    what: `pool ${pool.pool ?? ''}`,
    from: String(pool.replicas ?? 'none said'),
    to: asleep
      ? replicas === undefined
        ? `${bounds?.min} to ${bounds?.max}`
        : String(replicas)
      : String(pool.replicas),
  };
  const edits = merged([
    [pool.holder, size],
    ...withoutNotes(pool, notes.holder),
    ...(autoscaled
      ? [[notes.holder, { put: { [minAnnotation]: bounds.min, [maxAnnotation]: bounds.max } }] as const]
      : []),
  ]);
  const raised: readonly Change[] =
    pool.bounds !== undefined && pool.bounds.min === 0 && bounds !== undefined && !autoscaled
      ? [{ path: pool.bounds.path, edit: { at: pool.bounds.holder.at, put: { minSize: Number(bounds.min) } } }]
      : [];
  const changes = edits.map((edit, index) => ({ path, edit, ...(index === 0 ? { step } : {}) }));
  return { ok: true, value: [...changes, ...raised], notes: [] };
}

interface Edited {
  readonly put?: Entries;
  readonly remove?: readonly string[];
}

interface Notes {
  /** The annotations. */
  readonly holder: LocatedMap;
  readonly replicas: number | undefined | 'unreadable';
  readonly bounds: { readonly min: string; readonly max: string } | undefined | 'unreadable';
}

/** What hibernation wrote at a pool. */
function notesOf(pool: Scalable): Notes | undefined {
  const holder = at(pool.metadata?.holder, ...(pool.metadata?.keys ?? []), 'annotations');
  const [replicas, bounds] = [annotationOf(pool, hibernatedReplicas), annotationOf(pool, hibernatedBounds)];
  if (holder?.kind !== 'map' || (replicas === undefined && bounds === undefined)) return undefined;
  const [, min, max] = /^(\d{1,4})-(\d{1,4})$/.exec(bounds ?? '') ?? [];
  return {
    holder,
    replicas: replicas === undefined ? undefined : /^\d{1,4}$/.test(replicas) ? Number(replicas) : 'unreadable',
    bounds: bounds === undefined ? undefined : min === undefined || max === undefined ? 'unreadable' : { min, max },
  };
}

/** The notes go; with them the mappings that would be empty. */
function withoutNotes({ metadata }: Scalable, notes: LocatedMap): readonly (readonly [LocatedMap, Edited])[] {
  const ours = [hibernatedReplicas, hibernatedBounds].filter((key) => notes.entries.has(key));
  if (metadata === undefined || ours.length < notes.entries.size) return [[notes, { remove: ours }]];
  const parent = at(metadata.holder, ...metadata.keys);
  if (parent?.kind !== 'map') return [[notes, { remove: ours }]];
  const [outer] = metadata.keys;
  // The metadata of an object holds its name; that of a pool in a topology may be there for the notes only.
  return parent.entries.size === 1 && outer !== undefined
    ? [[metadata.holder, { remove: [outer] }]]
    : [[parent, { remove: ['annotations'] }]];
}

/** One edit for each mapping. */
function merged(edits: readonly (readonly [LocatedMap, Edited])[]): readonly Change['edit'][] {
  return [...Map.groupBy(edits, ([holder]) => holder)]
    .map(([holder, of]) => ({
      at: holder.at,
      put: Object.assign({}, ...of.map(([, { put }]) => put)) as Entries,
      remove: of.flatMap(([, { remove = [] }]) => remove),
    }))
    .filter(({ put, remove }) => remove.length > 0 || Object.keys(put).length > 0);
}
