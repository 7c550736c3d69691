import { maxAnnotation, minAnnotation } from '../cluster/autoscaler.ts';
import { hibernatedBounds, hibernatedReplicas } from '../cluster/hibernation.ts';
import { type Finding, fault, type Outcome } from '../finding.ts';
import { at, itemsAt, textAt } from '../manifests/source/located.ts';
import type { SourceDocument } from '../manifests/source/read-documents.ts';
import type { Entries } from '../manifests/source/splice.ts';
import { mono } from '../report/markdown.ts';
import type { Change, Changes, ClusterEdit } from './edit.ts';
import { notEditable } from './edit-file.ts';
import { carriedOut, documentsOf } from './folder.ts';
import { infrastructureOf, type Scalable, scalablesOf } from './scalables.ts';
import { annotationOf, scaledByService } from './scale-pool.ts';

/** `/hibernate-cluster`: no workers, and at each pool a note of what it had. */
export const hibernate: ClusterEdit = {
  kind: 'hibernate-cluster',
  verb: 'Hibernate',
  waitsUntilReady: false,
  effect:
    'the engine takes the workers to none, and what ran on them waits without a node; the control plane stays, and costs what it did',
  apply({ cluster, files }) {
    const documents = documentsOf(files);
    if (!documents.ok) return documents;
    const pools = workersOf(cluster.name, documents.value);
    if (!pools.ok) return pools;
    return carriedOut(
      files,
      pools.value.map((pool) => putToSleep(pool, documents.value)),
    );
  },
  inverse: ({ cluster }) => mono(`/wake-cluster ${cluster.name}`),
};

/** The pools of a cluster; not ok when its files describe none. */
export function workersOf(name: string, documents: readonly SourceDocument[]): Outcome<readonly Scalable[]> {
  const pools = scalablesOf(name, documents).filter(({ role }) => role === 'worker');
  if (pools.length > 0) return { ok: true, value: pools, notes: [] };
  return { ok: false, findings: [fault('cluster/size-unknown', `The files of ${name} describe no pool of workers.`)] };
}

function putToSleep(pool: Scalable, documents: readonly SourceDocument[]): Changes {
  if (pool.replicas === 0) return { ok: true, value: [], notes: [] };
  const refused = needsMachines(pool, documents);
  if (refused !== undefined) return { ok: false, findings: [refused] };
  const { metadata, replicas, holder, bounds } = pool;
  const { path, place } = pool.document;
  const [min, max] = [annotationOf(pool, minAnnotation), annotationOf(pool, maxAnnotation)];
  const autoscaled = min !== undefined && max !== undefined;
  if (metadata === undefined || (replicas === undefined && !autoscaled)) {
    const why = `it does not say how many machines the pool ${pool.pool ?? ''} has`;
    return { ok: false, findings: [notEditable(path, why, place(holder.at).line)] };
  }
  const least = bounds?.min ?? 0;
  const marks: Entries = {
    ...(replicas === undefined ? {} : { [hibernatedReplicas]: String(replicas) }),
    ...(autoscaled ? { [hibernatedBounds]: `${min}-${max}`, [minAnnotation]: '0', [maxAnnotation]: '0' } : {}),
    ...(!autoscaled && least > 0 ? { [hibernatedBounds]: `${least}-${bounds?.max ?? least}` } : {}),
  };
  const annotated = [...metadata.keys, 'annotations'].reduceRight<Entries>((inner, key) => ({ [key]: inner }), marks);
  const from = replicas === undefined ? `${min} to ${max}` : String(replicas);
  const step = { what: `pool ${pool.pool ?? ''}`, from, to: '0' };
  const changes: readonly Change[] =
    metadata.holder === holder
      ? [{ path, edit: { at: holder.at, put: { ...annotated, replicas: 0 } }, step }]
      : [
          { path, edit: { at: holder.at, put: { replicas: 0 } }, step },
          { path, edit: { at: metadata.holder.at, put: annotated } },
        ];
  const lowered =
    bounds === undefined || least === 0
      ? []
      : [{ path: bounds.path, edit: { at: bounds.holder.at, put: { minSize: 0 } } }];
  return { ok: true, value: [...changes, ...lowered], notes: [] };
}

const managedBy = 'cluster.x-k8s.io/replicas-managed-by';

/** Why a pool cannot be without machines, where its service or another program decides. */
function needsMachines(pool: Scalable, documents: readonly SourceDocument[]): Finding | undefined {
  const title = `pool ${pool.pool ?? ''}`;
  const place = pool.document.place(pool.holder.at);
  if (annotationOf(pool, managedBy) !== undefined) {
    const message = `Another program decides how many machines ${title} has (${managedBy}).`;
    return fault('cluster/size-bounded', message, { place, cure: 'Let that program take the pool to none.' });
  }
  const infrastructure = infrastructureOf(pool.holder, documents);
  const spec = at(infrastructure?.root, 'spec');
  const [agentPool] = itemsAt(spec, 'resources');
  if (textAt(spec, 'mode') === 'System' || textAt(agentPool, 'spec', 'mode') === 'System') {
    const message = `AKS keeps a machine in a system pool, and ${title} is one: the cluster cannot be without workers.`;
    const cure = `Use /scale-cluster with pool=${pool.pool ?? ''} workers=1, and workers=0 for its other pools.`;
    return fault('cluster/size-bounded', message, { place, cure });
  }
  return scaledByService(pool);
}
