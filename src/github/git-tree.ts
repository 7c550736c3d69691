import { z } from 'zod';
import type { RepositoryRef } from '../domain/repository.ts';
import { AppError } from '../errors.ts';
import type { Client } from './client.ts';
import { decode } from './decode.ts';

const shape = z.object({
  truncated: z.boolean(),
  tree: z.array(
    z.object({ path: z.string(), mode: z.string(), type: z.string(), sha: z.string(), size: z.number().nullish() }),
  ),
});

export interface TreeEntry {
  /** Relative to the tree that was asked for. */
  readonly path: string;
  readonly kind: 'file' | 'symlink' | 'submodule';
  readonly oid: string;
  readonly size: number;
}

const kinds: Readonly<Record<string, TreeEntry['kind']>> = { '120000': 'symlink', '160000': 'submodule' };

/** All files below a tree, by its object id or a commit's. Throws when GitHub cuts the list (100,000 entries). */
export async function readGitTree(
  client: Client,
  repository: RepositoryRef,
  oid: string,
): Promise<readonly TreeEntry[]> {
  const reply = await client.rest({
    method: 'GET',
    url: '/repos/{owner}/{repo}/git/trees/{tree_sha}',
    parameters: { owner: repository.owner, repo: repository.name, tree_sha: oid, recursive: '1' },
  });
  const { truncated, tree } = decode(shape, reply.data, 'tree');
  if (truncated) throw new AppError('github/refused', `the tree ${oid} is too large to be listed`);
  return tree
    .filter(({ type }) => type !== 'tree')
    .map(({ path, mode, sha, size }) => ({ path, kind: kinds[mode] ?? 'file', oid: sha, size: size ?? 0 }));
}
