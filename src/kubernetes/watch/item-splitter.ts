import { longestLine } from './line-splitter.ts';

const [quote, backslash, openBrace, closeBrace, openBracket, closeBracket] = [34, 92, 123, 125, 91, 93];

/**
 * Takes a list apart while it arrives: each of its items as bytes, and at the end what stands around them. A page of five
 * hundred objects is never held whole, neither as text nor as values.
 */
export interface ItemSplitter {
  /** Calls `take` for each item that the chunk completes. Throws when an item never ends. */
  feed(chunk: Buffer, take: (item: Buffer) => void): void;
  /** The list's JSON with its items left out. */
  envelope(): string;
}

export function itemSplitter(longest: number = longestLine): ItemSplitter {
  let depth = 0;
  let inString = false;
  let escaped = false;
  /** Whether the scan is between the brackets of the list's own `items`. */
  let inItems = false;
  let around = '';
  let parts: Buffer[] = [];
  let held = 0;

  /** The place after the end of the string that the scan is in; the chunk's end when it goes on. */
  function skipString(chunk: Buffer, from: number): number {
    let index = from;
    while (index < chunk.length) {
      const byte = chunk[index++];
      if (escaped) escaped = false;
      else if (byte === backslash) escaped = true;
      else if (byte === quote) {
        inString = false;
        break;
      }
    }
    return index;
  }

  function keep(chunk: Buffer, from: number, to: number): void {
    if (from >= to) return;
    parts.push(chunk.subarray(from, to));
    held += to - from;
    if (held > longest) throw new Error(`a part of the list has more than ${longest} bytes`);
  }

  function drop(): void {
    parts = [];
    held = 0;
  }

  function kept(): Buffer {
    const whole = parts.length === 1 && parts[0] !== undefined ? parts[0] : Buffer.concat(parts);
    drop();
    return whole;
  }

  const opensItems = (): boolean => {
    around += kept().toString('utf8');
    return /"items"\s*:\s*\[$/.test(around.slice(-64));
  };

  return {
    feed(chunk, take) {
      let start = 0;
      let index = 0;
      while (index < chunk.length) {
        if (inString) {
          index = skipString(chunk, index);
          continue;
        }
        const byte = chunk[index++];
        if (byte === quote) inString = true;
        else if (byte === openBrace) {
          depth++;
          if (!inItems || depth !== 3) continue;
          // What stood since the item before is a comma.
          drop();
          start = index - 1;
        } else if (byte === openBracket) {
          depth++;
          if (depth !== 2 || inItems) continue;
          keep(chunk, start, index);
          start = index;
          inItems = opensItems();
        } else if (byte === closeBrace) {
          depth--;
          if (!inItems || depth !== 2) continue;
          keep(chunk, start, index);
          start = index;
          take(kept());
        } else if (byte === closeBracket) {
          depth--;
          if (!inItems || depth !== 1) continue;
          inItems = false;
          drop();
          start = index - 1;
        }
      }
      keep(chunk, start, chunk.length);
    },
    envelope: () => around + kept().toString('utf8'),
  };
}
