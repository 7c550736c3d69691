import { assignedTo, type NamedCluster } from '../domain/assignment.ts';
import type { RepositoryRef } from '../domain/repository.ts';
import type { Settings } from '../ports/requests.ts';
import type { Served } from '../ports/served.ts';

/**
 * The server's list of served repositories. An exact name is bound to the first repository id seen under it and an
 * owner pattern to the owner's id, so that somebody who takes over a freed name is not served. Nor is who takes over a name that a
 * management cluster is given to.
 */
export function createServed(
  patterns: readonly string[],
  clusters: readonly NamedCluster[],
  settings: Settings,
): Served {
  const bound = async (key: string, id: number): Promise<boolean> => {
    const known = await settings.get(key);
    if (known !== undefined) return known === String(id);
    await settings.put(key, String(id));
    return true;
  };
  const admitsBy = async (pattern: string, repository: RepositoryRef, ownerId: number): Promise<boolean> => {
    if (pattern === '*') return true;
    const [owner = '', name = ''] = pattern.toLowerCase().split('/');
    if (owner !== repository.owner.toLowerCase()) return false;
    if (name === '*') return bound(`served:${owner}`, ownerId);
    return name === repository.name.toLowerCase() && (await bound(`served:${owner}/${name}`, repository.id));
  };
  const admitsByAny = async (repository: RepositoryRef, ownerId: number): Promise<boolean> => {
    for (const pattern of patterns) if (await admitsBy(pattern, repository, ownerId)) return true;
    return false;
  };
  return {
    admits: async (repository, ownerId) => {
      if (!(await admitsByAny(repository, ownerId))) return false;
      const assigned = assignedTo(clusters, repository);
      return assigned === undefined || admitsBy(assigned.pattern, repository, ownerId);
    },
  };
}
