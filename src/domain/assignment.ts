import type { Request } from './cluster/request.ts';
import type { RepositoryRef } from './repository.ts';
import { closestPattern } from './repository-pattern.ts';

/** Repositories, by patterns, and the namespaces of a management cluster in which they may have clusters; none: any. */
export interface Assignment {
  readonly match: readonly string[];
  readonly namespaces: readonly string[];
}

/** A management cluster by its name, and the repositories that the server's settings give it. */
export interface NamedCluster {
  readonly name: string;
  readonly repositories: readonly Assignment[];
}

/** The management cluster of a repository: the closest of all patterns decides. `undefined` where none matches. */
export function assignedTo<Known extends NamedCluster>(
  all: readonly Known[],
  repository: Pick<RepositoryRef, 'owner' | 'name'>,
): { readonly cluster: Known; readonly namespaces: readonly string[]; readonly pattern: string } | undefined {
  const entries = all.flatMap((cluster) => cluster.repositories.map((each) => ({ cluster, ...each })));
  const pattern = closestPattern(
    entries.flatMap(({ match }) => match),
    repository,
  );
  const entry = entries.find(({ match }) => pattern !== undefined && match.includes(pattern));
  if (entry === undefined || pattern === undefined) return undefined;
  return { cluster: entry.cluster, namespaces: entry.namespaces, pattern };
}

/** Whether a request is for the management cluster of this name. */
export function isFor(
  all: readonly NamedCluster[],
  name: string,
  { repository, managementCluster }: Pick<Request, 'repository' | 'managementCluster'>,
): boolean {
  return assignedTo(all, repository)?.cluster.name === name && (managementCluster ?? name) === name;
}
