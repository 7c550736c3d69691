import { parseRange, rangesMeet } from '../../cluster/address-range.ts';
import type { ClusterSpec } from '../../cluster/spec.ts';
import type { Finding } from '../../finding.ts';

/** Where the address of an API server may come from. */
interface Addresses {
  /** Key of the setting, for the message. */
  readonly key: string;
  /** Addresses or ranges that commands may take it from; any when undefined. */
  readonly allowed: readonly string[] | undefined;
  /** Addresses that machines get. */
  readonly machines?: readonly string[];
}

/** Whether the address that a command gives its API server can be one: an address of the machines' network that kube-vip holds. */
export function checkHeldEndpoint(
  { endpoint, network }: Pick<ClusterSpec, 'endpoint' | 'network'>,
  { key, allowed, machines = [] }: Addresses,
): readonly Finding[] {
  if (endpoint === undefined) return [];
  if (/[/-]/.test(endpoint) || parseRange(endpoint) === undefined) {
    return [refused(`"${endpoint}" is no IP address, and kube-vip holds one.`, 'Give one, e.g. endpoint=10.0.0.10.')];
  }
  if (allowed !== undefined && !rangesMeet([endpoint], allowed)) {
    const cure = `Take one of ${allowed.join(', ')}.`;
    return [refused(`The configuration does not have ${endpoint} among ${key}.`, cure)];
  }
  for (const [what, ranges] of [
    ['the pods', [network.pods]],
    ['the services', [network.services]],
    ['the machines', machines],
  ] as const) {
    if (rangesMeet([endpoint], ranges)) {
      return [refused(`${endpoint} is among the addresses of ${what}, ${ranges.join(', ')}.`, 'Give another address.')];
    }
  }
  return [];
}

function refused(message: string, cure: string): Finding {
  return { code: 'cluster/endpoint-invalid', severity: 'error', message, cure };
}
