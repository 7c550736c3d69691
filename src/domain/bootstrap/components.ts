import { topology } from './providers/features.ts';
import type { Feature, ManagedProvider, Variable } from './providers/provider.ts';
import { versions } from './versions.ts';

/** A part of Cluster API that is installed by itself, with a manager of its own. */
export interface Component {
  readonly type: 'core' | 'bootstrap' | 'control-plane' | 'infrastructure' | 'ipam' | 'addon';
  readonly name: string;
  readonly version: string;
  readonly namespace: string;
  readonly url?: string;
  readonly features: readonly Feature[];
  /** What its manifests are told. */
  readonly variables: readonly Variable[];
}

const own = { version: versions.clusterApi, variables: [] };

/** Everything that is installed for some providers, in the order of installation. */
export function components(providers: readonly ManagedProvider[]): readonly Component[] {
  return [
    { ...own, type: 'core', name: 'cluster-api', namespace: 'capi-system', features: [topology('CLUSTER_TOPOLOGY')] },
    { ...own, type: 'bootstrap', name: 'kubeadm', namespace: 'capi-kubeadm-bootstrap-system', features: [] },
    {
      ...own,
      type: 'control-plane',
      name: 'kubeadm',
      namespace: 'capi-kubeadm-control-plane-system',
      features: [topology('CLUSTER_TOPOLOGY')],
    },
    ...(providers.some((each) => each.ipam)
      ? [
          {
            type: 'ipam' as const,
            name: 'in-cluster',
            version: versions.ipamInCluster,
            namespace: 'capi-ipam-in-cluster-system',
            features: [],
            variables: [],
          },
        ]
      : []),
    ...providers.map(({ name, version, namespace, url, features, variables, managerSecret }) => ({
      type: 'infrastructure' as const,
      name,
      version,
      namespace,
      ...(url === undefined ? {} : { url }),
      features,
      variables: managerSecret === undefined ? variables : [],
    })),
    {
      type: 'addon',
      name: 'helm',
      version: versions.addonHelm,
      namespace: 'caaph-system',
      features: [],
      variables: [],
    },
  ];
}
