import type { ClusterSpec } from '../../cluster/spec.ts';
import { type JsonObject, labels, metadata, type Part, ttlAnnotation } from '../manifest.ts';
import { controlPlaneGroup, coreVersion, infrastructureGroup } from './groups.ts';

/** The pods' network; the CNI add-ons are told the same. */
export const podCidr = '192.168.0.0/16';
const serviceCidr = '10.96.0.0/12';

export const controlPlaneName = (spec: ClusterSpec): string => `${spec.name}-control-plane`;

/** The Cluster: what all other objects belong to. */
export function clusterPart(spec: ClusterSpec, infrastructureKind: string): Part {
  const clusterLabels: Record<string, string> = {
    [labels.cluster]: spec.name,
    [labels.provider]: spec.provider,
    [labels.flavor]: spec.flavor,
    [labels.region]: spec.region,
    [labels.cni]: spec.cni,
  };
  const ttl: Record<string, string> = spec.ttlSeconds === undefined ? {} : { [ttlAnnotation]: String(spec.ttlSeconds) };
  const specification: JsonObject = {
    clusterNetwork: {
      pods: { cidrBlocks: [podCidr] },
      services: { cidrBlocks: [serviceCidr] },
      serviceDomain: 'cluster.local',
    },
    controlPlaneRef: { apiGroup: controlPlaneGroup, kind: 'KubeadmControlPlane', name: controlPlaneName(spec) },
    infrastructureRef: { apiGroup: infrastructureGroup, kind: infrastructureKind, name: spec.name },
  };
  return {
    file: 'cluster',
    manifest: {
      apiVersion: coreVersion,
      kind: 'Cluster',
      metadata: metadata(spec, spec.name, 'cluster', { labels: clusterLabels, annotations: ttl }),
      spec: specification,
    },
    comments: {
      [`metadata/labels/${labels.cluster}`]: "The cluster's own add-ons select it by this label.",
      [`metadata/annotations/${ttlAnnotation}`]: 'Seconds that the cluster may live, counted from the merge.',
    },
  };
}
