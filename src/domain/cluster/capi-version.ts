import type { Configuration } from '../access/configuration.ts';
import type { CapiVersion } from './spec.ts';

/**
 * The version of Cluster API's objects to write: the configured one, else the newest that the management cluster serves, else
 * the newest. `served` is absent where no management cluster can be seen.
 */
export function capiVersion(configuration: Configuration, served: readonly string[] | undefined): CapiVersion {
  const { apiVersion } = configuration.capi;
  if (apiVersion !== 'auto') return apiVersion;
  return served?.includes('v1beta1') === true && !served.includes('v1beta2') ? 'v1beta1' : 'v1beta2';
}
