import type { Configuration } from '../access/configuration.ts';
import type { Finding } from '../finding.ts';
import type { Flavor, MachineRole, Provider } from '../manifests/provider.ts';
import { providers } from '../manifests/registry.ts';
import type { CreateWish } from './arguments.ts';
import { checkEndpoint, checkNetwork, chooseCni, chooseFlavor, choosePackaging } from './choices.ts';
import { checkControlPlane } from './limits.ts';
import type { PlanInput } from './plan.ts';
import { checkNameLength } from './plan-names.ts';
import { chooseProvider } from './region.ts';
import type { ClusterSpec } from './spec.ts';
import { checkVersion, formatVersion, parseVersion } from './versions.ts';

interface One {
  readonly region: string;
  readonly name: string;
  readonly wish: CreateWish;
  readonly input: PlanInput;
}

interface Planned {
  /** Absent when too little was understood to fill it in. */
  readonly spec?: ClusterSpec;
  readonly findings: readonly Finding[];
}

/** Name of the pool that `/create-cluster` makes, as upstream templates have it. */
const firstPool = 'md-0';

/** Plans the cluster of one region, with all that is wrong with it. */
export function planOne({ region, name, wish, input }: One): Planned {
  const { configuration } = input;
  const { defaults, addons, clusters, delivery } = configuration;
  const askedVersion = wish.version ?? defaults.kubernetesVersion;
  const packaging = choosePackaging(wish.packaging ?? defaults.packaging);
  const chosen = chooseProvider(region, wish.provider, configuration);
  const general = [...chosen.findings, ...packaging.findings];
  if (chosen.provider === undefined) return { findings: [...general, ...checkVersion(askedVersion)] };

  const provider = providers[chosen.provider];
  const askedFlavor = wish.flavor ?? chosen.flavor ?? provider.defaultFlavor(configuration);
  const { value: flavor, findings: flavorFindings } = chooseFlavor(askedFlavor, provider);
  if (flavor === undefined) return { findings: [...general, ...checkVersion(askedVersion), ...flavorFindings] };
  const of = `${provider.title} (${flavor.id})`;
  const cni = chooseCni(wish.cni, defaults.cni, flavor, addons.installer);
  const machines = chooseMachines(wish, configuration, provider, flavor);
  const network = {
    pods: wish.podCidr ?? configuration.network.pods,
    services: wish.serviceCidr ?? configuration.network.services,
  };
  const findings = [
    ...general,
    ...checkNameLength(name, flavor.longestName, wish, of),
    ...checkVersion(askedVersion, flavor.minors, of),
    ...cni.findings,
    ...machines.findings,
    ...checkNetwork(network),
    ...checkEndpoint(wish, flavor),
  ];
  const version = parseVersion(askedVersion);
  if (version === undefined || packaging.value === undefined || cni.value === undefined) return { findings };
  const ttlSeconds = wish.ttlSeconds ?? defaults.ttlSeconds;
  const spec: ClusterSpec = {
    name,
    namespace: clusters.namespace,
    provider: provider.id,
    flavor: flavor.id,
    region,
    kubernetesVersion: formatVersion(version),
    controlPlane: machines.controlPlane,
    pools: [machines.pool],
    packaging: packaging.value,
    cni: cni.value,
    addons: addons.installer,
    network,
    ...(flavor.needsEndpoint === true && wish.endpoint !== undefined ? { endpoint: wish.endpoint } : {}),
    ...(ttlSeconds === undefined ? {} : { ttlSeconds }),
    capi: input.capi,
    owner: { repositoryId: input.repositoryId, request: input.requestId, delivery },
  };
  return { findings: [...findings, ...(flavor.check?.(spec, configuration) ?? [])], spec };
}

interface Machines {
  readonly controlPlane: ClusterSpec['controlPlane'];
  readonly pool: ClusterSpec['pools'][number];
  readonly findings: readonly Finding[];
}

/** How many machines of which type, with what is wrong with either. */
function chooseMachines(wish: CreateWish, configuration: Configuration, provider: Provider, flavor: Flavor): Machines {
  const preset = provider.machineTypes(configuration, flavor.id);
  const typeOf = (asked: string | undefined, role: MachineRole, otherwise: string) =>
    chooseType(asked, role, otherwise, provider, configuration);
  const workers = wish.workers ?? Math.max(configuration.defaults.workers, flavor.leastWorkers);
  const workerType = typeOf(wish.machineType, 'worker', preset.worker);
  const pool = { name: firstPool, replicas: workers, machineType: workerType.value };
  const findings = [
    ...workerType.findings,
    ...(workers >= 0 && workers < flavor.leastWorkers ? [tooFewWorkers(workers, flavor)] : []),
  ];
  if (flavor.managedControlPlane) {
    const asked = [
      ...(wish.controlPlane === undefined ? [] : ['control-plane']),
      ...(wish.controlPlaneMachineType === undefined ? [] : ['control-plane-machine-type']),
    ];
    const controlPlane = { replicas: 0, machineType: '' };
    return { controlPlane, pool, findings: [...findings, ...asked.map((key) => changesNothing(key, flavor))] };
  }
  const replicas = wish.controlPlane ?? configuration.defaults.controlPlane;
  const { value: machineType, findings: typeFindings } = typeOf(
    wish.controlPlaneMachineType,
    'control plane',
    preset.controlPlane,
  );
  return {
    controlPlane: { replicas, machineType },
    pool,
    findings: [...findings, ...checkControlPlane(replicas, configuration), ...typeFindings],
  };
}

/** The asked machine type, else the preset; judged whoever said it. */
function chooseType(
  asked: string | undefined,
  role: MachineRole,
  preset: string,
  provider: Provider,
  configuration: Configuration,
): { readonly value: string; readonly findings: readonly Finding[] } {
  if (provider.machinesHaveNoType !== true) {
    const value = asked ?? preset;
    return { value, findings: provider.checkMachineType(value, role, configuration) };
  }
  if (asked === undefined) return { value: preset, findings: [] };
  const message = `Machines of ${provider.title} have no type; "${asked}" changes nothing.`;
  const cure = 'Leave the machine type out.';
  return { value: preset, findings: [{ code: 'cluster/machine-type-invalid', severity: 'warning', message, cure }] };
}

function tooFewWorkers(workers: number, flavor: Flavor): Finding {
  return {
    code: 'cluster/workers-needed',
    severity: 'error',
    message: `A cluster of this kind (${flavor.id}) needs at least ${flavor.leastWorkers} workers, and ${workers} are asked for.`,
    cure: `Use workers=${flavor.leastWorkers} or more.`,
  };
}

function changesNothing(key: string, flavor: Flavor): Finding {
  return {
    code: 'command/argument-invalid',
    severity: 'warning',
    message: `The provider's service runs the control plane (${flavor.id}); ${key}= changes nothing.`,
    cure: `Leave ${key}= out.`,
  };
}
