import { labelsText } from '../../cluster/node-marks.ts';
import type { ClusterSpec, WorkerPool } from '../../cluster/spec.ts';
import { contentName } from '../content-name.ts';
import { type Json, type JsonObject, metadata, type Part } from '../manifest.ts';
import { controlPlaneName } from './cluster.ts';
import { bootstrapVersion, controlPlaneVersion, infrastructureGroup } from './groups.ts';
import { reference } from './reference.ts';

/** What a provider asks of kubeadm. */
export interface KubeadmNeeds {
  /** Of the control plane; workers have none. */
  readonly clusterConfiguration?: JsonObject;
  readonly nodeRegistration: JsonObject;
  /** Further fields beside `joinConfiguration`: `files`, `preKubeadmCommands` and the like. */
  readonly further?: JsonObject;
  /** Comments by path below `nodeRegistration`. */
  readonly nodeComments?: Readonly<Record<string, string>>;
  /** Comments by path below the whole configuration, on the control plane only. */
  readonly comments?: Readonly<Record<string, string>>;
}

/** A KubeadmControlPlane whose machines are made from `template`. */
export function kubeadmControlPlanePart(spec: ClusterSpec, template: Part, needs: KubeadmNeeds): Part {
  return {
    file: 'control-plane',
    manifest: {
      apiVersion: controlPlaneVersion,
      kind: 'KubeadmControlPlane',
      metadata: metadata(spec, controlPlaneName(spec), 'control-plane'),
      spec: {
        replicas: spec.controlPlane.replicas,
        version: spec.kubernetesVersion,
        machineTemplate: {
          spec: { infrastructureRef: reference(infrastructureGroup, template) },
        },
        kubeadmConfigSpec: {
          clusterConfiguration: needs.clusterConfiguration,
          initConfiguration: { nodeRegistration: needs.nodeRegistration },
          joinConfiguration: { nodeRegistration: needs.nodeRegistration },
          ...needs.further,
        },
      },
    },
    comments: {
      'spec/replicas': 'Odd, because etcd runs on these machines and needs a majority.',
      'spec/machineTemplate/spec/infrastructureRef/name':
        'Templates are immutable: the name ends in a digest of the content.',
      ...below('spec/kubeadmConfigSpec', needs.comments),
      ...below('spec/kubeadmConfigSpec/initConfiguration/nodeRegistration', needs.nodeComments),
    },
  };
}

/** How the machines of a pool join: a template named after its content. */
export function kubeadmConfigTemplatePart(spec: ClusterSpec, pool: WorkerPool, needs: KubeadmNeeds): Part {
  const content: JsonObject = {
    template: {
      spec: { joinConfiguration: { nodeRegistration: marked(needs.nodeRegistration, pool) }, ...needs.further },
    },
  };
  return {
    file: 'workers',
    manifest: {
      apiVersion: bootstrapVersion,
      kind: 'KubeadmConfigTemplate',
      metadata: metadata(spec, contentName(`${spec.name}-${pool.name}`, content), 'template'),
      spec: content,
    },
  };
}

/** The kubelet gives its node the labels and taints of the pool. */
function marked(nodeRegistration: JsonObject, { labels = {}, taints }: WorkerPool): JsonObject {
  const given = nodeRegistration.kubeletExtraArgs;
  const others: readonly Json[] = Array.isArray(given) ? given : [];
  const own = Object.keys(labels).length === 0 ? [] : [{ name: 'node-labels', value: labelsText(labels) }];
  const all = [...others, ...own];
  return {
    ...nodeRegistration,
    kubeletExtraArgs: all.length === 0 ? undefined : all,
    taints: taints?.map((taint) => ({ ...taint })),
  };
}

function below(path: string, comments: Readonly<Record<string, string>> = {}): Record<string, string> {
  return Object.fromEntries(Object.entries(comments).map(([key, comment]) => [`${path}/${key}`, comment]));
}
