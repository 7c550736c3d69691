import type { FileContent } from '../cluster/spec.ts';
import { yamlText } from '../manifests/yaml-text.ts';
import type { ManagedProvider } from './providers/provider.ts';
import { versions } from './versions.ts';

/** Name of the kind cluster; its context is `kind-<name>`. */
export const kindCluster = 'management';

/** A cluster in containers on this machine, to try things out on or to move from. */
export function kindFile(providers: readonly ManagedProvider[]): FileContent {
  const mounts = [...new Set(providers.flatMap((each) => each.mounts ?? []))];
  const node = {
    role: 'control-plane',
    image: versions.kindNode,
    ...(mounts.length > 0 && {
      extraMounts: mounts.map((path) => ({ hostPath: path, containerPath: path })),
    }),
  };
  const body = yamlText(
    { kind: 'Cluster', apiVersion: 'kind.x-k8s.io/v1alpha4', name: kindCluster, nodes: [node] },
    {
      'nodes/0/image': `Of kind ${versions.kind}. Cluster API 1.14 is made for management clusters of Kubernetes 1.33 to 1.36.`,
      'nodes/0/extraMounts': 'The development provider makes machines as containers beside this node.',
    },
  );
  const head = [
    '# A management cluster in a container, to try things out on. In production use a cluster that outlives this machine,',
    '# as README.md says.',
  ];
  return { path: 'management/kind.yaml', content: `${head.join('\n')}\n${body}` };
}
