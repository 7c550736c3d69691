import { stringify } from 'yaml';
import { at, type KubeObject } from '../../kubernetes/object.ts';
import { clusterLabel, ownerReference, type World } from './world.ts';

const manager = 'capi-kubeadmcontrolplane';

const kubeconfig = (cluster: KubeObject): string => {
  const { name } = cluster.metadata;
  const host = at(cluster, 'spec', 'controlPlaneEndpoint', 'host');
  const port = at(cluster, 'spec', 'controlPlaneEndpoint', 'port');
  return stringify({
    apiVersion: 'v1',
    kind: 'Config',
    'current-context': `${name}-admin@${name}`,
    clusters: [{ name, cluster: { server: `https://${String(host)}:${String(port)}` } }],
    contexts: [{ name: `${name}-admin@${name}`, context: { cluster: name, user: `${name}-admin` } }],
    users: [{ name: `${name}-admin`, user: {} }],
  });
};

/** The certificate Secrets and, once there is an endpoint, the kubeconfig Secret. Keys and certificates in them are placeholders. */
export const ensureClusterSecrets = (world: World, cluster: KubeObject, controlPlane: KubeObject): void => {
  const { name, namespace } = cluster.metadata;
  const endpoint = at(cluster, 'spec', 'controlPlaneEndpoint', 'host');
  const contents: Readonly<Record<string, Readonly<Record<string, string>>>> = {
    ca: { 'tls.crt': 'sandbox', 'tls.key': 'sandbox' },
    etcd: { 'tls.crt': 'sandbox', 'tls.key': 'sandbox' },
    proxy: { 'tls.crt': 'sandbox', 'tls.key': 'sandbox' },
    sa: { 'tls.crt': 'sandbox', 'tls.key': 'sandbox' },
    ...(endpoint === undefined ? {} : { kubeconfig: { value: kubeconfig(cluster) } }),
  };
  for (const [part, data] of Object.entries(contents)) {
    const secret = `${name}-${part}`;
    if (world.store.get({ group: '', kind: 'Secret', namespace, name: secret }) !== undefined) continue;
    world.store.create(
      {
        apiVersion: 'v1',
        kind: 'Secret',
        type: 'cluster.x-k8s.io/secret',
        metadata: {
          name: secret,
          ...(namespace === undefined ? {} : { namespace }),
          labels: { [clusterLabel]: name },
          ownerReferences: [ownerReference(controlPlane, true)],
        },
        stringData: data,
      },
      manager,
    );
  }
};
