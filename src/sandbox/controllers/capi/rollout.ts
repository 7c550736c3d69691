import { createHash } from 'node:crypto';
import { asTree, at, type KubeObject, withAt } from '../../kubernetes/object.ts';
import { isTrue, type Verdict } from './conditions.ts';
import { type Labels, machinesOf, setFinalizer } from './machine-set.ts';
import { newName } from './machines.ts';
import {
  again,
  clusterLabel,
  controlledBy,
  ensure,
  isDeleting,
  numberAt,
  ownerReference,
  remove,
  textAt,
  type World,
} from './world.ts';

export const deploymentManager = 'capi-machinedeployment';

export const hashLabel = 'machine-template-hash';

/** What of a template makes its machines different; labels and annotations are changed in place. */
export const templateHash = (template: unknown): string => {
  const spec = asTree(at(template, 'spec'));
  const text = JSON.stringify([spec.version, at(spec, 'bootstrap'), at(spec, 'infrastructureRef'), spec.failureDomain]);
  return createHash('sha256').update(text).digest('hex').slice(0, 10);
};

export const setsOf = (world: World, deployment: KubeObject): readonly KubeObject[] =>
  world.store
    .list('cluster.x-k8s.io', 'MachineSet', deployment.metadata.namespace)
    .filter((set) => controlledBy(set, deployment));

export const addSet = (world: World, cluster: KubeObject, deployment: KubeObject, hash: string): KubeObject => {
  const { name, namespace } = deployment.metadata;
  const template = asTree(at(deployment, 'spec', 'template'));
  const labels = { ...(asTree(at(template, 'metadata', 'labels')) as Labels), [hashLabel]: hash };
  const own = { [clusterLabel]: cluster.metadata.name, 'cluster.x-k8s.io/deployment-name': name };
  return world.store.create(
    {
      apiVersion: 'cluster.x-k8s.io/v1beta2',
      kind: 'MachineSet',
      metadata: {
        name: newName(deployment),
        ...(namespace === undefined ? {} : { namespace }),
        labels: { ...labels, ...own },
        annotations: { 'machinedeployment.clusters.x-k8s.io/revision': String(setsOf(world, deployment).length + 1) },
        ownerReferences: [ownerReference(deployment, true)],
        finalizers: [setFinalizer],
      },
      spec: {
        clusterName: cluster.metadata.name,
        replicas: 0,
        selector: withAt(asTree(at(deployment, 'spec', 'selector')), ['matchLabels', hashLabel], hash),
        template: { ...template, metadata: { ...asTree(template.metadata), labels: { ...labels, ...own } } },
      },
    },
    deploymentManager,
  );
};

const resize = (world: World, set: KubeObject, replicas: number): void => {
  const current = again(world, set);
  if (current !== undefined) ensure(world, current, withAt(current, ['spec', 'replicas'], replicas), deploymentManager);
};

export const share = (value: unknown, of: number, fallback: number): number =>
  typeof value === 'number'
    ? value
    : typeof value === 'string'
      ? Math.ceil((Number.parseFloat(value) / 100) * of)
      : fallback;

/** One step of a rolling update: new machines as far as the surge allows, old ones away as far as enough are available. */
export const roll = (
  world: World,
  deployment: KubeObject,
  fresh: KubeObject,
  old: readonly KubeObject[],
  desired: number,
): void => {
  const strategy = at(deployment, 'spec', 'rollout', 'strategy', 'rollingUpdate');
  const surge = share(at(strategy, 'maxSurge'), desired, 1);
  const unavailable = share(at(strategy, 'maxUnavailable'), desired, 0);
  const size = (set: KubeObject): number => numberAt(set, 'spec', 'replicas') ?? 0;
  const total = size(fresh) + old.reduce((sum, set) => sum + size(set), 0);
  if (old.every((set) => size(set) === 0)) {
    resize(world, fresh, desired);
    for (const set of old) if (machinesOf(world, set).length === 0) remove(world, set);
    return;
  }
  if (total < desired + surge && size(fresh) < desired) {
    resize(world, fresh, Math.min(desired, size(fresh) + desired + surge - total));
    return;
  }
  const available = [fresh, ...old]
    .flatMap((set) => machinesOf(world, set))
    .filter((machine) => isTrue(machine, 'Available') && !isDeleting(machine)).length;
  const spare = available - (desired - unavailable);
  const shrinking = old.find((set) => size(set) > 0);
  if (spare > 0 && shrinking !== undefined) resize(world, shrinking, Math.max(0, size(shrinking) - spare));
};

export const upToDateVerdict = (set: KubeObject, deployment: KubeObject): Verdict => {
  const current = asTree(at(set, 'spec', 'template', 'spec'));
  const wanted = asTree(at(deployment, 'spec', 'template', 'spec'));
  if (templateHash({ spec: current }) === templateHash({ spec: wanted }))
    return { type: 'UpToDate', status: 'True', reason: 'UpToDate' };
  const lines = [
    ...(current.version === wanted.version
      ? []
      : [`* Version ${String(current.version)}, ${String(wanted.version)} required`]),
    ...(at(current, 'infrastructureRef', 'name') === at(wanted, 'infrastructureRef', 'name')
      ? []
      : [`* ${textAt(wanted, 'infrastructureRef', 'kind')?.replace(/Template$/, '')} is not up-to-date`]),
    ...(at(current, 'bootstrap', 'configRef', 'name') === at(wanted, 'bootstrap', 'configRef', 'name')
      ? []
      : [`* ${textAt(wanted, 'bootstrap', 'configRef', 'kind')?.replace(/Template$/, '')} is not up-to-date`]),
  ];
  return { type: 'UpToDate', status: 'False', reason: 'NotUpToDate', message: lines.join('\n') };
};
