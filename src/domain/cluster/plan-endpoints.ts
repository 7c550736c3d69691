import { type Finding, fault } from '../finding.ts';
import type { PlannedSpec } from './spec.ts';

/** Whether the address that a command gives API servers is one cluster's: no other of the command has it, and none of an open request. */
export function checkEndpoints(
  specs: readonly PlannedSpec[],
  open: ReadonlyMap<string, string> = new Map(),
): readonly Finding[] {
  const addresses = new Set(specs.flatMap(({ endpoint }) => endpoint ?? []));
  return [...addresses].flatMap((address) => {
    const holder = open.get(address);
    if (holder !== undefined) {
      const message = `The cluster ${holder}, which is not merged yet, has the address ${address}.`;
      return [fault('cluster/endpoint-taken', message, { cure: 'Give another with endpoint=.' })];
    }
    const sharing = specs.filter(({ endpoint }) => endpoint === address);
    if (sharing.length < 2) return [];
    const message = `${sharing.length} clusters cannot share the address ${address}.`;
    return [fault('cluster/endpoint-taken', message, { cure: 'Give one command for each cluster.' })];
  });
}
