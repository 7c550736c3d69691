import type { Clock } from '../ports/clock.ts';
import { discoverGroups, discoverKinds, type ServedKind } from './discovery.ts';
import type { Transport } from './transport.ts';

/** Finds how a kind is served, from discovery, remembered for a while. */
export interface Resources {
  /** The kind in this version, or `undefined` when the server says it has none. Throws when the server does not say. */
  exact(group: string, version: string, kind: string): Promise<ServedKind | undefined>;
  /** The kind in this version or else in the best other one of its group. */
  any(group: string, version: string, kind: string): Promise<ServedKind | undefined>;
}

const fresh = 300_000;
/** An absence is asked for again sooner: a CRD may have been installed a moment ago. */
const freshAbsence = 5_000;

export function resources(transport: Transport, clock: Clock): Resources {
  const known = new Map<string, { readonly at: number; readonly kinds: readonly ServedKind[] }>();

  async function exact(group: string, version: string, kind: string): Promise<ServedKind | undefined> {
    const key = `${group}/${version}`;
    const held = known.get(key);
    const found = held?.kinds.find((served) => served.kind === kind);
    const age = held === undefined ? Number.POSITIVE_INFINITY : clock.now() - held.at;
    if (age < (found === undefined ? freshAbsence : fresh)) return found;
    const kinds = (await discoverKinds(transport, group, version)) ?? [];
    known.set(key, { at: clock.now(), kinds });
    return kinds.find((served) => served.kind === kind);
  }

  return {
    exact,
    async any(group, version, kind) {
      const wanted = await exact(group, version, kind);
      if (wanted !== undefined || group === '') return wanted;
      const groups = await discoverGroups(transport, (name) => name === group);
      for (const other of groups.get(group) ?? []) {
        const found = await exact(group, other, kind);
        if (found !== undefined) return found;
      }
      return undefined;
    },
  };
}
