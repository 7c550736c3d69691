import { parentOf } from '../manifests/builds/resolve-path.ts';
import { labels, ttlAnnotation } from '../manifests/manifest.ts';
import { valuesKey } from '../manifests/packaging/helm/values.ts';
import { at, integerAt, itemsAt, type Located, textAt, textsAt } from '../manifests/source/located.ts';
import { largestFile, readDocuments, type SourceDocument } from '../manifests/source/read-documents.ts';
import { autoscalerOf, mostOf } from './autoscaler.ts';
import { sleeps } from './hibernation.ts';
import { providerOfKind } from './infrastructure.ts';
import { deliveryAnnotation, repositoryAnnotation, requestAnnotation } from './ownership.ts';
import type { Bounds, FileContent } from './spec.ts';

/** A cluster as the files of a repository describe it. What a human edit made unreadable is absent. */
export interface ClusterRow {
  /** File that holds the Cluster object. */
  readonly path: string;
  /** Folder name directly below the clusters folder; absent for a file that stands elsewhere. */
  readonly folder?: string;
  readonly name: string;
  /** Empty when the file names none: the engine then chooses. */
  readonly namespace: string;
  /** `aws`, `dev`, or the lower-case prefix of another infrastructure kind. */
  readonly provider?: string;
  readonly flavor?: string;
  /** What the label says. */
  readonly environment?: string;
  /** Labels of the Cluster that people wrote: not ours, nor Cluster API's. */
  readonly labels?: Readonly<Record<string, string>>;
  readonly region?: string;
  readonly kubernetesVersion?: string;
  readonly controlPlane?: number;
  /** Its pools by name; absent where the files tell of none. */
  readonly pools?: readonly PoolRow[];
  /** Sum over all pools whose size stands in the files. */
  readonly workers?: number;
  /** With the most that an autoscaler may make; absent where none decides. */
  readonly mostWorkers?: number;
  /** No workers, because the cluster was put to sleep. */
  readonly hibernated?: true;
  readonly ttlSeconds?: number;
  readonly owner?: { readonly repositoryId: number; readonly request: string; readonly delivery: string };
}

/** The short name of a pool, which objects of its own have behind that of the cluster. */
export const poolName = (cluster: string, object: string): string =>
  object.startsWith(`${cluster}-`) ? object.slice(cluster.length + 1) : object;

/** A pool of workers as the files say it. */
export interface PoolRow {
  readonly name: string;
  readonly replicas?: number;
  /** Between how many machines an autoscaler decides. */
  readonly autoscaler?: Bounds;
}

/**
 * Every Cluster object in the files, sorted by name, with what other objects of the same folder say about it. Files that
 * are no YAML, or broken, are passed over: they are for the Plan check to report.
 */
export function clusterRows(files: readonly FileContent[], clustersFolder: string): readonly ClusterRow[] {
  const texts = files.filter((file) => /\.(ya?ml|json)$/i.test(file.path)).flatMap(textsIn);
  const overlays = new Map(
    texts
      .filter(({ path }) => path.endsWith('/kustomization.yaml'))
      .flatMap((each) => each.documents())
      .map(({ path, root }) => [parentOf(path), root]),
  );
  const byFolder = Map.groupBy(texts, ({ path }) => parentOf(path));
  return texts
    .filter((each) => each.path.endsWith('/values.yaml') || mayBe(each, 'Cluster'))
    .flatMap((each) => each.documents())
    .flatMap((document) => {
      if (isChartValues(document)) return chartRow(document, clustersFolder) ?? [];
      if (document.kind !== 'Cluster' || groupOf(document) !== 'cluster.x-k8s.io' || document.name === undefined)
        return [];
      const parent = parentOf(document.path);
      const own = byFolder.get(parent) ?? [];
      const above = overlays.has(parent) ? undefined : overlays.get(parentOf(parent));
      // What a base has not, such as further pools, stands beside the kustomization that patches the base.
      const neighbours = above === undefined ? own : [...own, ...(byFolder.get(parentOf(parent)) ?? [])];
      const overlay = overlays.get(parent) ?? above;
      return [rowOf(document, document.name, { neighbours, overlay, clustersFolder })];
    })
    .sort((left, right) => compare(left.name, right.name) || compare(left.path, right.path));
}

/** One or more documents of a file, parsed when they are asked for: parsing takes most of the time. */
interface Text {
  readonly path: string;
  readonly text: string;
  readonly documents: () => readonly SourceDocument[];
}

