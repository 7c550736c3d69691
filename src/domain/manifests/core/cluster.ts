import type { ClusterSpec } from '../../cluster/spec.ts';
import { type JsonObject, labels, metadata, type Part, ttlAnnotation } from '../manifest.ts';
import { controlPlaneGroup, coreVersion, infrastructureGroup } from './groups.ts';

export const controlPlaneName = (spec: ClusterSpec): string => `${spec.name}-control-plane`;

/** What a Cluster refers to. The infrastructure object has the cluster's own name. */
export interface ClusterReferences {
  /** Kind of the infrastructure object. */
  readonly infrastructure: string;
  /** A KubeadmControlPlane when left out. */
  readonly controlPlane?: { readonly apiGroup: string; readonly kind: string; readonly name: string };
  /** The networks that it names, where the provider's service chooses the others; those of the spec when left out. */
  readonly networks?: { readonly pods?: string; readonly services?: string };
}

/** The Cluster: what all other objects belong to. */
export function clusterPart(spec: ClusterSpec, references: ClusterReferences, further: JsonObject = {}): Part {
  const clusterLabels: Record<string, string> = {
    [labels.cluster]: spec.name,
    [labels.provider]: spec.provider,
    [labels.flavor]: spec.flavor,
    [labels.region]: spec.region,
    [labels.cni]: spec.cni,
  };
  const ttl: Record<string, string> = spec.ttlSeconds === undefined ? {} : { [ttlAnnotation]: String(spec.ttlSeconds) };
  const { pods, services } = references.networks ?? spec.network;
  return {
    file: 'cluster',
    manifest: {
      apiVersion: coreVersion,
      kind: 'Cluster',
      metadata: metadata(spec, spec.name, 'cluster', { labels: clusterLabels, annotations: ttl }),
      spec: {
        clusterNetwork: {
          pods: pods === undefined ? undefined : { cidrBlocks: [pods] },
          services: services === undefined ? undefined : { cidrBlocks: [services] },
          serviceDomain: 'cluster.local',
        },
        ...further,
        controlPlaneRef: references.controlPlane ?? {
          apiGroup: controlPlaneGroup,
          kind: 'KubeadmControlPlane',
          name: controlPlaneName(spec),
        },
        infrastructureRef: { apiGroup: infrastructureGroup, kind: references.infrastructure, name: spec.name },
      },
    },
    comments: {
      [`metadata/labels/${labels.cluster}`]: "The cluster's own add-ons select it by this label.",
      [`metadata/annotations/${ttlAnnotation}`]: 'Seconds that the cluster may live, counted from the merge.',
    },
  };
}
