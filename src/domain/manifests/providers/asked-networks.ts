import type { Configuration } from '../../access/configuration.ts';
import type { ClusterSpec } from '../../cluster/spec.ts';

/**
 * The networks that the command asked for. Those of the configuration are the same for every cluster: a service whose clusters
 * share one network chooses others itself.
 */
export function askedNetworks(
  { network }: ClusterSpec,
  configuration: Configuration,
): { readonly pods?: string; readonly services?: string } {
  const { pods, services } = configuration.network;
  return {
    ...(network.pods === pods ? {} : { pods: network.pods }),
    ...(network.services === services ? {} : { services: network.services }),
  };
}
