import { overlap, parseCidr } from '../../cluster/cidr.ts';
import type { ClusterSpec } from '../../cluster/spec.ts';
import { type Finding, fault } from '../../finding.ts';

/** Addresses that pods and services cannot have, and whose they are. */
export interface TakenAddresses {
  readonly network: string;
  /** As in `10.0.0.0/16, which is that of the machines`. */
  readonly which: string;
}

/** Networks of a cluster that clash with others, or that are not of IPv4: the network of the machines is. */
export function checkAddresses({ network }: ClusterSpec, taken: readonly TakenAddresses[]): readonly Finding[] {
  return [network.pods, network.services].flatMap((own) => [
    ...(parseCidr(own)?.family === 6
      ? [
          fault(
            'cluster/network-invalid',
            `The network ${own} is not of IPv4, and the machines have no other addresses.`,
          ),
        ]
      : []),
    ...taken
      .filter((each) => overlap(own, each.network))
      .map((each) =>
        fault('cluster/network-invalid', `The network ${own} overlaps with ${each.network}, which ${each.which}.`),
      ),
  ]);
}
