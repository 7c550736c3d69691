import type { Configuration } from '../domain/access/configuration.ts';
import type { Request } from '../domain/cluster/request.ts';
import type { RepositoryRef } from '../domain/repository.ts';
import type { CommandFacts } from '../ports/github.ts';

/** Where the engine's objects for a request stand, and from where it reads the repository. */
export function engineOf(repository: RepositoryRef, facts: CommandFacts, { argocd }: Configuration): Request['engine'] {
  return {
    namespace: argocd.namespace,
    // One project for each repository: its sources and namespaces are this repository's alone.
    previewProject: `${argocd.previewProject}-${repository.id}`,
    repoUrl: argocd.repoUrl ?? `${facts.repository.url}.git`,
  };
}
