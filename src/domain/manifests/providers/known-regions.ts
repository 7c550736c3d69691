import type { ProviderId } from '../../cluster/spec.ts';
import type { Finding } from '../../finding.ts';
import { didYouMean } from '../../text/suggest.ts';

/**
 * Judges a region against the table of a provider whose name people gave. A configured list is final; a region that is
 * merely newer than our table, but has the form of the cloud's regions, is taken with a warning.
 */
export function checkKnownRegion(
  region: string,
  cloud: string,
  table: { readonly known: readonly string[]; readonly configured: boolean; readonly shape: RegExp },
): readonly Finding[] {
  const { known, configured, shape } = table;
  if (known.includes(region)) return [];
  const meant = didYouMean(region, known);
  const cure = meant === undefined ? 'Check the spelling of the region.' : `Did you mean "${meant}"?`;
  if (configured || !shape.test(region)) {
    const message = configured
      ? `The configuration does not list "${region}" among the regions of ${cloud}.`
      : `${cloud} has no region "${region}".`;
    return [{ code: 'cluster/region-unknown', severity: 'error', message, cure }];
  }
  const message = `The region "${region}" of ${cloud} is not known here; it was taken as written.`;
  return [{ code: 'cluster/region-unknown', severity: 'warning', message, cure }];
}

/** Judges a region of a provider whose regions only the configuration knows: without a list any word is taken. */
export function checkOwnRegion(
  region: string,
  provider: ProviderId,
  configured: readonly string[] | undefined,
): readonly Finding[] {
  if (configured === undefined || configured.includes(region)) return [];
  const meant = didYouMean(region, configured);
  return [
    {
      code: 'cluster/region-unknown',
      severity: 'error',
      message: `The configuration does not list "${region}" in providers.${provider}.regions.`,
      cure: meant === undefined ? `Use one of ${configured.join(', ')}.` : `Did you mean "${meant}"?`,
    },
  ];
}
