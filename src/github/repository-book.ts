import { z } from 'zod';
import type { RepositoryRef } from '../domain/repository.ts';
import { AppError } from '../errors.ts';
import type { ClientOf } from './client.ts';
import { decode } from './decode.ts';
import { repositoryId } from './documents/announcements.ts';
import { createLru } from './lru.ts';

interface Entry {
  readonly nodeId: string;
  /** Label ids by lower-case name, as far as they were seen. */
  readonly labels: Map<string, string>;
  /** Labels of the configuration that the repository lacks. */
  missing: readonly string[];
}

/** What never changes about a repository (its node id), and the ids of its labels, so that they are asked for once. */
export interface RepositoryBook {
  nodeId(repository: RepositoryRef): Promise<string>;
  note(repository: RepositoryRef, nodeId: string): Entry;
  /** Ids of the named labels; undefined when one is not known. */
  labelIds(repository: RepositoryRef, names: readonly string[]): readonly string[] | undefined;
  missingLabels(repository: RepositoryRef): readonly string[];
}

const shape = z.object({ repository: z.object({ id: z.string(), databaseId: z.number() }) });

export function createRepositoryBook(clientOf: ClientOf): RepositoryBook {
  const entries = createLru<Entry>(10_000);
  const keyOf = (repository: RepositoryRef) => `${repository.installationId}/${repository.id}`;

  function note(repository: RepositoryRef, nodeId: string): Entry {
    const key = keyOf(repository);
    const known = entries.get(key);
    if (known?.nodeId === nodeId) return known;
    const entry: Entry = { nodeId, labels: new Map(), missing: [] };
    entries.set(key, entry);
    return entry;
  }

  return {
    note,
    async nodeId(repository) {
      const known = entries.get(keyOf(repository));
      if (known !== undefined) return known.nodeId;
      const data = await clientOf(repository).query(repositoryId, { owner: repository.owner, name: repository.name });
      const read = decode(shape, data, 'repository').repository;
      sameRepository(repository, read.databaseId);
      return note(repository, read.id).nodeId;
    },
    labelIds(repository, names) {
      const labels = entries.get(keyOf(repository))?.labels;
      const ids = names.map((name) => labels?.get(name.toLowerCase()));
      return ids.every((id) => id !== undefined) ? ids : undefined;
    },
    missingLabels(repository) {
      return entries.get(keyOf(repository))?.missing ?? [];
    },
  };
}

/** A name may by now belong to another repository: nothing is read from or written to that one. */
export function sameRepository(repository: RepositoryRef, databaseId: number): void {
  if (databaseId === repository.id) return;
  throw new AppError('github/gone', `${repository.owner}/${repository.name} is another repository now`);
}
