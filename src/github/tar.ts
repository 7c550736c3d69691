/** A file of an archive. */
export interface TarFile {
  /** As the archive has it, its first folder included. */
  readonly path: string;
  readonly bytes: Uint8Array;
}

const block = 512;
const padded = (size: number): number => Math.ceil(size / block) * block;

/**
 * The regular files of a tar archive (ustar with pax headers, as git writes it) that `wanted` asks for by path and size; the others are
 * passed over without being kept. Ends quietly where the archive does, also when it was cut off.
 */
export async function* tarFiles(
  chunks: AsyncIterable<Uint8Array>,
  wanted: (path: string, size: number) => boolean,
): AsyncGenerator<TarFile> {
  const read = reader(chunks);
  try {
    yield* filesOf(read, wanted);
  } finally {
    await read.close();
  }
}

async function* filesOf(
  read: ReturnType<typeof reader>,
  wanted: (path: string, size: number) => boolean,
): AsyncGenerator<TarFile> {
  let longPath: string | undefined;
  for (;;) {
    const header = await read.take(block);
    if (header === undefined || header[0] === 0) return;
    const size = Number.parseInt(text(header, 124, 12), 8) || 0;
    const kind = String.fromCharCode(header[156] ?? 0);
    if (kind === 'x') {
      const record = await read.take(padded(size));
      longPath = record === undefined ? undefined : pathIn(Buffer.from(record.subarray(0, size)).toString('utf8'));
      continue;
    }
    const prefix = text(header, 345, 155);
    const path = longPath ?? `${prefix === '' ? '' : `${prefix}/`}${text(header, 0, 100)}`;
    // A global header holds for the whole archive: git puts the commit there.
    if (kind !== 'g') longPath = undefined;
    if ((kind === '0' || kind === '\0') && wanted(path, size)) {
      const body = await read.take(padded(size));
      if (body === undefined) return;
      yield { path, bytes: body.subarray(0, size) };
    } else if (!(await read.skip(padded(size)))) return;
  }
}

function text(header: Uint8Array, at: number, length: number): string {
  const field = Buffer.from(header.subarray(at, at + length)).toString('utf8');
  return field.split('\0', 1)[0]?.trim() ?? '';
}

/** `30 path=clusters/…` lines: each begins with its own length. */
const pathIn = (records: string): string | undefined => /^\d+ path=(.*)$/m.exec(records)?.[1];

function reader(chunks: AsyncIterable<Uint8Array>) {
  const source = chunks[Symbol.asyncIterator]();
  let held: Buffer = Buffer.alloc(0);
  const more = async (): Promise<boolean> => {
    const next = await source.next();
    if (next.done === true) return false;
    held = held.length === 0 ? Buffer.from(next.value) : Buffer.concat([held, next.value]);
    return true;
  };
  return {
    /** The rest is not wanted any more. */
    close: async (): Promise<void> => {
      await source.return?.();
    },
    async take(size: number): Promise<Uint8Array | undefined> {
      while (held.length < size) if (!(await more())) return undefined;
      const taken = held.subarray(0, size);
      held = held.subarray(size);
      return taken;
    },
    async skip(size: number): Promise<boolean> {
      let left = size;
      while (left > held.length) {
        left -= held.length;
        held = Buffer.alloc(0);
        if (!(await more())) return false;
      }
      held = held.subarray(left);
      return true;
    },
  };
}
