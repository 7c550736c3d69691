import type { AddonChoice, AddonInstaller } from './spec.ts';

/**
 * What installs the add-ons of a new cluster: as configured, else the first of those whose kinds are served; that of charts where
 * nothing is known of the management cluster, and where it has none.
 */
export function addonInstaller(configured: AddonChoice, served: readonly AddonInstaller[] = []): AddonInstaller {
  if (configured !== 'auto') return configured;
  return (
    (['helm-chart-proxy', 'cluster-resource-set'] as const).find((each) => served.includes(each)) ?? 'helm-chart-proxy'
  );
}
