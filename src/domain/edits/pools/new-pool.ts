import type { Configuration } from '../../access/configuration.ts';
import type { ClusterSpec, WorkerPool } from '../../cluster/spec.ts';
import { fault, type Outcome } from '../../finding.ts';
import type { JsonObject } from '../../manifests/manifest.ts';
import { renderCluster } from '../../manifests/render.ts';
import { at, itemsAt, type Located, textAt, toJson } from '../../manifests/source/located.ts';
import { readDocuments } from '../../manifests/source/read-documents.ts';

/** What a further pool adds to the files of a cluster. */
export interface NewPool {
  /** Whole objects as YAML documents, joined. */
  readonly documents?: string;
  /** An item of a topology. */
  readonly item?: { readonly list: 'machineDeployments' | 'machinePools'; readonly value: JsonObject };
}

const anyNumber = 3;

/**
 * The pool as `/create-cluster` would write it: the cluster is rendered with the pool and without it, and the difference is the pool's.
 * Not ok where it would change more than that, such as the cluster's own objects.
 */
export function newPool(spec: ClusterSpec, pool: WorkerPool, configuration: Configuration): Outcome<NewPool> {
  // Neither their sizes nor their types are the new pool's matter: a type of no other pool shows all that the new one has of its own.
  const others = spec.pools.map((each) => ({
    ...each,
    replicas: anyNumber,
    machineType: `${pool.machineType}-other`,
  }));
  const before = renderCluster({ ...spec, pools: others }, configuration);
  const after = renderCluster({ ...spec, pools: [...others, pool] }, configuration);
  if (!before.ok) return before;
  if (!after.ok) return after;
  const { folder } = after.value;
  const workers = `${folder}/workers.yaml`;
  const own = spec.packaging === 'clusterclass' ? `${folder}/cluster.yaml` : workers;
  const told = new Map(before.value.files.map(({ path, content }) => [path, content]));
  const made = new Map(after.value.files.map(({ path, content }) => [path, content]));
  const elsewhere = [...made].filter(
    ([path, content]) => ![own, `${folder}/kustomization.yaml`].includes(path) && told.get(path) !== content,
  );
  const [changed] = elsewhere;
  if (changed !== undefined || told.size > made.size) {
    const [path = folder] = changed ?? [];
    const message = `A further pool of ${spec.provider} (${spec.flavor}) changes ${path} as well, which this command leaves alone.`;
    const cure = 'Add the pool by hand.';
    return { ok: false, findings: [fault('manifest/not-editable', message, { cure, place: { path, line: 1 } })] };
  }
  if (spec.packaging === 'clusterclass') return itemOf(own, made.get(own) ?? '', pool.name);
  const standing = new Set(documentsIn(told.get(own) ?? ''));
  const documents = documentsIn(made.get(own) ?? '').filter((text) => !standing.has(text));
  return { ok: true, value: { documents: documents.join('---\n') }, notes: [] };
}

const documentsIn = (content: string): readonly string[] => content.split(/^---\n/m).filter((text) => text !== '');

function itemOf(path: string, content: string, name: string): Outcome<NewPool> {
  const cluster = readDocuments({ path, content }).documents.find(({ kind }) => kind === 'Cluster');
  const topology = at(cluster?.root, 'spec', 'topology');
  for (const list of ['machineDeployments', 'machinePools'] as const) {
    const item = itemsAt(topology, 'workers', list).find((each) => textAt(each, 'name') === name);
    if (item !== undefined)
      return { ok: true, value: { item: { list, value: toJson(item) as JsonObject } }, notes: [] };
  }
  return { ok: true, value: {}, notes: [] };
}

/** The item without those overrides that say what the cluster's own variables say already. */
export function withoutUsual(item: JsonObject, topology: Located | undefined): JsonObject {
  const usual = new Map(
    itemsAt(topology, 'variables').map((each) => [textAt(each, 'name'), JSON.stringify(jsonOf(at(each, 'value')))]),
  );
  const { variables, ...rest } = item as { variables?: { overrides?: readonly { name: string; value: unknown }[] } };
  const overrides = (variables?.overrides ?? []).filter(({ name, value }) => usual.get(name) !== JSON.stringify(value));
  return overrides.length === 0 ? rest : ({ ...rest, variables: { overrides } } as unknown as JsonObject);
}

const jsonOf = (node: Located | undefined): unknown => (node === undefined ? null : toJson(node));
