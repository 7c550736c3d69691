/** A network: its first and last address as numbers, 4 or 6. */
export interface Network {
  readonly family: 4 | 6;
  readonly first: bigint;
  readonly last: bigint;
  /** False when bits of the address are set behind the prefix, as in `10.0.0.1/16`. */
  readonly aligned: boolean;
}

/** Reads `10.0.0.0/16` or `fd00::/48`; undefined for anything else. */
export function parseCidr(text: string): Network | undefined {
  const [, address = '', length = ''] = /^([0-9a-fA-F.:]{2,39})\/(\d{1,3})$/.exec(text) ?? [];
  const four = readIpv4(address);
  const value = four ?? readIpv6(address);
  const family = four === undefined ? 6 : 4;
  const width = family === 4 ? 32 : 128;
  if (value === undefined || Number(length) > width) return undefined;
  const hosts = 1n << BigInt(width - Number(length));
  const first = value - (value % hosts);
  return { family, first, last: first + hosts - 1n, aligned: first === value };
}

/** The network that an address of IPv4 with its prefix lies in: `10.240.0.0/12` for `10.244.0.0/12`. Undefined for anything else. */
export function networkAround(text: string): string | undefined {
  const network = parseCidr(text);
  if (network?.family !== 4) return undefined;
  const bytes = [24n, 16n, 8n, 0n].map((shift) => (network.first >> shift) & 255n);
  return `${bytes.join('.')}/${text.slice(text.indexOf('/') + 1)}`;
}

/** Whether two networks share an address. What is no network shares none. */
export function overlap(left: string, right: string): boolean {
  const [one, two] = [parseCidr(left), parseCidr(right)];
  if (one === undefined || two === undefined || one.family !== two.family) return false;
  return one.first <= two.last && two.first <= one.last;
}

function readIpv4(address: string): bigint | undefined {
  const parts = address.split('.');
  if (parts.length !== 4 || !parts.every((part) => /^(0|[1-9]\d{0,2})$/.test(part) && Number(part) <= 255))
    return undefined;
  return parts.reduce((sum, part) => sum * 256n + BigInt(part), 0n);
}

function readIpv6(address: string): bigint | undefined {
  const halves = address.split('::');
  if (halves.length > 2) return undefined;
  const [head = [], tail = []] = halves.map((half) => (half === '' ? [] : half.split(':')));
  const groups = [...head, ...tail];
  if (!groups.every((group) => /^[0-9a-fA-F]{1,4}$/.test(group))) return undefined;
  if (halves.length === 2 ? groups.length > 7 : groups.length !== 8) return undefined;
  const zeros = new Array<string>(8 - groups.length).fill('0');
  return [...head, ...zeros, ...tail].reduce((sum, group) => sum * 65_536n + BigInt(`0x${group}`), 0n);
}
