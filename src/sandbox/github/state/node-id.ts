/** What a global node id names: a type's prefix and the numbers or text that identify it within the type. */
export interface NodeKey {
  readonly prefix: string;
  readonly parts: readonly (number | string)[];
}

/**
 * GitHub's current node ids: a type prefix, an underscore, and base64url of a MessagePack array that starts with 0
 * (`R_kgDOCWwZjQ`, `IC_kwDO…`).
 */
export function encodeNodeId(prefix: string, ...parts: readonly (number | string)[]): string {
  const chunks: Buffer[] = [Buffer.from([0x90 | (parts.length + 1), 0x00])];
  for (const part of parts) chunks.push(typeof part === 'number' ? packNumber(part) : packText(part));
  return `${prefix}_${Buffer.concat(chunks).toString('base64url')}`;
}

/** The reverse; `undefined` for anything that is not such an id. */
export function decodeNodeId(id: string): NodeKey | undefined {
  const match = /^([A-Z]+)_([A-Za-z0-9_-]+)$/.exec(id);
  if (!match?.[1] || !match[2]) return undefined;
  const bytes = Buffer.from(match[2], 'base64url');
  const count = (bytes[0] ?? 0) - 0x90;
  if (count < 1 || count > 15 || bytes[1] !== 0) return undefined;
  const parts: (number | string)[] = [];
  let at = 2;
  while (parts.length < count - 1) {
    const next = unpack(bytes, at);
    if (!next) return undefined;
    parts.push(next.value);
    at = next.end;
  }
  return at === bytes.length ? { prefix: match[1], parts } : undefined;
}

function packNumber(value: number): Buffer {
  if (value > 0xffffffff) {
    const wide = Buffer.alloc(9);
    wide[0] = 0xcf;
    wide.writeBigUInt64BE(BigInt(value), 1);
    return wide;
  }
  const bytes = Buffer.alloc(5);
  bytes[0] = 0xce;
  bytes.writeUInt32BE(value, 1);
  return bytes;
}

function packText(value: string): Buffer {
  const text = Buffer.from(value);
  const size = text.length;
  const head = size < 32 ? [0xa0 | size] : size < 256 ? [0xd9, size] : [0xda, size >> 8, size & 0xff];
  return Buffer.concat([Buffer.from(head), text]);
}

function unpack(bytes: Buffer, at: number): { readonly value: number | string; readonly end: number } | undefined {
  const tag = bytes[at];
  if (tag === undefined) return undefined;
  const text = (start: number, size: number) =>
    start + size <= bytes.length
      ? { value: bytes.toString('utf8', start, start + size), end: start + size }
      : undefined;
  if (tag === 0xce && at + 5 <= bytes.length) return { value: bytes.readUInt32BE(at + 1), end: at + 5 };
  if (tag === 0xcf && at + 9 <= bytes.length) return { value: Number(bytes.readBigUInt64BE(at + 1)), end: at + 9 };
  if (tag >= 0xa0 && tag < 0xc0) return text(at + 1, tag - 0xa0);
  if (tag === 0xd9 && at + 2 <= bytes.length) return text(at + 2, bytes[at + 1] ?? 0);
  if (tag === 0xda && at + 3 <= bytes.length) return text(at + 3, bytes.readUInt16BE(at + 1));
  return undefined;
}