function textsIn({ path, content }: FileContent): readonly Text[] {
  if (content.length > largestFile) return [];
  if (/\/(values|kustomization)\.yaml$/.test(path)) return [textOf(path, content)];
  return content.split(/^---(?=\s|$)/m).map((text) => textOf(path, text));
}

function textOf(path: string, text: string): Text {
  let read: readonly SourceDocument[] | undefined;
  return {
    path,
    text,
    documents: () => {
      read ??= readDocuments({ path, content: text }).documents;
      return read;
    },
  };
}

/** Whether an object of that kind may stand in the text: a word is written in its letters, but for escapes between quotes. */
const mayBe = ({ text }: Text, kind: string): boolean =>
  text.includes('\\') || !/^\w{1,63}$/.test(kind) || new RegExp(`\\b${kind}\\b`).test(text);

interface Surroundings {
  readonly neighbours: readonly Text[];
  /** The kustomization that the Cluster is part of, or a patch of. */
  readonly overlay: Located | undefined;
  readonly clustersFolder: string;
}

function rowOf(
  cluster: SourceDocument,
  name: string,
  { neighbours, overlay, clustersFolder }: Surroundings,
): ClusterRow {
  const { root, path } = cluster;
  const find = (reference: Located | undefined): Located | undefined => {
    const [wanted, called] = [textAt(reference, 'kind'), textAt(reference, 'name')];
    if (wanted === undefined) return undefined;
    return neighbours
      .filter((each) => mayBe(each, wanted))
      .flatMap((each) => each.documents())
      .find(({ kind, name: each }) => kind === wanted && each === called)?.root;
  };
  const infrastructure = at(root, 'spec', 'infrastructureRef');
  const controlPlane = find(at(root, 'spec', 'controlPlaneRef'));
  const topology = at(root, 'spec', 'topology');
  const marks = { ...textsAt(root, 'metadata', 'labels'), ...labelsOf(overlay) };
  const notes = { ...textsAt(overlay, 'commonAnnotations'), ...textsAt(root, 'metadata', 'annotations') };
  return withoutUndefined({
    path,
    folder: folderIn(path, clustersFolder),
    name,
    namespace: cluster.namespace ?? textAt(overlay, 'namespace') ?? '',
    provider: marks[labels.provider] ?? providerOfKind(textAt(infrastructure, 'kind')),
    flavor: marks[labels.flavor],
    environment: marks[labels.environment],
    labels: ofPeople(marks),
    region: marks[labels.region] ?? regionOf(find(infrastructure)),
    kubernetesVersion: textAt(topology, 'version') ?? textAt(controlPlane, 'spec', 'version'),
    controlPlane: integerAt(topology, 'controlPlane', 'replicas') ?? integerAt(controlPlane, 'spec', 'replicas'),
    ...workersOf(pools(name, topology, neighbours)),
    ttlSeconds: wholeNumber(notes[ttlAnnotation]),
    owner: ownerOf(notes),
  });
}

const isChartValues = ({ path, root }: SourceDocument): boolean =>
  path.endsWith('/values.yaml') && textAt(root, valuesKey, 'owner', 'request') !== undefined;

/** A cluster that is the values of a chart. */
function chartRow({ root, path }: SourceDocument, clustersFolder: string): ClusterRow | undefined {
  const values = at(root, valuesKey);
  const name = textAt(values, 'name');
  if (name === undefined) return undefined;
  const owner = textsAt(values, 'owner');
  return withoutUndefined({
    path,
    folder: folderIn(path, clustersFolder),
    name,
    namespace: textAt(values, 'namespace') ?? '',
    provider: textAt(values, 'provider'),
    flavor: textAt(values, 'flavor'),
    region: textAt(values, 'region'),
    kubernetesVersion: textAt(values, 'kubernetesVersion'),
    controlPlane: integerAt(values, 'controlPlane', 'replicas'),
    ...workersOf(
      itemsAt(values, 'pools').map((pool) => ({
        name: textAt(pool, 'name') ?? '',
        replicas: integerAt(pool, 'replicas'),
        annotations: textsAt(pool, 'annotations'),
      })),
    ),
    ttlSeconds: integerAt(values, 'ttlSeconds'),
    owner: ownerOf({
      [repositoryAnnotation]: owner['repositoryId'] ?? '',
      [requestAnnotation]: owner['request'] ?? '',
      [deliveryAnnotation]: owner['delivery'] ?? 'merge',
    }),
  });
}

