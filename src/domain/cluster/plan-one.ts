import type { Finding } from '../finding.ts';
import { providers } from '../manifests/registry.ts';
import type { CreateWish } from './arguments.ts';
import { checkCapi, chooseCni, chooseFlavor, choosePackaging } from './choices.ts';
import type { PlanInput } from './plan.ts';
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
  const { defaults, capi, clusters, delivery } = configuration;
  const asked = wish.version ?? defaults.kubernetesVersion;
  const version = parseVersion(asked);
  const packaging = choosePackaging(wish.packaging ?? defaults.packaging);
  const chosen = chooseProvider(region, wish.provider, configuration);
  const general = [...chosen.findings, ...checkVersion(asked), ...packaging.findings, ...checkCapi(capi.apiVersion)];
  if (chosen.provider === undefined) return { findings: general };

  const provider = providers[chosen.provider];
  const flavor = chooseFlavor(wish.flavor ?? provider.defaultFlavor(configuration), provider);
  if (flavor.value === undefined) return { findings: [...general, ...flavor.findings] };
  const cni = chooseCni(wish.cni, defaults.cni, provider, flavor.value);
  const types = provider.machineTypes(
    { worker: wish.machineType, controlPlane: wish.controlPlaneMachineType },
    configuration,
    flavor.value,
  );
  const findings = [...general, ...cni.findings, ...types.findings];
  if (version === undefined || packaging.value === undefined || cni.value === undefined) return { findings };
  const ttlSeconds = wish.ttlSeconds ?? defaults.ttlSeconds;
  return {
    findings,
    spec: {
      name,
      namespace: clusters.namespace,
      provider: provider.id,
      flavor: flavor.value,
      region,
      kubernetesVersion: formatVersion(version),
      controlPlane: { replicas: wish.controlPlane ?? defaults.controlPlane, machineType: types.controlPlane },
      pools: [{ name: firstPool, replicas: wish.workers ?? defaults.workers, machineType: types.worker }],
      packaging: packaging.value,
      cni: cni.value,
      ...(ttlSeconds === undefined ? {} : { ttlSeconds }),
      capi: capi.apiVersion,
      owner: { repositoryId: input.repositoryId, request: input.requestId, delivery },
    },
  };
}
