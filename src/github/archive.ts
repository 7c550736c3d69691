import type { RepositoryRef } from '../domain/repository.ts';
import type { Client } from './client.ts';
import { blobOid } from './git-oid.ts';
import type { TreeEntry } from './git-tree.ts';
import { tarFiles } from './tar.ts';

/** What unpacks to more is a repository of other things than clusters: reading these one by one is less. */
const largestArchive = 256 * 1024 * 1024;
const longestMs = 20_000;

/**
 * Files of a commit by their git ids, out of one archive. An archive may lack files or say something else in them (`export-ignore`,
 * `export-subst`), so only what hashes to its id is taken; what could not be had so is left out, never a fault.
 */
export async function readArchive(
  client: Client,
  repository: RepositoryRef,
  commit: string,
  entries: readonly TreeEntry[],
): Promise<ReadonlyMap<string, Uint8Array>> {
  const found = new Map<string, Uint8Array>();
  const sizes = new Set(entries.map(({ size }) => size));
  const wanted = new Set(entries.map(({ oid }) => oid));
  try {
    const { data } = await client.rest({
      method: 'GET',
      url: '/repos/{owner}/{repo}/tarball/{ref}',
      parameters: { owner: repository.owner, repo: repository.name, ref: commit },
      stream: true,
    });
    if (!(data instanceof ReadableStream)) return found;
    const signal = AbortSignal.timeout(longestMs);
    const unpacked = data.pipeThrough<Uint8Array>(new DecompressionStream('gzip'), { signal });
    for await (const { bytes } of tarFiles(limited(unpacked), (_, size) => sizes.has(size))) {
      const oid = blobOid(bytes);
      if (wanted.has(oid)) found.set(oid, Uint8Array.from(bytes));
      if (found.size === wanted.size) break;
    }
  } catch {
    // Whatever is missing is read as blobs, and that tells of a fault that lasts.
  }
  return found;
}

async function* limited(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let size = 0;
  for await (const chunk of chunks) {
    size += chunk.length;
    if (size > largestArchive) return;
    yield chunk;
  }
}