/** Labels that a kustomization puts on all that it builds. */
function labelsOf(overlay: Located | undefined): Readonly<Record<string, string>> {
  const listed = itemsAt(overlay, 'labels').map((each) => textsAt(each, 'pairs'));
  return Object.assign({}, textsAt(overlay, 'commonLabels'), ...listed);
}

function ofPeople(all: Readonly<Record<string, string>>): ClusterRow['labels'] {
  const own = Object.entries(all).filter(([key]) => !/(^|\.)(clusterops\.dev|cluster\.x-k8s\.io)\//.test(key));
  return own.length === 0 ? undefined : Object.fromEntries(own);
}

function folderIn(path: string, clustersFolder: string): string | undefined {
  const inside = path.startsWith(`${clustersFolder}/`) ? path.slice(clustersFolder.length + 1).split('/') : [];
  return inside.length > 1 ? inside[0] : undefined;
}

function regionOf(infrastructure: Located | undefined): string | undefined {
  return (
    textAt(infrastructure, 'spec', 'region') ??
    textAt(infrastructure, 'spec', 'location') ??
    textAt(infrastructure, 'spec', 'controlPlaneRegion')
  );
}

interface Pool {
  readonly name: string;
  readonly replicas: number | undefined;
  readonly annotations: Readonly<Record<string, string>>;
}

function pools(name: string, topology: Located | undefined, neighbours: readonly Text[]): readonly Pool[] {
  const items = ['machineDeployments', 'machinePools'].flatMap((kind) => itemsAt(topology, 'workers', kind));
  const objects = neighbours
    .filter((each) => mayBe(each, 'MachineDeployment') || mayBe(each, 'MachinePool'))
    .flatMap((each) => each.documents())
    .filter(({ kind }) => kind === 'MachineDeployment' || kind === 'MachinePool')
    .filter(({ root }) => textAt(root, 'spec', 'clusterName') === name);
  return [
    ...items.map((item) => poolOf(textAt(item, 'name'), item, item)),
    ...objects.map(({ root, name: each = '' }) => poolOf(poolName(name, each), root, at(root, 'spec'))),
  ];
}

const poolOf = (name = '', object: Located | undefined, sized: Located | undefined): Pool => ({
  name,
  replicas: integerAt(sized, 'replicas'),
  annotations: textsAt(object, 'metadata', 'annotations'),
});

function workersOf(
  pools: readonly Pool[],
): Required<Optional<Pick<ClusterRow, 'pools' | 'workers' | 'mostWorkers' | 'hibernated'>>> {
  const sum = (counts: readonly number[]): number | undefined =>
    counts.length === 0 ? undefined : counts.reduce((total, count) => total + count, 0);
  const workers = sum(pools.flatMap(({ replicas }) => replicas ?? []));
  const most = sum(pools.flatMap(({ replicas, annotations }) => mostOf(replicas, annotations) ?? []));
  const asleep = workers === 0 && pools.some(({ annotations }) => sleeps(annotations));
  const said = pools.map(({ name, replicas, annotations }): PoolRow => {
    const autoscaler = autoscalerOf(annotations);
    return {
      name,
      ...(replicas === undefined ? {} : { replicas }),
      ...(autoscaler === undefined ? {} : { autoscaler }),
    };
  });
  return {
    pools: said.length === 0 ? undefined : said,
    workers,
    mostWorkers: most === workers ? undefined : most,
    hibernated: asleep ? true : undefined,
  };
}

function ownerOf(notes: Readonly<Record<string, string>>): ClusterRow['owner'] {
  const repositoryId = wholeNumber(notes[repositoryAnnotation]);
  const request = notes[requestAnnotation];
  if (repositoryId === undefined || request === undefined) return undefined;
  return { repositoryId, request, delivery: notes[deliveryAnnotation] ?? 'merge' };
}

function wholeNumber(text: string | undefined): number | undefined {
  return text !== undefined && /^\d{1,15}$/.test(text) ? Number(text) : undefined;
}

function groupOf(document: SourceDocument): string {
  return document.apiVersion?.split('/')[0] ?? '';
}

const compare = (left: string, right: string): number => (left < right ? -1 : left > right ? 1 : 0);

type Optional<T> = { readonly [K in keyof T]: T[K] | undefined };

function withoutUndefined(row: Optional<ClusterRow> & Pick<ClusterRow, 'path' | 'name' | 'namespace'>): ClusterRow {
  return Object.fromEntries(Object.entries(row).filter(([, value]) => value !== undefined)) as unknown as ClusterRow;
}
