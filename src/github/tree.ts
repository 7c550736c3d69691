import type { Tree } from '../ports/github.ts';
import { headOf } from './branches.ts';
import { changedBetween, changedByPull } from './changed-paths.ts';
import type { ClientOf } from './client.ts';
import { configurationFrom } from './configuration-file.ts';
import { decode } from './decode.ts';
import { configurationOnlyShape } from './decode-facts.ts';
import { configuration as configurationDocument } from './documents/facts.ts';
import type { ReadConfiguration } from './extended-configuration.ts';
import { createFiles } from './files.ts';
import { sameRepository } from './repository-book.ts';

export interface TreeOptions {
  readonly clientOf: ClientOf;
  readonly readConfiguration: ReadConfiguration;
}

export function createTree({ clientOf, readConfiguration }: TreeOptions): Tree {
  return {
    ...createFiles(clientOf),
    changed: (repository, pull) => changedByPull(clientOf(repository), repository, pull),
    changedBetween: (repository, base, head) => changedBetween(clientOf(repository), repository, base, head),
    configurationOf: readConfiguration,
    headOf: (repository, branch) => headOf(clientOf(repository), repository, branch),
    async configuration(repository) {
      const variables = { owner: repository.owner, name: repository.name };
      const data = await clientOf(repository).query(configurationDocument, variables);
      const facts = decode(configurationOnlyShape, data, 'configuration').repository;
      sameRepository(repository, facts.databaseId);
      const headSha = facts.defaultBranchRef?.target?.oid;
      return {
        defaultBranch: facts.defaultBranchRef?.name ?? '',
        ...(headSha === undefined ? {} : { headSha }),
        read: await configurationFrom(facts, (text) => readConfiguration(repository, text)),
      };
    },
  };
}
