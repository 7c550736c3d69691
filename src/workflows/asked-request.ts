import type { Configuration } from '../domain/access/configuration.ts';
import { branchName } from '../domain/cluster/names.ts';
import type { FluxPlace, Request, RequestBase, RequestedEngine } from '../domain/cluster/request.ts';
import type { ParsedCommand } from '../domain/command/command.ts';
import { fluxUrl } from '../domain/gitops/flux/url.ts';
import type { AssignedCluster } from '../ports/cluster.ts';
import type { Occasion } from './handle-command.ts';

/** What a request is beside its clusters: who asked for it where and with which commands, its branch, and the engine that it goes to. */
export function askedRequest<Kind extends Request['kind']>(
  kind: Kind,
  id: string,
  { job, facts }: Occasion,
  commands: readonly ParsedCommand[],
  names: readonly string[],
  configuration: Configuration,
): Omit<RequestBase, 'delivery'> & { readonly kind: Kind } {
  return {
    id,
    kind,
    repository: job.repository,
    issue: job.issue,
    issueNodeId: facts.issue?.nodeId ?? '',
    source: { nodeId: job.sourceNodeId, index: commands[0]?.index ?? 0 },
    asker: { id: job.sender.id, login: job.sender.login },
    ...(job.schedule === undefined ? {} : { schedule: job.schedule }),
    commands: commands.map(({ raw }) => raw),
    branch: branchName(kind, names, id),
    base: facts.repository.defaultBranch,
    engine: requestedEngine(configuration, job.repository.id, facts.repository.url),
    checksRequired: configuration.checks.required,
  };
}

/** The engine as the configuration says it, and the address from which each of them reads a repository that stands at `url`. */
export function requestedEngine(
  { engine, argocd, flux }: Configuration,
  repositoryId: number,
  url: string,
): RequestedEngine {
  const address = `${url}.git`;
  return {
    kind: engine,
    namespace: argocd.namespace,
    // One project for each repository: its sources and namespaces are this repository's alone.
    previewProject: `${argocd.previewProject}-${repositoryId}`,
    repoUrl: argocd.repoUrl ?? address,
    flux: fluxPlace(flux, address),
  };
}

function fluxPlace(
  { namespace, serviceAccount, secret, provider, repoUrl }: Configuration['flux'],
  address: string,
): FluxPlace {
  return {
    ...{ namespace, serviceAccount },
    ...(secret === undefined ? {} : { secret }),
    ...(provider === undefined ? {} : { provider }),
    repoUrl: fluxUrl(repoUrl ?? address),
  };
}

/** The request with its management cluster, where the server has several: whatever becomes of the settings, it is for no other. */
export const rememberCluster = <Asked extends Request>(request: Asked, { name }: AssignedCluster): Asked =>
  name === undefined ? request : { ...request, managementCluster: name };
