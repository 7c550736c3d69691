import type { Configuration } from '../access/configuration.ts';
import { defaultConfiguration } from '../access/default-configuration.ts';
import { environmentOf } from '../access/subject.ts';
import type { Finding } from '../finding.ts';
import { providers } from '../manifests/registry.ts';
import { addonInstaller } from './addon-installer.ts';
import type { CreateWish } from './arguments.ts';
import { checkEndpoint, checkNetwork, chooseCni, chooseFlavor, choosePackaging } from './choices.ts';
import { checkControlPlane } from './counts.ts';
import { longestName } from './names.ts';
import type { PlanInput } from './plan.ts';
import { chooseMachines, firstPool } from './plan-machines.ts';
import { checkNameLength } from './plan-names.ts';
import { chooseTemplate } from './plan-template.ts';
import { chooseProvider, chooseProviderOfTemplate } from './region.ts';
import { type ClusterSpec, type PlannedSpec, type TemplateUse, templateFlavor } from './spec.ts';
import { checkVersion, formatVersion, parseVersion } from './versions.ts';

interface One {
  readonly region: string;
  readonly name: string;
  readonly wish: CreateWish;
  readonly input: PlanInput;
}

interface Planned {
  /** Absent when too little was understood to fill it in. */
  readonly spec?: PlannedSpec;
  readonly findings: readonly Finding[];
}

/** Plans the cluster of one region, with all that is wrong with it. */
export function planOne({ region, name, wish, input: asked }: One): Planned {
  const configuration = forEnvironment(asked.configuration, name);
  const input = { ...asked, configuration };
  const { defaults, addons } = configuration;
  const askedVersion = wish.version ?? defaults.kubernetesVersion;
  const template = chooseTemplate(wish, configuration);
  const packaging = choosePackaging(wish.packaging ?? (template.use === undefined ? defaults.packaging : 'plain'));
  const named = wish.provider ?? template.settings?.provider;
  if (template.use !== undefined) {
    const { provider, findings } = chooseProviderOfTemplate(region, named, configuration);
    const general = [...findings, ...packaging.findings, ...template.findings];
    if (provider === undefined) return { findings: [...general, ...checkVersion(askedVersion)] };
    const planned = planFromTemplate({ region, name, wish: template.wish, input }, provider, template.use);
    return { ...planned, findings: [...general, ...planned.findings] };
  }
  const chosen = chooseProvider(region, named, configuration);
  const general = [...chosen.findings, ...packaging.findings, ...template.findings];
  if (chosen.provider === undefined) return { findings: [...general, ...checkVersion(askedVersion)] };

  const provider = providers[chosen.provider];
  const askedFlavor = wish.flavor ?? chosen.flavor ?? provider.defaultFlavor(configuration);
  const { value: flavor, findings: flavorFindings } = chooseFlavor(askedFlavor, provider);
  if (flavor === undefined) return { findings: [...general, ...checkVersion(askedVersion), ...flavorFindings] };
  const of = `${provider.title} (${flavor.id})`;
  const cni = chooseCni(wish.cni, defaults.cni, flavor, addonInstaller(addons.installer));
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
  const spec: ClusterSpec = {
    ...common({ region, name, wish, input }),
    provider: provider.id,
    flavor: flavor.id,
    kubernetesVersion: formatVersion(version),
    controlPlane: machines.controlPlane,
    pools: [machines.pool],
    packaging: packaging.value,
    cni: cni.value,
    network,
    ...(flavor.needsEndpoint === true && wish.endpoint !== undefined ? { endpoint: wish.endpoint } : {}),
  };
  return { findings: [...findings, ...(flavor.check?.(spec, configuration) ?? [])], spec };
}

/** The configuration with the defaults of the environment that the name belongs to. */
function forEnvironment(configuration: Configuration, name: string): Configuration {
  const { environments, defaults } = configuration;
  const environment = environments[environmentOf(name, environments, undefined)];
  return environment === undefined
    ? configuration
    : { ...configuration, defaults: { ...defaults, ...environment.defaults } };
}

/** What a spec has whatever makes its objects. */
function common({ region, name, wish, input }: One) {
  const { clusters, defaults, addons, delivery } = input.configuration;
  const ttlSeconds = wish.ttlSeconds ?? defaults.ttlSeconds;
  return {
    name,
    namespace: clusters.namespace,
    region,
    addons: addonInstaller(addons.installer),
    ...(ttlSeconds === undefined ? {} : { ttlSeconds }),
    capi: input.capi,
    owner: { repositoryId: input.repositoryId, request: input.requestId, delivery },
  };
}

const { network: usual } = defaultConfiguration;

/** A cluster whose objects a template makes: what the template does not ask for is not judged. */
function planFromTemplate(one: One, provider: string, use: TemplateUse): Planned {
  const { name, wish, input } = one;
  const { defaults, network } = input.configuration;
  const asked = wish.version ?? defaults.kubernetesVersion;
  const version = parseVersion(asked);
  const named = (what: 'pods' | 'services', asked: string | undefined): Partial<ClusterSpec['network']> => {
    const value = asked ?? (network[what] === usual[what] ? undefined : network[what]);
    return value === undefined ? {} : { [what]: value };
  };
  const networks = { ...named('pods', wish.podCidr), ...named('services', wish.serviceCidr) };
  const replicas = wish.controlPlane ?? defaults.controlPlane;
  const findings = [
    ...checkNameLength(name, longestName, wish, 'a template'),
    ...checkVersion(asked),
    ...checkNetwork(networks),
    ...checkControlPlane(replicas),
  ];
  if (version === undefined) return { findings };
  return {
    findings,
    spec: {
      ...common(one),
      provider,
      flavor: templateFlavor,
      kubernetesVersion: formatVersion(version),
      controlPlane: { replicas, machineType: wish.controlPlaneMachineType ?? '' },
      pools: [{ name: firstPool, replicas: wish.workers ?? defaults.workers, machineType: wish.machineType ?? '' }],
      packaging: 'plain',
      cni: 'none',
      network: networks,
      ...(wish.endpoint === undefined ? {} : { endpoint: wish.endpoint }),
      template: use,
    },
  };
}
