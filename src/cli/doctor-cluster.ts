import { type Engine, wordsOf } from '../domain/gitops/engine.ts';
import type { ClusterDoctor, Right } from '../kubernetes/doctor.ts';
import { engineOfKind, enginesIn, type WatchedKind } from '../kubernetes/watch/watched-kinds.ts';
import { type Examined, examine } from './examine.ts';

interface Scope {
  readonly namespaces: readonly string[];
  readonly argocdNamespaces: readonly string[];
  readonly fluxNamespaces: readonly string[];
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
  let engines: readonly Engine[] = [];
  let watched: readonly WatchedKind[] = [];
  const served = await examine('Cluster API', 'Let the service account read API groups.', async () => {
    const kinds = await doctor.served();
    engines = enginesIn(kinds.map(({ group }) => group));
    watched = kinds.filter((kind) => engineOfKind(kind) === undefined);
    const cluster = kinds.find((each) => each.kind === 'Cluster' && each.group === 'cluster.x-k8s.io');
    return [
      cluster === undefined
        ? {
            what: 'Cluster API',
            state: 'failed',
            detail: 'its kinds are not served',
            cure: 'Run clusterctl init on the management cluster.',
          }
        : { what: 'Cluster API', state: 'ok', detail: `Cluster is served as ${cluster.version}` },
      engineFinding(engines, kinds),
    ];
  });
  const rights = await Promise.all(
    neededRights(scope, engines).map((right) => examine(named(right), shipped, () => checkRight(doctor, right))),
  );
  const tidying = await Promise.all(
    tidyingRights(scope).map((right) =>
      examine(named(right), shipped, async () => asNeeded(await checkRight(doctor, right))),
    ),
  );
  const seeing = await examine('picture', shipped, () => checkSeeing(doctor, scope, watched));
  return [...reachable, ...served, ...seeing, ...rights.flat(), ...tidying.flat()];
}

/** One kind that cannot be listed and watched makes the whole picture blind, so what is lacking is told right by right. */
async function checkSeeing(
  doctor: ClusterDoctor,
  { namespaces }: Scope,
  kinds: readonly WatchedKind[],
): Promise<readonly Examined[]> {
  const asked = kinds.flatMap(({ group, plural, optional }) =>
    inEach(namespaces).flatMap((within) =>
      ['list', 'watch'].map((verb) => ({ optional, right: { verb, group, resource: plural, ...within } })),
    ),
  );
  const examined = await Promise.all(
    asked.map(async ({ right, optional }): Promise<Examined> => {
      const found = await checkRight(doctor, right);
      if (found.state === 'ok') return found;
      return optional === true
        ? { ...found, state: 'warning', detail: `${found.detail}: causes that only events tell are not seen` }
        : { ...found, detail: `${found.detail}: without it no cluster can be seen` };
    }),
  );
  const lacking = examined.filter(({ state }) => state !== 'ok');
  if (lacking.length > 0 || kinds.length === 0) return lacking;
  return [{ what: 'picture', state: 'ok', detail: `all ${kinds.length} kinds of clusters can be listed and watched` }];
}

/** Rights to delete the templates that machines come from no more. */
const tidyingRights = ({ namespaces }: Scope): readonly Right[] =>
  inEach(namespaces).flatMap((within) =>
    ['infrastructure.cluster.x-k8s.io', 'bootstrap.cluster.x-k8s.io'].map((group) => ({
      ...{ verb: 'delete', group, resource: '*' },
      ...within,
    })),
  );

/** Without such a right people are told what to delete themselves. */
const asNeeded = (examined: Examined): Examined =>
  examined.state === 'failed'
    ? { ...examined, state: 'warning', detail: `${examined.detail}: old templates are left to people` }
    : examined;

function engineFinding(engines: readonly Engine[], kinds: readonly WatchedKind[]): Examined {
  const versions = engines.map((engine) => {
    const { engine: name, object } = wordsOf(engine);
    return `${name}, ${object} is served as ${kinds.find(({ kind }) => kind === object)?.version}`;
  });
  if (versions.length > 0) return { what: 'GitOps engine', state: 'ok', detail: versions.join('; ') };
  return {
    what: 'GitOps engine',
    state: 'warning',
    detail: 'neither Applications nor Kustomizations are served: Sync cannot be told',
    cure: 'Install Argo CD or Flux.',
  };
}

