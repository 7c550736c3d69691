import type { ClusterDoctor, Right } from '../kubernetes/doctor.ts';
import { type Examined, examine } from './examine.ts';

interface Scope {
  readonly namespaces: readonly string[];
  readonly argocdNamespaces: readonly string[];
}

/** Reachability, the kinds that are served and in which version, and the rights that the bot needs, each asked for. */
export async function checkCluster(doctor: ClusterDoctor, scope: Scope): Promise<readonly Examined[]> {
  const reachable = await examine(
    'management cluster',
    'See whether the API server can be reached and the credentials are valid.',
    async () => ({
      what: 'management cluster',
      state: 'ok',
      detail: `Kubernetes ${await doctor.version()}`,
    }),
  );
  if (reachable.some((each) => each.state === 'failed')) return reachable;
  const served = await examine('Cluster API', 'Let the service account read API groups.', async () => {
    const kinds = await doctor.served();
    const cluster = kinds.find((each) => each.kind === 'Cluster' && each.group === 'cluster.x-k8s.io');
    const argocd = kinds.find((each) => each.kind === 'Application');
    return [
      cluster === undefined
        ? {
            what: 'Cluster API',
            state: 'failed',
            detail: 'its kinds are not served',
            cure: 'Run clusterctl init on the management cluster.',
          }
        : { what: 'Cluster API', state: 'ok', detail: `Cluster is served as ${cluster.version}` },
      argocd === undefined
        ? {
            what: 'Argo CD',
            state: 'warning',
            detail: 'Applications are not served: Sync cannot be told',
            cure: 'Install Argo CD.',
          }
        : { what: 'Argo CD', state: 'ok', detail: `Application is served as ${argocd.version}` },
    ];
  });
  const rights = await Promise.all(
    neededRights(scope).map((right) =>
      examine(named(right), 'Grant the role that deploy/ ships.', () => checkRight(doctor, right)),
    ),
  );
  return [...reachable, ...served, ...rights.flat()];
}

function neededRights({ namespaces, argocdNamespaces }: Scope): readonly Right[] {
  const everywhere: readonly (string | undefined)[] = namespaces.length === 0 ? [undefined] : namespaces;
  const within = (namespace: string | undefined) => (namespace === undefined ? {} : { namespace });
  const clusters = everywhere.flatMap((namespace) =>
    ['list', 'watch', 'get', 'delete'].map((verb) => ({
      verb,
      group: 'cluster.x-k8s.io',
      resource: 'clusters',
      ...within(namespace),
    })),
  );
  const applications = argocdNamespaces.flatMap((namespace) =>
    ['list', 'watch', 'get', 'create', 'patch', 'delete'].map((verb) => ({
      verb,
      group: 'argoproj.io',
      resource: 'applications',
      namespace,
    })),
  );
  return [...clusters, ...applications];
}

const named = ({ verb, group, resource, namespace }: Right): string =>
  `right to ${verb} ${resource}.${group}${namespace === undefined ? '' : ` in ${namespace}`}`;

async function checkRight(doctor: ClusterDoctor, right: Right): Promise<Examined> {
  const { allowed, because } = await doctor.may(right);
  return allowed
    ? { what: named(right), state: 'ok', detail: 'granted' }
    : { what: named(right), state: 'failed', detail: because ?? 'denied', cure: 'Grant the role that deploy/ ships.' };
}
