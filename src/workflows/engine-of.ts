import type { Configuration } from '../domain/access/configuration.ts';
import type { Request } from '../domain/cluster/request.ts';
import { fluxUrl } from '../domain/gitops/flux/url.ts';
import type { RepositoryRef } from '../domain/repository.ts';
import type { CommandFacts } from '../ports/github.ts';

/** Where the engine's objects for a request stand, and from where it reads the repository. */
export function engineOf(
  repository: RepositoryRef,
  facts: CommandFacts,
  { engine, argocd, flux }: Configuration,
): Request['engine'] {
  const address = `${facts.repository.url}.git`;
  return {
    kind: engine,
    namespace: argocd.namespace,
    // One project for each repository: its sources and namespaces are this repository's alone.
    previewProject: `${argocd.previewProject}-${repository.id}`,
    repoUrl: argocd.repoUrl ?? address,
    flux: { ...flux, repoUrl: fluxUrl(flux.repoUrl ?? address) },
  };
}
