import type { Network } from '../../cluster/cidr.ts';
import type { Place } from '../../finding.ts';
import { at, textAt } from '../source/located.ts';
import type { SourceDocument } from '../source/read-documents.ts';
import { groupOf } from './folder.ts';
import { type ClusterNetworks, type NamedNetwork, networksOf } from './networks.ts';

/** An object as far as others can clash with it. */
export interface SurveyedObject {
  readonly group: string;
  readonly kind: string;
  readonly name: string;
  readonly namespace: string;
  readonly place: Place;
}

export interface SurveyedNetwork {
  readonly text: string;
  readonly network: Network;
  readonly place: Place;
}

/** The networks of a cluster as far as those of others can clash with them. */
export interface SurveyedCluster {
  readonly name: string;
  readonly namespace: string;
  readonly place: Place;
  /** Of pods and services: seen by nobody outside where an overlay hides them. */
  readonly inner: readonly SurveyedNetwork[];
  /** Of the machines. */
  readonly machines: readonly SurveyedNetwork[];
  /** The network that the machines join, when it was there before: clusters that share it mean to. */
  readonly joins?: string;
}

/** What of a folder matters to other folders. Kept in place of its objects, which are a hundred times larger. */
export interface Survey {
  readonly objects: readonly SurveyedObject[];
  readonly clusters: readonly SurveyedCluster[];
}

export function together(surveys: readonly Survey[]): Survey {
  return { objects: surveys.flatMap((each) => each.objects), clusters: surveys.flatMap((each) => each.clusters) };
}

export function surveyOf(documents: readonly SourceDocument[]): Survey {
  return {
    objects: documents.flatMap((document) => {
      const { kind, name, namespace = '', root, place } = document;
      if (kind === undefined || name === undefined) return [];
      return [{ group: groupOf(document), kind, name, namespace, place: place(root.at) }];
    }),
    clusters: networksOf(documents).map((each) => surveyedCluster(each, documents)),
  };
}

function surveyedCluster(
  { cluster, pods, services, machines }: ClusterNetworks,
  documents: readonly SourceDocument[],
): SurveyedCluster {
  const { name = '', namespace = '', root, place } = cluster;
  const joins = joinedBy(cluster, documents);
  return {
    name,
    namespace,
    place: place(at(root, 'metadata', 'name')?.at ?? root.at),
    inner: [...pods, ...services].flatMap(surveyedNetwork),
    machines: machines.flatMap(surveyedNetwork),
    ...(joins === undefined ? {} : { joins }),
  };
}

function surveyedNetwork({ text, network, node, document }: NamedNetwork): readonly SurveyedNetwork[] {
  return network === undefined ? [] : [{ text, network, place: document.place(node.at) }];
}

/** Identity of a VPC or VNet that infrastructure refers to. */
function joinedBy({ root }: SourceDocument, documents: readonly SourceDocument[]): string | undefined {
  const referred = ['infrastructureRef', 'controlPlaneRef'].flatMap((reference) => {
    const [kind, name] = ['kind', 'name'].map((key) => textAt(root, 'spec', reference, key));
    return documents.find((each) => each.kind === kind && each.name === name) ?? [];
  });
  for (const { root: spec } of referred) {
    const id = textAt(spec, 'spec', 'network', 'vpc', 'id') ?? textAt(spec, 'spec', 'network', 'name');
    if (id !== undefined) return id;
    const [group, name] = ['resourceGroup', 'name'].map((key) => textAt(spec, 'spec', 'networkSpec', 'vnet', key));
    if (group !== undefined && name !== undefined) return `${group}/${name}`;
  }
  return undefined;
}
