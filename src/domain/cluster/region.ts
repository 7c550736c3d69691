import type { Configuration } from '../access/configuration.ts';
import type { Finding } from '../finding.ts';
import { flavorOf, providerIds, providers } from '../manifests/registry.ts';
import { didYouMean } from '../text/suggest.ts';
import { isDnsLabel } from './names.ts';
import type { ProviderId } from './spec.ts';

interface Chosen<Name extends string = ProviderId> {
  readonly provider?: Name;
  /** The flavour that the name given for the provider means, as `eks` does. */
  readonly flavor?: string;
  readonly findings: readonly Finding[];
}

/**
 * The provider that a region means: the named one, else the first in the configured order that knows the region. Where
 * others know it too, that is said.
 */
export function chooseProvider(region: string, named: string | undefined, configuration: Configuration): Chosen {
  const findings: Finding[] = [];
  const allowed = configuration.regions;
  if (allowed !== undefined && !allowed.includes(region)) findings.push(notAllowed(region, allowed));
  if (named !== undefined) {
    const meant = meaningOf(named);
    if (meant === undefined) return { findings: [...findings, unknownProvider(named)] };
    const { provider } = meant;
    if (!isDnsLabel(region)) return { findings: [...findings, notAName(region)] };
    if (allowed === undefined) findings.push(...providers[provider].checkRegion(region, configuration));
    return usable({ ...meant, findings }, configuration);
  }
  const knowing = configuration.providers.order.filter((id) => providers[id].claims(region, configuration));
  const [provider, ...rest] = knowing;
  const others = rest.filter((id) => providers[id].setUp?.(configuration) ?? true);
  if (provider !== undefined) {
    if (others.length > 0) findings.push(ambiguous(region, provider, others));
    return usable({ provider, findings }, configuration);
  }
  if (findings.length === 0) findings.push(unknownRegion(region, configuration));
  return { findings };
}

/**
 * The provider of a cluster that a template makes: the named one, of which there need be no manifests here, else the one that the
 * region means. Of a provider that is not known here no region is known either.
 */
export function chooseProviderOfTemplate(
  region: string,
  named: string | undefined,
  configuration: Configuration,
): Chosen<string> {
  if (named === undefined || meaningOf(named) !== undefined) return chooseProvider(region, named, configuration);
  if (!isDnsLabel(named)) return { findings: [unknownProvider(named)] };
  const allowed = configuration.regions;
  if (allowed !== undefined && !allowed.includes(region)) return { findings: [notAllowed(region, allowed)] };
  return isDnsLabel(region) ? { provider: named, findings: [] } : { findings: [notAName(region)] };
}

/** A provider's name, or that of one of its flavours where only one provider has it: `eks` is `aws` with `flavor=eks`. */
function meaningOf(named: string): { readonly provider: ProviderId; readonly flavor?: string } | undefined {
  const provider = providerIds.find((id) => id === named);
  if (provider !== undefined) return { provider };
  const having = providerIds.filter((id) => flavorOf(id, named) !== undefined);
  const [only] = having;
  return only !== undefined && having.length === 1 ? { provider: only, flavor: named } : undefined;
}

function usable(chosen: Chosen & { readonly provider: ProviderId }, configuration: Configuration): Chosen {
  const refusal = providers[chosen.provider].refusal?.(configuration);
  return refusal === undefined ? chosen : { findings: [...chosen.findings, refusal] };
}

function ambiguous(region: string, provider: ProviderId, others: readonly ProviderId[]): Finding {
  return {
    code: 'cluster/region-ambiguous',
    severity: 'notice',
    message: `The region "${region}" is known to ${[provider, ...others].join(' and ')}; ${provider} comes first in providers.order.`,
    cure: `Use provider=${others.join(' or provider=')} for another.`,
  };
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
  const meant = didYouMean(named, providerIds);
  return {
    code: 'cluster/provider-unknown',
    severity: 'error',
    message: `There is no provider "${shorten(named)}".`,
    cure: meant === undefined ? `Use one of ${providerIds.join(', ')}.` : `Did you mean "${meant}"?`,
  };
}

function notAName(region: string): Finding {
  return {
    code: 'cluster/region-unknown',
    severity: 'error',
    message: `"${shorten(region)}" can be no region: clusters and labels carry its name.`,
    cure: isDnsLabel(region.toLowerCase())
      ? `Write it in lower case: ${region.toLowerCase()}.`
      : 'Use lower-case letters, digits and hyphens.',
  };
}

function unknownRegion(region: string, configuration: Configuration): Finding {
  const regions =
    configuration.regions ?? configuration.providers.order.flatMap((id) => providers[id].regions(configuration));
  const meant = didYouMean(region, regions);
  const correct = 'orrect the region, or name the provider with provider=.';
  return {
    code: 'cluster/region-unknown',
    severity: 'error',
    message: `No provider has a region "${shorten(region)}".`,
    cure: meant === undefined || meant === region ? `C${correct}` : `Did you mean "${meant}"? Else c${correct}`,
  };
}

function shorten(text: string): string {
  return text.length > 80 ? `${text.slice(0, 80)}…` : text;
}
