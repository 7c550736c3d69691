import type { Finding } from '../finding.ts';
import type { Flavor, Provider } from '../manifests/provider.ts';
import { didYouMean } from '../text/suggest.ts';
import type { CreateWish } from './arguments.ts';
import { networkAround, overlap, parseCidr } from './cidr.ts';
import type { AddonInstaller, ClusterSpec, Cni, Packaging } from './spec.ts';

const packagings: readonly Packaging[] = ['plain', 'kustomize', 'helm', 'clusterclass'];
const cnis: readonly Cni[] = ['cilium', 'calico', 'managed', 'none'];

interface Choice<T> {
  readonly value?: T;
  readonly findings: readonly Finding[];
}

/** The packaging that was asked for. */
export function choosePackaging(asked: string): Choice<Packaging> {
  return oneOf(asked, packagings, 'packaging');
}

/** The provider's variant that was asked for. */
export function chooseFlavor(asked: string, provider: Provider): Choice<Flavor> {
  const value = provider.flavors.find((each) => each.id === asked);
  if (value !== undefined) return { value, findings: [] };
  const ids = provider.flavors.map((each) => each.id);
  const meant = didYouMean(asked, ids);
  return {
    findings: [
      {
        code: 'command/argument-invalid',
        severity: 'error',
        message: `The provider ${provider.id} has no flavour "${asked}".`,
        cure: meant === undefined ? `Use flavor=${ids.join(' or flavor=')}.` : `Did you mean "${meant}"?`,
      },
    ],
  };
}

/**
 * The pod network: the asked one, else the preset, else that of the flavour where it needs none of ours. `none` needs machines on
 * which nothing runs, or another add-on manager.
 */
export function chooseCni(
  asked: string | undefined,
  preset: Cni,
  flavor: Flavor,
  installer: AddonInstaller,
): Choice<Cni> {
  const [usual] = flavor.cnis;
  if (asked === undefined && installer === 'external' && usual !== 'managed') return { value: 'none', findings: [] };
  const otherwise = usual === 'none' || usual === 'managed' ? usual : preset;
  const { value, findings } = oneOf(asked ?? otherwise, cnis, 'CNI');
  if (value === undefined) return { findings };
  if (value === 'none' && installer === 'external') return { value, findings: [] };
  if (installer === 'cluster-resource-set' && value === 'calico') {
    const message =
      'Add-ons come by ClusterResourceSet here, and the manifests of calico are larger than the 1 MiB that a ConfigMap holds.';
    const cure =
      'Use cni=cilium, or have the Cluster API add-on provider for Helm installed: clusterctl init --addon helm.';
    return { findings: [{ code: 'cluster/addon-too-large', severity: 'error', message, cure }] };
  }
  if (!flavor.cnis.includes(value)) {
    const cure = `Use cni=${flavor.cnis.join(' or cni=')}.`;
    const message =
      value === 'none'
        ? `Without a CNI no node of a cluster of this kind (${flavor.id}) ever becomes Ready.`
        : `A cluster of this kind (${flavor.id}) cannot have the pod network "${value}".`;
    return { findings: [{ code: 'cluster/cni-needed', severity: 'error', message, cure }] };
  }
  if (value === 'none' || usual !== 'none') return { value, findings: [] };
  return {
    value,
    findings: [
      {
        code: 'cluster/cni-needed',
        severity: 'warning',
        message: `Nothing runs on ${flavor.id} machines: the add-on for ${value} will not become ready.`,
        cure: 'Leave cni= out.',
      },
    ],
  };
}

/** Networks that are none, or that clash with each other. */
export function checkNetwork({ pods, services }: Partial<ClusterSpec['network']>): readonly Finding[] {
  const findings = [pods ?? [], services ?? []].flat().flatMap((text): readonly Finding[] => {
    const network = parseCidr(text);
    if (network?.aligned === true) return [];
    const message = network === undefined ? `"${text}" is not a network.` : `"${text}" has bits set behind its prefix.`;
    const example = networkAround(text) ?? '10.96.0.0/12';
    return [networkFault(message, `Write the first address of the network and its prefix, e.g. ${example}.`)];
  });
  if (findings.length > 0 || pods === undefined || services === undefined || !overlap(pods, services)) return findings;
  return [
    networkFault(
      `The network of the pods ${pods} and that of the services ${services} overlap.`,
      'Choose others with pod-cidr= and service-cidr=.',
    ),
  ];
}

/** An address for the API server, where the provider makes none. */
export function checkEndpoint({ endpoint }: CreateWish, flavor: Flavor): readonly Finding[] {
  if (flavor.needsEndpoint === true) {
    if (endpoint !== undefined) return [];
    const message = `A cluster of this kind (${flavor.id}) needs an address for its API server that nothing else has.`;
    return [
      { code: 'command/argument-missing', severity: 'error', message, cure: 'Give it, e.g. endpoint=10.0.0.10.' },
    ];
  }
  if (endpoint === undefined) return [];
  const message = `A cluster of this kind (${flavor.id}) gets its address from the provider; endpoint= changes nothing.`;
  return [{ code: 'command/argument-invalid', severity: 'warning', message, cure: 'Leave endpoint= out.' }];
}

function networkFault(message: string, cure: string): Finding {
  return { code: 'cluster/network-invalid', severity: 'error', message, cure };
}

function oneOf<T extends string>(asked: string, values: readonly T[], what: string): Choice<T> {
  const value = values.find((each) => each === asked);
  if (value !== undefined) return { value, findings: [] };
  const meant = didYouMean(asked, values);
  const cure = meant === undefined ? `Use one of ${values.join(', ')}.` : `Did you mean "${meant}"?`;
  const message = `There is no ${what} "${asked}".`;
  return { findings: [{ code: 'command/argument-invalid', severity: 'error', message, cure }] };
}
