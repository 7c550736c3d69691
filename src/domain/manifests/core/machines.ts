import { capacityLabels, capacityTaints, maxAnnotation, minAnnotation } from '../../cluster/autoscaler.ts';
import { labelsText, taintText } from '../../cluster/node-marks.ts';
import type { ClusterSpec, WorkerPool } from '../../cluster/spec.ts';
import { contentName } from '../content-name.ts';
import { type FileRole, type JsonObject, labels, metadata, type Part } from '../manifest.ts';
import { bootstrapGroup, coreVersion, infrastructureGroup } from './groups.ts';
import { reference } from './reference.ts';

const deploymentLabel = 'cluster.x-k8s.io/deployment-name';
const controlPlaneLabel = 'cluster.x-k8s.io/control-plane';

const deploymentName = (spec: ClusterSpec, pool: WorkerPool): string => `${spec.name}-${pool.name}`;

/** The spec of a provider's machine template, and where it stands. */
export interface MachineTemplate {
  /** `control-plane`, or the name of the pool. */
  readonly stem: string;
  readonly apiVersion: string;
  readonly kind: string;
  readonly machine: JsonObject;
  /** Comments by path below the machine's spec. */
  readonly comments?: Readonly<Record<string, string>>;
}

/** A machine template of the provider, named after its content. */
export function machineTemplatePart(spec: ClusterSpec, template: MachineTemplate): Part {
  const { stem, apiVersion, kind, machine, comments = {} } = template;
  const content: JsonObject = { template: { spec: machine } };
  return {
    file: stem === 'control-plane' ? 'control-plane' : 'workers',
    manifest: {
      apiVersion,
      kind,
      metadata: metadata(spec, contentName(`${spec.name}-${stem}`, { kind, content }), 'template'),
      spec: content,
    },
    comments: Object.fromEntries(
      Object.entries(comments).map(([path, comment]) => [`spec/template/spec/${path}`, comment]),
    ),
  };
}

/** A pool of worker machines. `bootstrap` is a template, or the name of a Secret that holds what a machine runs first. */
export function machineDeploymentPart(
  spec: ClusterSpec,
  pool: WorkerPool,
  machines: Part,
  bootstrap: Part | { readonly dataSecretName: string },
): Part {
  const name = deploymentName(spec, pool);
  const own = { [labels.clusterName]: spec.name, [deploymentLabel]: name };
  return {
    file: 'workers',
    manifest: {
      apiVersion: coreVersion,
      kind: 'MachineDeployment',
      metadata: metadata(spec, name, 'workers', { annotations: boundsOf(pool) }),
      spec: {
        clusterName: spec.name,
        replicas: pool.autoscaler === undefined ? pool.replicas : undefined,
        selector: { matchLabels: own },
        template: {
          metadata: { labels: own },
          spec: {
            clusterName: spec.name,
            version: spec.kubernetesVersion,
            failureDomain: pool.zones?.[0],
            bootstrap: bootstrapOf(bootstrap),
            infrastructureRef: reference(infrastructureGroup, machines),
          },
        },
      },
    },
  };
}

/**
 * A pool whose machines the provider manages as one: an instance group of its own service, which may keep the bounds of an autoscaler
 * itself.
 */
export function machinePoolPart(
  spec: ClusterSpec,
  pool: WorkerPool,
  machines: Part,
  bootstrap: Part | { readonly dataSecretName: string },
): Part {
  return {
    file: 'workers',
    manifest: {
      apiVersion: coreVersion,
      kind: 'MachinePool',
      metadata: metadata(spec, deploymentName(spec, pool), 'workers', { annotations: boundsOf(pool) }),
      spec: {
        clusterName: spec.name,
        replicas: pool.autoscaler === undefined ? pool.replicas : undefined,
        template: {
          spec: {
            clusterName: spec.name,
            version: spec.kubernetesVersion,
            bootstrap: bootstrapOf(bootstrap),
            infrastructureRef: reference(infrastructureGroup, machines),
          },
        },
      },
    },
  };
}

/** Annotations that the cluster autoscaler reads: its bounds, and what nodes of the pool are like while there are none. */
export function boundsOf({
  autoscaler,
  labels: marks = {},
  taints = [],
}: WorkerPool): Readonly<Record<string, string>> {
  if (autoscaler === undefined) return {};
  return {
    [minAnnotation]: String(autoscaler.min),
    [maxAnnotation]: String(autoscaler.max),
    ...(Object.keys(marks).length === 0 ? {} : { [capacityLabels]: labelsText(marks) }),
    ...(taints.length === 0 ? {} : { [capacityTaints]: taints.map(taintText).join(',') }),
  };
}

function bootstrapOf(bootstrap: Part | { readonly dataSecretName: string }): JsonObject {
  return 'manifest' in bootstrap ? { configRef: reference(bootstrapGroup, bootstrap) } : { ...bootstrap };
}

/** Replaces control plane machines whose node is broken. */
export function controlPlaneHealthCheckPart(spec: ClusterSpec): Part {
  return healthCheckPart(spec, 'control-plane', `${spec.name}-control-plane`, { [controlPlaneLabel]: '' }, '100%', {
    'spec/remediation': 'Whatever the share: the control plane itself never gives up the majority of etcd.',
  });
}

/** Replaces workers of a pool whose node is broken. */
export function workerHealthCheckPart(spec: ClusterSpec, pool: WorkerPool): Part {
  const name = deploymentName(spec, pool);
  return healthCheckPart(spec, 'workers', name, { [deploymentLabel]: name }, '40%', {
    'spec/remediation': 'When more are broken at once, the fault is elsewhere and replacing machines makes it worse.',
  });
}

function healthCheckPart(
  spec: ClusterSpec,
  file: FileRole,
  name: string,
  matchLabels: Readonly<Record<string, string>>,
  share: string,
  comments: Readonly<Record<string, string>>,
): Part {
  return {
    file,
    manifest: {
      apiVersion: coreVersion,
      kind: 'MachineHealthCheck',
      metadata: metadata(spec, name, 'workers'),
      spec: {
        clusterName: spec.name,
        selector: { matchLabels },
        checks: {
          nodeStartupTimeoutSeconds: 1200,
          unhealthyNodeConditions: [
            { type: 'Ready', status: 'Unknown', timeoutSeconds: 300 },
            { type: 'Ready', status: 'False', timeoutSeconds: 600 },
          ],
        },
        remediation: { triggerIf: { unhealthyLessThanOrEqualTo: share } },
      },
    },
    comments: {
      'spec/checks/nodeStartupTimeoutSeconds': 'Time for a machine to boot and join.',
      'spec/checks/unhealthyNodeConditions/1':
        'Longer, because a node stays NotReady until the CNI add-on is installed.',
      ...comments,
    },
  };
}
