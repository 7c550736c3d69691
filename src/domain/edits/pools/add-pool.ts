import type { ClusterSpec, FileContent, WorkerPool } from '../../cluster/spec.ts';
import type { Outcome } from '../../finding.ts';
import { poolValues, valuesKey } from '../../manifests/packaging/helm/values.ts';
import { flavorOf, providers } from '../../manifests/registry.ts';
import { at, itemsAt } from '../../manifests/source/located.ts';
import { readDocuments, type SourceDocument } from '../../manifests/source/read-documents.ts';
import { mono } from '../../report/markdown.ts';
import type { ClusterEdit, EditAsked } from '../edit.ts';
import { notEditable } from '../edit-file.ts';
import { documentsOf } from '../folder.ts';
import { scalablesOf } from '../scalables.ts';
import { topologyClass } from '../upgrade/topology-class.ts';
import { checkPool, checkZones, underWay } from './check-pool.ts';
import { withItem } from './list-item.ts';
import { newPool, withoutUsual } from './new-pool.ts';
import { standingSpec } from './standing-spec.ts';
import { wishedPool } from './wished-pool.ts';

/** `/add-pool`: one more pool of workers, of the objects that `/create-cluster` makes for one. */
export const addPool: ClusterEdit = {
  kind: 'add-pool',
  verb: 'Add a pool to',
  waitsUntilReady: false,
  looksIntoClasses: true,
  effect:
    'the engine applies the objects of the new pool, and its machines join the cluster; the other pools stay as they are',
  apply(asked) {
    const documents = documentsOf(asked.files);
    if (!documents.ok) return documents;
    const spec = standingSpec(asked, documents.value);
    if (!spec.ok) return spec;
    const { provider, flavor } = spec.value;
    const types = providers[provider].machineTypes(asked.configuration, flavor);
    const { 'machine-type': type } = asked.arguments;
    const typed = typeof type === 'string' && providers[provider].machinesHaveNoType !== true ? type : types.worker;
    const { pools: abilities, managedControlPlane } = flavorOf(provider, flavor) ?? {};
    const synced = spec.value.packaging === 'clusterclass' && managedControlPlane === false;
    const wished = wishedPool(asked.arguments, typed, abilities, synced);
    if (!wished.ok) return wished;
    const pool = wished.value;
    const topology = at(documents.value.find(({ kind }) => kind === 'Cluster')?.root, 'spec', 'topology');
    const own = topology && topologyClass(topology, documents.value, asked.classes ?? []);
    const findings = [
      ...checkPool(spec.value, pool, asked.configuration, own),
      ...underWay(spec.value, documents.value),
    ];
    if (findings.some(({ severity }) => severity === 'error')) return { ok: false, findings };
    const files = added(asked, documents.value, spec.value, pool);
    if (!files.ok) return files;
    const misplaced = checkZones(asked.files, files.value);
    if (misplaced.length > 0) return { ok: false, findings: misplaced };
    const { autoscaler } = pool;
    const to = autoscaler === undefined ? String(pool.replicas) : `${autoscaler.min} to ${autoscaler.max}`;
    const step = { what: `pool ${pool.name}`, from: 'none', to };
    return { ok: true, value: { files: files.value, steps: [step] }, notes: findings };
  },
  inverse: ({ cluster, arguments: { pool } }) => mono(`/remove-pool ${cluster.name} pool=${String(pool)}`),
};

function added(
  { files, folder, cluster, configuration }: EditAsked,
  documents: readonly SourceDocument[],
  spec: ClusterSpec,
  pool: WorkerPool,
): Outcome<readonly FileContent[]> {
  const fileOf = (path: string): FileContent => files.find((file) => file.path === path) ?? { path, content: '' };
  if (spec.packaging === 'helm') {
    return only(withItem(fileOf(cluster.path), { document: 0, keys: [valuesKey, 'pools'] }, poolValues(pool)));
  }
  const made = newPool(spec, pool, configuration);
  if (!made.ok) return made;
  const { item, documents: text } = made.value;
  if (item !== undefined) {
    const file = fileOf(cluster.path);
    const all = readDocuments(file).documents;
    const document = all.findIndex(({ kind, name }) => kind === 'Cluster' && name === cluster.name);
    const topology = at(all[document]?.root, 'spec', 'topology');
    const keys = ['spec', 'topology', 'workers', item.list];
    return only(withItem(file, { document, keys }, withoutUsual(item.value, topology)));
  }
  if (text === undefined || text === '')
    return { ok: false, findings: [notEditable(cluster.path, 'no pool came of it')] };
  const standing = scalablesOf(cluster.name, documents).findLast(
    ({ role, document: { path } }) => role === 'worker' && !path.includes('/patches/'),
  );
  const path = standing?.document.path ?? `${folder}/workers.yaml`;
  const appended = append(fileOf(path), text);
  if (!appended.ok || spec.packaging !== 'kustomize') return only(appended);
  const kustomization = `${folder}/kustomization.yaml`;
  const entry = path.slice(folder.length + 1);
  const [root] = readDocuments(fileOf(kustomization)).documents;
  const listed = itemsAt(root?.root, 'resources').some((each) => each.kind === 'scalar' && each.value === entry);
  if (listed) return only(appended);
  const resources = withItem(fileOf(kustomization), { document: 0, keys: ['resources'] }, entry);
  return resources.ok ? { ok: true, value: [resources.value, appended.value], notes: [] } : resources;
}

/** Documents behind those of a file; not ok where the file would then say anything else than before. */
function append({ path, content }: FileContent, text: string): Outcome<FileContent> {
  const lineEnd = content.includes('\r\n') ? '\r\n' : '\n';
  const gap = content === '' || content.endsWith('\n') ? '' : lineEnd;
  const mark = content === '' ? '' : `---${lineEnd}`;
  const made = { path, content: `${content}${gap}${mark}${text.replaceAll('\n', lineEnd)}` };
  const before = readDocuments({ path, content }).documents.length;
  const further = readDocuments({ path, content: text }).documents.length;
  const { documents, findings } = readDocuments(made);
  if (findings.length === 0 && documents.length === before + further) return { ok: true, value: made, notes: [] };
  return { ok: false, findings: [notEditable(path, 'no document can be put behind what it holds')] };
}

const only = (outcome: Outcome<FileContent>): Outcome<readonly FileContent[]> =>
  outcome.ok ? { ...outcome, value: [outcome.value] } : outcome;
