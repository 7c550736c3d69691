import { assignedTo, type NamedCluster } from '../domain/assignment.ts';
import { AppError } from '../errors.ts';
import type { ClusterActs, ClusterView, ManagementCluster, ManagementClusters } from '../ports/cluster.ts';

/** Gives each repository the management cluster that the server's settings name for it. */
export function createManagementClusters(
  all: readonly (NamedCluster & { readonly connection: ManagementCluster })[],
): ManagementClusters {
  return {
    of({ repository, managementCluster: begun }) {
      const assigned = assignedTo(all, repository);
      const namespaces = assigned?.namespaces ?? [];
      if (begun !== undefined && begun !== assigned?.cluster.name) {
        const now = assigned === undefined ? 'no management cluster' : assigned.cluster.name;
        const because = `the request began in ${begun}, and the settings of this server give the repository ${now}`;
        return { ...outOfSight(because), name: begun, namespaces };
      }
      if (assigned === undefined) return { ...absent, namespaces };
      const { connection, name } = assigned.cluster;
      return { ...connection, place: name, namespaces, ...(all.length > 1 ? { name } : {}) };
    },
  };
}

const nothingToSee: Omit<ClusterView, 'state'> = {
  cluster: () => undefined,
  clusters: () => [],
  referrers: () => [],
  gitops: () => ({ engines: [], applications: [], kustomizations: [], sources: [], releases: [], charts: [] }),
  lagSeconds: () => 0,
  onChange: () => () => {},
};

/** What a repository without a management cluster finds. */
const absent: ManagementCluster = {
  view: { ...nothingToSee, state: () => ({ state: 'absent' }) },
  servedApis: async () => undefined,
};

function outOfSight(because: string): ManagementCluster {
  const refused = () => Promise.reject(new AppError('kubernetes/unavailable', because));
  const acts: ClusterActs = {
    read: async () => ({ state: 'unknown', because }),
    topologyClass: async () => undefined,
    put: refused,
    patch: refused,
    remove: refused,
  };
  return {
    view: { ...nothingToSee, state: () => ({ state: 'blind', because, since: 0 }) },
    servedApis: async () => undefined,
    acts,
  };
}