/** Whether there is an identity for dry runs, what it may ask about, and that it can do nothing else. */
export async function checkRehearsal(doctor: ClusterDoctor | undefined, scope: Scope): Promise<readonly Examined[]> {
  const what = 'dry run';
  const cure = 'Set DRY_RUN_AS to the service account that deploy/ makes for it, and let the bot impersonate it.';
  if (doctor === undefined) {
    return [{ what, state: 'warning', detail: 'Plan asks for none: it has no identity for it', cure }];
  }
  const held = await examine(what, cure, async () =>
    (await doctor.isHeld(scope.namespaces[0] ?? 'default'))
      ? { what, state: 'ok', detail: 'its identity is held to dry runs' }
      : {
          what,
          state: 'failed',
          detail: 'nothing keeps its identity from changing objects',
          cure: 'Apply the ValidatingAdmissionPolicy that deploy/ ships, with its binding.',
        },
  );
  if (held.some(({ detail }) => detail.includes('forbidden'))) return held;
  const rights = inEach(scope.namespaces).flatMap((within) =>
    ['create', 'patch'].map((verb): Right => ({ verb, group: 'cluster.x-k8s.io', resource: 'clusters', ...within })),
  );
  const granted = await Promise.all(
    rights.map((right) =>
      examine(`dry run: ${named(right)}`, shipped, async () => ({
        ...(await checkRight(doctor, right)),
        what: `dry run: ${named(right)}`,
      })),
    ),
  );
  return [...held, ...granted.flat()];
}

const shipped = 'Grant the role that deploy/ ships.';

const inEach = (namespaces: readonly string[]): readonly { readonly namespace?: string }[] =>
  namespaces.length === 0 ? [{}] : namespaces.map((namespace) => ({ namespace }));

function neededRights(
  { namespaces, argocdNamespaces, fluxNamespaces }: Scope,
  engines: readonly Engine[],
): readonly Right[] {
  const clusters = inEach(namespaces).flatMap((within) =>
    ['get', 'delete'].map((verb) => ({
      verb,
      group: 'cluster.x-k8s.io',
      resource: 'clusters',
      ...within,
    })),
  );
  // What some providers' add-ons stand in.
  const settings = inEach(namespaces).flatMap((within) =>
    ['get', 'delete'].map((verb) => ({ verb, group: '', resource: 'configmaps', ...within })),
  );
  const watching = ['list', 'watch', 'get'];
  const changing = ['create', 'patch', 'delete'];
  const ofEngine = {
    argocd: [
      { group: 'argoproj.io', resource: 'applications', within: argocdNamespaces, verbs: [...watching, ...changing] },
      { group: 'argoproj.io', resource: 'appprojects', within: argocdNamespaces, verbs: ['create', 'patch'] },
    ],
    flux: [
      ...['kustomize.toolkit.fluxcd.io/kustomizations', 'source.toolkit.fluxcd.io/gitrepositories'].map((each) => {
        const [group = '', resource = ''] = each.split('/');
        return { group, resource, within: fluxNamespaces, verbs: [...watching, ...changing] };
      }),
      {
        group: 'source.toolkit.fluxcd.io',
        resource: 'ocirepositories',
        within: fluxNamespaces,
        verbs: [...watching, 'patch'],
      },
      {
        group: 'source.toolkit.fluxcd.io',
        resource: 'helmcharts',
        within: fluxNamespaces,
        verbs: [...watching, 'patch', 'delete'],
      },
      {
        group: 'helm.toolkit.fluxcd.io',
        resource: 'helmreleases',
        within: namespaces.length === 0 ? ['*'] : namespaces,
        verbs: [...watching, 'patch', 'delete'],
      },
    ],
  };
  const engineRights = engines
    .flatMap((engine) => ofEngine[engine])
    .flatMap(({ group, resource, within: places, verbs }) =>
      places.flatMap((namespace) =>
        verbs.map((verb) => ({ verb, group, resource, ...(namespace === '*' ? {} : { namespace }) })),
      ),
    );
  return [...clusters, ...settings, ...engineRights];
}

const named = ({ verb, group, resource, namespace }: Right): string =>
  `right to ${verb} ${resource}${group === '' ? '' : `.${group}`}${namespace === undefined ? '' : ` in ${namespace}`}`;

async function checkRight(doctor: ClusterDoctor, right: Right): Promise<Examined> {
  const { allowed, because } = await doctor.may(right);
  return allowed
    ? { what: named(right), state: 'ok', detail: 'granted' }
    : { what: named(right), state: 'failed', detail: because ?? 'denied', cure: shipped };
}
