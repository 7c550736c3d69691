import type { FileContent } from '../../cluster/spec.ts';
import { referenceTo } from '../../deletion/removed-objects.ts';
import { type Finding, fault, type Outcome } from '../../finding.ts';
import { valuesKey } from '../../manifests/packaging/helm/values.ts';
import { at, itemsAt, textAt, textsAt } from '../../manifests/source/located.ts';
import { readDocuments, type SourceDocument } from '../../manifests/source/read-documents.ts';
import { mono } from '../../report/markdown.ts';
import type { ClusterEdit, EditAsked, Edited } from '../edit.ts';
import { notEditable } from '../edit-file.ts';
import { documentsOf } from '../folder.ts';
import { workersOf } from '../hibernate.ts';
import { poolOfChart } from '../left-by-chart.ts';
import { poolOf } from '../pool.ts';
import { infrastructureOf, type Scalable } from '../scalables.ts';
import { unlisted } from '../unlisted.ts';
import { withoutItem } from './list-item.ts';
import { withoutDocuments } from './without-documents.ts';

type Left = Outcome<Pick<Edited, 'files' | 'deletions'>>;

/** `/remove-pool`: one pool of workers less. Templates that others use stay. */
export const removePool: ClusterEdit = {
  kind: 'remove-pool',
  verb: 'Remove a pool from',
  waitsUntilReady: false,
  effect:
    'the pool goes from the management cluster, and Cluster API drains and deletes its machines; what ran on them moves to other nodes where it can, and local disks are lost. ClusterOps deletes what the engine leaves: pools with Argo CD, which takes nothing away that has an owner, and templates once nothing refers to them',
  apply(asked) {
    const documents = documentsOf(asked.files);
    if (!documents.ok) return documents;
    const pools = workersOf(asked.cluster.name, documents.value);
    if (!pools.ok) return pools;
    const { pool: name } = asked.arguments;
    const pool = poolOf(asked.cluster.name, pools.value, String(name));
    if ('code' in pool) return { ok: false, findings: [pool] };
    const needed = isNeeded(asked, pool, pools.value, documents.value);
    if (needed !== undefined) return { ok: false, findings: [needed] };
    const left = removed(asked, pool, documents.value);
    if (!left.ok) return left;
    const from = pool.replicas === undefined ? 'as many as its autoscaler wants' : String(pool.replicas);
    return {
      ok: true,
      value: { ...left.value, steps: [{ what: `pool ${pool.pool ?? ''}`, from, to: 'none' }] },
      notes: left.notes,
    };
  },
  inverse: ({ cluster, arguments: { pool } }) =>
    `reverting this change brings back what there was; ${mono(`/add-pool ${cluster.name} pool=${String(pool)} workers=`)} makes a pool of that name anew, with other machines`,
};

/** Why a cluster cannot be without this pool. */
function isNeeded(
  { cluster }: EditAsked,
  pool: Scalable,
  pools: readonly Scalable[],
  documents: readonly SourceDocument[],
): Finding | undefined {
  const place = pool.document.place(pool.holder.at);
  if (pools.length === 1) {
    const message = `${pool.pool ?? ''} is the last pool of ${cluster.name}.`;
    const cure = `Add another first, or use /hibernate-cluster ${cluster.name} or /delete-cluster ${cluster.name}.`;
    return fault('cluster/workers-needed', message, { place, cure });
  }
  const isSystem = (each: Scalable): boolean => {
    const spec = at(infrastructureOf(each.holder, documents)?.root, 'spec');
    const [agentPool] = itemsAt(spec, 'resources');
    return textAt(spec, 'mode') === 'System' || textAt(agentPool, 'spec', 'mode') === 'System';
  };
  // A chart and a class make the first pool of AKS the system pool.
  const first = isListed(pool) && cluster.flavor === 'aks' && pools[0] === pool;
  if (!first && !(isSystem(pool) && pools.filter(isSystem).length === 1)) return undefined;
  const message = `${pool.pool ?? ''} is the system pool of ${cluster.name}, and AKS cannot be without one.`;
  return fault('cluster/workers-needed', message, { place, cure: 'Remove another pool.' });
}

