/** A line longer than any event of an object that etcd could hold; more means that this is no watch. */
export const longestLine = 16 * 1024 * 1024;

const newline = 10;

/** Cuts a byte stream into lines, whatever the places where its chunks are cut: inside an event or inside a character. */
export interface LineSplitter {
  /** Calls `take` for each line that the chunk completes; empty ones are left out. Throws when a line never ends. */
  feed(chunk: Buffer, take: (line: Buffer) => void): void;
  /** Bytes of the line that is not complete. */
  pending(): number;
}

export function lineSplitter(longest: number = longestLine): LineSplitter {
  let parts: Buffer[] = [];
  let held = 0;

  return {
    feed(chunk, take) {
      let start = 0;
      for (let end = chunk.indexOf(newline); end >= 0; end = chunk.indexOf(newline, start)) {
        let line = chunk.subarray(start, end);
        if (held > 0) {
          line = Buffer.concat([...parts, line]);
          parts = [];
          held = 0;
        }
        start = end + 1;
        if (line.length > 0) take(line);
      }
      if (start === chunk.length) return;
      parts.push(start === 0 ? chunk : chunk.subarray(start));
      held += chunk.length - start;
      if (held > longest) throw new Error(`a line of the watch has more than ${longest} bytes`);
    },
    pending: () => held,
  };
}
