import { createHash } from 'node:crypto';

/** Git's object id (SHA-1, as GitHub stores) of a file with this content. */
export function blobOid(content: string | Uint8Array): string {
  const bytes = typeof content === 'string' ? Buffer.from(content, 'utf8') : content;
  return createHash('sha1').update(`blob ${bytes.length}\0`).update(bytes).digest('hex');
}
