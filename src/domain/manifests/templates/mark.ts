import { type Document, isAlias, isMap, isSeq, parseAllDocuments, type YAMLMap } from 'yaml';
import type { ClusterSpec } from '../../cluster/spec.ts';
import type { ObjectRole } from '../../gitops/prune-options.ts';
import { labels, metadata } from '../manifest.ts';

/** Kinds of identities that belong to no namespace. */
const clusterScoped =
  /^(AWSCluster(Controller|Role|Static)Identity|VSphereClusterIdentity|ClusterRole|ClusterRoleBinding|Namespace)$/;

/**
 * The objects of a rendered template with what every object of a cluster carries: its namespace, who owns it and what the
 * GitOps engine may do with it. Comments, the order of keys and quotes stay. Undefined when an object cannot be edited so.
 */
export function markObjects(text: string, spec: ClusterSpec): string | undefined {
  const documents = parseAllDocuments(text, { uniqueKeys: false });
  if (!Array.isArray(documents)) return undefined;
  const kept = documents.filter(({ contents }) => contents !== null);
  try {
    for (const document of kept) for (const object of objectsIn(document)) mark(document, object, spec);
  } catch {
    return undefined;
  }
  return kept.map((document) => document.toString({ lineWidth: 0, directives: false })).join('---\n');
}

/** The mapping of a document, or of each item of a List. */
function objectsIn(document: Document): readonly YAMLMap[] {
  const { contents } = document;
  if (!isMap(contents)) return [];
  if (contents.get('kind') !== 'List') return [contents];
  const items = contents.get('items', true);
  return isSeq(items) ? items.items.filter((item): item is YAMLMap => isMap(item)) : [];
}

function mark(document: Document, object: YAMLMap, spec: ClusterSpec): void {
  const kind = String(object.get('kind') ?? '');
  const apiVersion = String(object.get('apiVersion') ?? '');
  const name = String(object.getIn(['metadata', 'name']) ?? '');
  if (isAlias(object.get('metadata', true))) throw new Error('metadata is an alias');
  const wanted = metadata(spec, name, roleOf(apiVersion, kind));
  if (!clusterScoped.test(kind) && object.getIn(['metadata', 'namespace']) === undefined) {
    object.setIn(['metadata', 'namespace'], document.createNode(spec.namespace));
  }
  for (const [key, value] of Object.entries(wanted.annotations)) {
    object.setIn(['metadata', 'annotations', key], document.createNode(value));
  }
  if (kind !== 'Cluster' || !apiVersion.startsWith('cluster.x-k8s.io/')) return;
  const own = {
    [labels.cluster]: spec.name,
    [labels.provider]: spec.provider,
    [labels.flavor]: spec.flavor,
    [labels.region]: spec.region,
  };
  for (const [key, value] of Object.entries(own)) object.setIn(['metadata', 'labels', key], document.createNode(value));
}

/** What an object is to its cluster, by its kind. */
function roleOf(apiVersion: string, kind: string): ObjectRole {
  const group = apiVersion.split('/')[0] ?? '';
  if (group === 'cluster.x-k8s.io')
    return kind === 'Cluster' ? 'cluster' : kind === 'ClusterClass' ? 'infrastructure' : 'workers';
  if (group === 'addons.cluster.x-k8s.io' || group === '') return 'addon';
  if (/Template$/.test(kind) || /MachinePool$/.test(kind) || group === 'bootstrap.cluster.x-k8s.io') return 'template';
  return /ControlPlane$/.test(kind) ? 'control-plane' : 'infrastructure';
}
