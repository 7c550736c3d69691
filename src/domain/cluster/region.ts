import type { Configuration } from '../access/configuration.ts';
import type { Finding } from '../finding.ts';
import { providerIds, providers } from '../manifests/registry.ts';
import { didYouMean } from '../text/suggest.ts';
import { isDnsLabel } from './names.ts';
import type { ProviderId } from './spec.ts';

interface Chosen {
  readonly provider?: ProviderId;
  readonly findings: readonly Finding[];
}

/** Why a provider that people ask for cannot be had, with what to do instead. */
const unavailable: Readonly<Record<string, { readonly because: string; readonly cure: string }>> = {
  docker: { because: 'is called "dev" here', cure: 'Use provider=dev flavor=docker.' },
  packet: {
    because: 'is gone: Equinix Metal ended its service on 2026-06-30 and the provider was retired',
    cure: 'Use another provider.',
  },
  ...Object.fromEntries(
    ['gcp', 'azure', 'openstack', 'vsphere', 'hetzner', 'proxmox', 'alibaba'].map((id) => [
      id,
      { because: 'is not built yet', cure: `Use provider=${providerIds.join(' or provider=')}.` },
    ]),
  ),
};

/** The provider that a region means: the named one, else the first in the configured order that knows the region. */
export function chooseProvider(region: string, named: string | undefined, configuration: Configuration): Chosen {
  const findings: Finding[] = [];
  const allowed = configuration.regions;
  if (allowed !== undefined && !allowed.includes(region)) findings.push(notAllowed(region, allowed));
  if (named !== undefined) {
    const provider = providerIds.find((id) => id === named);
    if (provider === undefined) return { findings: [...findings, unknownProvider(named)] };
    if (!isDnsLabel(region)) return { findings: [...findings, unknownRegion(region, provider, configuration)] };
    if (allowed === undefined) findings.push(...providers[provider].checkRegion(region, configuration));
    return { provider, findings };
  }
  const provider = configuration.providers.order.find((id) => providers[id].claims(region, configuration));
  if (provider !== undefined) return { provider, findings };
  if (findings.length === 0) findings.push(unknownRegion(region, undefined, configuration));
  return { findings };
}

function notAllowed(region: string, allowed: readonly string[]): Finding {
  const meant = didYouMean(region, allowed);
  return {
    code: 'access/region',
    severity: 'error',
    message: `The configuration does not allow the region "${shorten(region)}".`,
    cure: meant === undefined ? `Use one of ${allowed.join(', ')}.` : `Did you mean "${meant}"?`,
  };
}

function unknownProvider(named: string): Finding {
  const known = Object.hasOwn(unavailable, named) ? unavailable[named] : undefined;
  if (known !== undefined) {
    return {
      code: 'cluster/provider-unavailable',
      severity: 'error',
      message: `The provider "${named}" ${known.because}.`,
      cure: known.cure,
    };
  }
  const meant = didYouMean(named, [...providerIds, ...Object.keys(unavailable)]);
  return {
    code: 'cluster/provider-unknown',
    severity: 'error',
    message: `There is no provider "${shorten(named)}".`,
    cure: meant === undefined ? `Use one of ${providerIds.join(', ')}.` : `Did you mean "${meant}"?`,
  };
}

function unknownRegion(region: string, named: ProviderId | undefined, configuration: Configuration): Finding {
  const asked = named === undefined ? configuration.providers.order : [named];
  const regions = configuration.regions ?? asked.flatMap((id) => providers[id].regions(configuration));
  const meant = didYouMean(region, regions);
  const named_ = named === undefined ? ', or name the provider with provider=' : '';
  return {
    code: 'cluster/region-unknown',
    severity: 'error',
    message: `No provider has a region "${shorten(region)}".`,
    cure:
      meant === undefined || meant === region
        ? `Correct the region${named_}.`
        : `Did you mean "${meant}"? Else correct the region${named_}.`,
  };
}

function shorten(text: string): string {
  return text.length > 80 ? `${text.slice(0, 80)}…` : text;
}
