import { at, type KubeObject } from '../../kubernetes/object.ts';
import { contractOf } from './contract.ts';
import { pace } from './pace.ts';
import { clusterLabel, referenceAt, referenced, type World } from './world.ts';

const networks = /cilium|calico|tigera|flannel|antrea|kindnet|weave|kube-router|ovn|amazon-vpc-cni|aws-vpc-cni/i;

const isDeployed = (release: KubeObject): boolean => at(release, 'status', 'status') === 'deployed';

const byHelm = (world: World, cluster: KubeObject): boolean =>
  world.store
    .list('addons.cluster.x-k8s.io', 'HelmReleaseProxy', cluster.metadata.namespace)
    .some(
      (release) =>
        release.metadata.labels?.[clusterLabel] === cluster.metadata.name &&
        networks.test(String(at(release, 'spec', 'chartName') ?? '')) &&
        isDeployed(release),
    );

interface Applied {
  readonly resources?: readonly { readonly kind: string; readonly name: string; readonly applied?: boolean }[];
}

const byResourceSet = (world: World, cluster: KubeObject): boolean => {
  const { namespace, name } = cluster.metadata;
  const binding = world.store.get({
    group: 'addons.cluster.x-k8s.io',
    kind: 'ClusterResourceSetBinding',
    namespace,
    name,
  });
  const bindings = (at(binding, 'spec', 'bindings') ?? []) as readonly Applied[];
  return bindings
    .flatMap((each) => each.resources ?? [])
    .filter((resource) => resource.applied === true)
    .some((resource) => {
      const source = world.store.get({ group: '', kind: resource.kind, namespace, name: resource.name });
      const values = Object.values((at(source, 'data') ?? {}) as Readonly<Record<string, string>>);
      return values.some((text) =>
        networks.test(resource.kind === 'Secret' ? Buffer.from(text, 'base64').toString() : text),
      );
    });
};

/** Managed control planes bring the cloud's own network along. */
const isManaged = (cluster: KubeObject): boolean => {
  const controlPlane = referenceAt(cluster, 'spec', 'controlPlaneRef');
  return (
    controlPlane !== undefined &&
    /Managed|ROSA/.test(controlPlane.kind) &&
    contractOf(controlPlane.group, controlPlane.kind) === 'v1beta1'
  );
};

const isInMemory = (world: World, machine: KubeObject): boolean => {
  const reference = referenceAt(machine, 'spec', 'infrastructureRef');
  const infrastructure = referenced(world, machine.metadata.namespace, reference);
  return at(infrastructure, 'spec', 'backend', 'inMemory') !== undefined;
};

/** Whether the node of a machine has a network, without which it never becomes Ready. */
export const hasNetwork = (world: World, cluster: KubeObject, machine: KubeObject): boolean => {
  if (isInMemory(world, machine)) return true;
  const chosen = isManaged(cluster) || byHelm(world, cluster) || byResourceSet(world, cluster);
  return chosen && world.due(machine, 'network', pace.nodeNetwork);
};
