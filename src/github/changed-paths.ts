import { z } from 'zod';
import type { RepositoryRef } from '../domain/repository.ts';
import type { ChangedPath } from '../ports/github.ts';
import type { Client } from './client.ts';
import { decode } from './decode.ts';
import { readGitTree, type TreeEntry } from './git-tree.ts';
import { pages } from './pages.ts';

const file = z.object({ filename: z.string(), status: z.string(), previous_filename: z.string().optional() });
const comparison = z.object({ files: z.array(file).default([]) });

/** GitHub compares at most this many files, on one page. */
const comparedFiles = 300;

function changedPath({ filename, status, previous_filename }: z.infer<typeof file>): readonly ChangedPath[] {
  switch (status) {
    case 'unchanged':
      return [];
    case 'added':
    case 'copied':
      return [{ path: filename, status: 'added' }];
    case 'removed':
      return [{ path: filename, status: 'removed' }];
    case 'renamed':
      return [
        {
          path: filename,
          status: 'renamed',
          ...(previous_filename === undefined ? {} : { previousPath: previous_filename }),
        },
      ];
    default:
      return [{ path: filename, status: 'modified' }];
  }
}

/** Paths that a pull request changes; GitHub lists at most 3,000. */
export async function changedByPull(
  client: Client,
  repository: RepositoryRef,
  pull: number,
): Promise<readonly ChangedPath[]> {
  const url = '/repos/{owner}/{repo}/pulls/{pull_number}/files';
  const parameters = { owner: repository.owner, repo: repository.name, pull_number: pull };
  const paths: ChangedPath[] = [];
  for await (const page of pages(client, { url, parameters }, 30)) {
    paths.push(...decode(z.array(file), page, 'changed files').flatMap(changedPath));
  }
  return paths;
}

/** Paths that differ between a commit and a descendant of it. Beyond 300 of them, where GitHub stops, both trees are compared. */
export async function changedBetween(
  client: Client,
  repository: RepositoryRef,
  base: string,
  head: string,
): Promise<readonly ChangedPath[]> {
  const reply = await client.rest({
    method: 'GET',
    url: '/repos/{owner}/{repo}/compare/{basehead}',
    parameters: { owner: repository.owner, repo: repository.name, basehead: `${base}...${head}`, per_page: 1 },
  });
  const { files } = decode(comparison, reply.data, 'comparison');
  if (files.length < comparedFiles) return files.flatMap(changedPath);
  const before = await readGitTree(client, repository, base);
  return difference(before, await readGitTree(client, repository, head));
}

function difference(before: readonly TreeEntry[], after: readonly TreeEntry[]): readonly ChangedPath[] {
  const old = new Map(before.map(({ path, oid }) => [path, oid]));
  const now = new Set(after.map(({ path }) => path));
  return [
    ...after.flatMap(({ path, oid }): readonly ChangedPath[] => {
      const was = old.get(path);
      if (was === oid) return [];
      return [{ path, status: was === undefined ? 'added' : 'modified' }];
    }),
    ...before.filter(({ path }) => !now.has(path)).map(({ path }): ChangedPath => ({ path, status: 'removed' })),
  ];
}
