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

/** How many addresses ranges have that do not meet. */
export function addressCount(ranges: readonly string[]): number {
  return ranges
    .flatMap((text) => parseRange(text) ?? [])
    .reduce((sum, { first, last }) => sum + Number(last - first + 1n), 0);
}

function single(address: string): Network | undefined {
  return parseCidr(`${address}/${address.includes(':') ? 128 : 32}`);
}
