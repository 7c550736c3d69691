import { addressCount, isWithin, rangesMeet } from '../../../cluster/address-range.ts';
import { type ClusterSpec, workersIn } from '../../../cluster/spec.ts';
import { type Finding, fault } from '../../../finding.ts';
import { checkHeldEndpoint } from '../endpoint.ts';
import type { ProxmoxSettings } from './settings.ts';

const key = 'providers.proxmox.addresses';

/** Addresses that the machines of a cluster get; undefined when the configuration has none for its API server's address. */
export function machineAddresses(
  { endpoint }: Pick<ClusterSpec, 'endpoint'>,
  { addresses }: Pick<ProxmoxSettings, 'addresses'>,
): readonly string[] | undefined {
  if (endpoint === undefined || addresses === undefined || !Object.hasOwn(addresses, endpoint)) return undefined;
  return addresses[endpoint];
}

/**
 * Whether a cluster can have the address that the command gives its API server, and its machines those that go with it. Each
 * ProxmoxCluster makes a pool of its own: two pools with the same addresses would give one address to two machines.
 */
export function checkAddresses(spec: ClusterSpec, settings: ProxmoxSettings): readonly Finding[] {
  const { endpoint } = spec;
  const { addresses, gateway, prefix } = settings;
  if (endpoint === undefined || addresses === undefined || gateway === undefined) return [];
  const own = machineAddresses(spec, settings);
  if (own === undefined) {
    return [
      fault('cluster/endpoint-invalid', `The machines of a cluster at "${endpoint}" have no addresses in ${key}.`, {
        cure: `Use endpoint= with one of ${Object.keys(addresses).join(', ')}, or give it addresses there.`,
      }),
    ];
  }
  const invalid = checkHeldEndpoint(spec, { key, allowed: undefined, machines: own });
  if (invalid.length > 0) return invalid;
  const network = `${gateway}/${prefix}`;
  const outside = [endpoint, ...own].find((range) => !isWithin(range, network));
  if (outside !== undefined) {
    const message = `${outside} is not in the network of the machines, ${network}: kube-vip and the gateway would be out of reach.`;
    return [fault('cluster/endpoint-invalid', message, { cure: `Change ${key}, or the prefix and the gateway.` })];
  }
  for (const [other, theirs] of Object.entries(addresses)) {
    if (other !== endpoint && rangesMeet([endpoint, ...own], [other, ...theirs])) {
      const message = `Clusters at ${endpoint} and at ${other} have addresses in common.`;
      return [fault('cluster/endpoint-invalid', message, { cure: `Give each its own in ${key}.` })];
    }
  }
  return checkCount(spec, own, gateway, prefix);
}

function checkCount(
  { endpoint, controlPlane, pools }: ClusterSpec,
  own: readonly string[],
  gateway: string,
  prefix: number,
): readonly Finding[] {
  const has = addressCount(own, gateway, prefix);
  const machines = controlPlane.replicas + workersIn(pools);
  const cure = `Ask for fewer machines, or give it more in ${key}.`;
  const addresses = `There are ${has} addresses for the machines of a cluster at ${endpoint}`;
  if (has < machines) {
    return [fault('cluster/addresses-few', `${addresses}, and ${machines} machines are asked for.`, { cure })];
  }
  const most = machines + 1 + pools.filter(({ replicas }) => replicas > 0).length;
  if (has >= most) return [];
  const message = `${addresses}: a roll-out has up to ${most} machines, because it makes one before it removes one.`;
  return [{ ...fault('cluster/addresses-few', message, { cure }), severity: 'warning' }];
}