/** Whether it is an item of a list, of a chart's values or of a topology. */
const isListed = ({ document: { kind, path } }: Scalable): boolean =>
  kind === 'Cluster' || path.endsWith('/values.yaml');

function removed(asked: EditAsked, pool: Scalable, documents: readonly SourceDocument[]): Left {
  const {
    files,
    folder,
    configuration: { engine },
  } = asked;
  const { path, root } = pool.document;
  const fileOf = (of: string): FileContent => files.find((file) => file.path === of) ?? { path: of, content: '' };
  if (isListed(pool))
    return only(
      withoutListed(fileOf(path), pool),
      path.endsWith('/values.yaml') && engine !== 'flux' ? [poolOfChart(asked, documents, pool.pool ?? '')] : [],
    );
  const patched = documents
    .filter((each) => each.path === `${folder}/kustomization.yaml`)
    .some((each) => itemsAt(each.root, 'patches').some((item) => `${folder}/${textAt(item, 'path')}` === path));
  if (patched) {
    const why = `the pool ${pool.pool ?? ''} stands in the base that clusters share, and this file is its patch`;
    return { ok: false, findings: [notEditable(path, why, pool.document.place(root.at).line)] };
  }
  const own = belonging(pool.document, documents);
  const made = [...Map.groupBy(own, (each) => each.path)].map(([of, objects]) => ({
    path: of,
    outcome: withoutDocuments(fileOf(of), new Set(objects.map((each) => each.root.at))),
  }));
  const findings = made.flatMap(({ outcome }) => (outcome.ok ? [] : outcome.findings));
  if (findings.length > 0) return { ok: false, findings };
  const deletions = made.flatMap(({ path: of, outcome }) => (outcome.ok && outcome.value === undefined ? [of] : []));
  const listed = unlisted(files, folder, deletions);
  if (!listed.ok) return listed;
  const changed = made.flatMap(({ outcome }) => (outcome.ok && outcome.value !== undefined ? [outcome.value] : []));
  return { ok: true, value: { files: [...listed.value, ...changed], deletions }, notes: [] };
}

function withoutListed(file: FileContent, { document, holder }: Scalable): Outcome<FileContent> {
  const all = readDocuments(file).documents;
  const index = all.findIndex(({ root }) => root.at === document.root.at);
  const topology = ['spec', 'topology', 'workers'];
  const lists = [
    [valuesKey, 'pools'],
    [...topology, 'machineDeployments'],
    [...topology, 'machinePools'],
  ];
  for (const keys of lists) {
    const item = itemsAt(document.root, ...keys).findIndex((each) => each.at === holder.at);
    if (item >= 0) return withoutItem(file, { document: index, keys }, item);
  }
  return { ok: false, findings: [notEditable(file.path, 'the pool is not an item of a list that it holds')] };
}

/** The pool's object, what only it refers to, and the health checks of its machines. */
function belonging(pool: SourceDocument, documents: readonly SourceDocument[]): readonly SourceDocument[] {
  const checks = documents.filter(
    ({ kind, root }) =>
      kind === 'MachineHealthCheck' &&
      textsAt(root, 'spec', 'selector', 'matchLabels')['cluster.x-k8s.io/deployment-name'] === pool.name,
  );
  const others = documents.filter((each) => each !== pool);
  const referred = others.filter(
    (each) =>
      /^(infrastructure|bootstrap)\.cluster\.x-k8s\.io\//.test(each.apiVersion ?? '') &&
      referenceTo(pool.root, each) !== undefined &&
      !others.some((other) => other !== each && referenceTo(other.root, each) !== undefined),
  );
  return [pool, ...referred, ...checks];
}

const only = (outcome: Outcome<FileContent>, notes: readonly Finding[]): Left =>
  outcome.ok ? { ...outcome, value: { files: [outcome.value] }, notes: [...outcome.notes, ...notes] } : outcome;
