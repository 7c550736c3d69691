import { type Network, parseCidr } from './cidr.ts';

/** Addresses that follow each other. */
export type AddressRange = Pick<Network, 'family' | 'first' | 'last'>;

/** Reads `10.0.0.4`, `10.0.0.4-10.0.0.9` or `10.0.0.0/28`; undefined for anything else. */
export function parseRange(text: string): AddressRange | undefined {
  if (text.includes('/')) return parseCidr(text);
  const [from = '', to = from, ...more] = text.split('-');
  const [one, two] = [single(from), single(to)];
  if (one === undefined || two === undefined || more.length > 0 || one.family !== two.family) return undefined;
  return one.first <= two.first ? { family: one.family, first: one.first, last: two.first } : undefined;
}

/** Whether one of the ranges has an address of another. What is no range has none. */
export function rangesMeet(some: readonly string[], others: readonly string[]): boolean {
  const ranges = others.flatMap((text) => parseRange(text) ?? []);
  return some
    .flatMap((text) => parseRange(text) ?? [])
    .some((one) => ranges.some((two) => one.family === two.family && one.first <= two.last && two.first <= one.last));
}

/** Whether all addresses of a range are in a network. */
export function isWithin(range: string, network: string): boolean {
  const [one, all] = [parseRange(range), parseCidr(network)];
  if (one === undefined || all === undefined) return false;
  return one.family === all.family && all.first <= one.first && one.last <= all.last;
}

/** How many machines ranges of addresses are enough for: each address counts once, the gateway and the ends of its network do not. */
export function addressCount(ranges: readonly string[], gateway: string, prefix: number): number {
  const network = parseCidr(`${gateway}/${prefix}`);
  const all = ranges.flatMap((text) => parseRange(text) ?? []).toSorted((a, b) => (a.first < b.first ? -1 : 1));
  let count = 0n;
  let counted = -1n;
  for (const { first, last } of all) {
    const from = first > counted ? first : counted + 1n;
    if (last < from) continue;
    count += last - from + 1n;
    counted = last;
  }
  const reserved = new Set([parseRange(gateway)?.first, network?.first, network?.last]);
  const held = [...reserved].filter(
    (at) => at !== undefined && all.some(({ first, last }) => first <= at && at <= last),
  );
  return Number(count) - held.length;
}

function single(address: string): Network | undefined {
  return parseCidr(`${address}/${address.includes(':') ? 128 : 32}`);
}
