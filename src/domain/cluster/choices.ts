import type { Finding } from '../finding.ts';
import type { Provider } from '../manifests/provider.ts';
import { didYouMean } from '../text/suggest.ts';
import type { CapiVersion, Cni, Packaging } from './spec.ts';

const packagings: readonly Packaging[] = ['plain', 'kustomize', 'helm', 'clusterclass'];
const cnis: readonly Cni[] = ['cilium', 'calico', 'none'];

interface Choice<T> {
  readonly value?: T;
  readonly findings: readonly Finding[];
}

/** The packaging that was asked for, when it can be rendered. */
export function choosePackaging(asked: string): Choice<Packaging> {
  const value = packagings.find((each) => each === asked);
  if (value === 'plain') return { value, findings: [] };
  const meant = value === undefined ? didYouMean(asked, packagings) : undefined;
  return {
    findings: [
      {
        code: value === undefined ? 'command/argument-invalid' : 'cluster/provider-unavailable',
        severity: 'error',
        message:
          value === undefined ? `There is no packaging "${asked}".` : `The packaging "${asked}" is not built yet.`,
        cure: meant === undefined ? 'Use packaging=plain.' : `Did you mean "${meant}"?`,
      },
    ],
  };
}

/** Whether manifests of the configured Cluster API version can be rendered. */
export function checkCapi(version: CapiVersion): readonly Finding[] {
  if (version === 'v1beta2') return [];
  return [
    {
      code: 'cluster/provider-unavailable',
      severity: 'error',
      message: `Manifests of Cluster API ${version} are not built yet.`,
      cure: 'Set capi.apiVersion to v1beta2 in .github/clusterops.yml.',
    },
  ];
}

/** The provider's variant that was asked for. */
export function chooseFlavor(asked: string, provider: Provider): Choice<string> {
  if (provider.flavors.includes(asked)) return { value: asked, findings: [] };
  const planned = provider.plannedFlavors.includes(asked);
  const meant = didYouMean(asked, provider.flavors);
  return {
    findings: [
      {
        code: planned ? 'cluster/provider-unavailable' : 'command/argument-invalid',
        severity: 'error',
        message: planned
          ? `The flavour "${asked}" of ${provider.id} is not built yet.`
          : `The provider ${provider.id} has no flavour "${asked}".`,
        cure: meant === undefined ? `Use flavor=${provider.flavors.join(' or flavor=')}.` : `Did you mean "${meant}"?`,
      },
    ],
  };
}

/** The CNI: the asked one, else none where machines become Ready without, else the default. */
export function chooseCni(asked: string | undefined, preset: Cni, provider: Provider, flavor: string): Choice<Cni> {
  const dispensable = provider.worksWithoutCni(flavor);
  const value = cnis.find((each) => each === (asked ?? (dispensable ? 'none' : preset)));
  if (value === undefined) {
    const meant = didYouMean(asked ?? '', cnis);
    const cure = meant === undefined ? `Use cni=${cnis.join(', cni=')}.` : `Did you mean "${meant}"?`;
    const message = `There is no CNI "${asked ?? ''}".`;
    return { findings: [{ code: 'command/argument-invalid', severity: 'error', message, cure }] };
  }
  if (value === 'none' && !dispensable) {
    return {
      findings: [
        {
          code: 'cluster/cni-needed',
          severity: 'error',
          message: `Without a CNI no node of a ${provider.id} cluster (${flavor}) ever becomes Ready.`,
          cure: 'Use cni=cilium or cni=calico.',
        },
      ],
    };
  }
  if (value === 'none' || !dispensable) return { value, findings: [] };
  return {
    value,
    findings: [
      {
        code: 'cluster/cni-needed',
        severity: 'warning',
        message: `Nothing runs on ${flavor} machines: the add-on for ${value} will not become ready.`,
        cure: 'Leave cni= out.',
      },
    ],
  };
}
