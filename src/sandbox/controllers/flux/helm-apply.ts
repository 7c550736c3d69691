import { parse } from 'yaml';
import { asTree, at, isTree, type KubeObject, type Manifest } from '../../kubernetes/object.ts';
import type { ObjectStore } from '../../kubernetes/object-store.ts';
import { splitApiVersion } from '../../kubernetes/registry.ts';
import { ApiError } from '../../kubernetes/status.ts';
import { ApplyError, accountDenial, type Entry } from './apply.ts';
import { type Chart, renderChart } from './chart.ts';
import { ChartError } from './chart-template.ts';
import { type FluxWorld, helmGroup } from './terms.ts';

const manager = 'helm-controller';
const policy = 'helm.sh/resource-policy';

/** Where a release goes to, and under which name. */
export interface ReleasePlace {
  readonly releaseName: string;
  readonly target: string;
}

/** Renders a chart for a HelmRelease, applies what it makes, and deletes what was there before and is left out. */
export function release(
  world: FluxWorld,
  owner: KubeObject,
  chart: Chart,
  place: ReleasePlace,
  before: readonly Entry[],
): readonly Entry[] {
  const manifests = renderChart(chart, asTree(at(owner, 'spec', 'values')))
    .map((manifest) => postRendered(manifest, owner))
    .map((manifest) => released(world, manifest, owner, place));
  const entries = applyManifests(world, owner, manifests);
  const left = before.filter(({ id }) => !entries.some((entry) => entry.id === id));
  removeAll(world.store, left, (annotation) => annotation === 'keep');
  return entries;
}

/** Helm passes over whatever has a policy, be it this or another. */
export const uninstall = ({ store }: FluxWorld, entries: readonly Entry[]): void =>
  removeAll(store, entries, (annotation) => annotation !== undefined);

function removeAll(
  store: ObjectStore,
  entries: readonly Entry[],
  stays: (annotation: string | undefined) => boolean,
): void {
  for (const entry of entries) {
    const key = keyOf(entry);
    const live = store.serves(key.group, key.kind) ? store.get(key) : undefined;
    if (live !== undefined && !stays(live.metadata.annotations?.[policy]))
      store.remove(key, { propagationPolicy: 'Background' });
  }
}

/** What the post-renderers make of an object: patches of annotations, for the kinds that they name. */
function postRendered(manifest: Manifest, object: KubeObject): Manifest {
  const renderers = (at(object, 'spec', 'postRenderers') ?? []) as readonly unknown[];
  const patches = renderers.flatMap((each) => (at(each, 'kustomize', 'patches') ?? []) as readonly unknown[]);
  const annotations = { ...manifest.metadata.annotations };
  for (const each of patches) {
    const kind = String(at(each, 'target', 'kind') ?? '.*');
    const patch: unknown = parse(String(at(each, 'patch') ?? ''));
    const { annotations: added, name: _name, ...others } = asTree(at(patch, 'metadata'));
    if (Object.keys(others).length > 0 || !isTree(added))
      throw new ChartError('the sandbox plays patches of annotations only');
    if (new RegExp(`^(?:${kind})$`).test(manifest.kind)) Object.assign(annotations, added);
  }
  return { ...manifest, metadata: { ...manifest.metadata, annotations } };
}

/** An object as Helm and its controller mark it. */
function released(
  { store }: FluxWorld,
  manifest: Manifest,
  owner: KubeObject,
  { releaseName, target }: ReleasePlace,
): Manifest {
  const { group } = splitApiVersion(manifest.apiVersion);
  if (!store.serves(group, manifest.kind))
    throw new ApplyError(
      `unable to build kubernetes objects from release manifest: resource mapping not found for name: "${manifest.metadata.name}": no matches for kind "${manifest.kind}" in version "${manifest.apiVersion}"`,
    );
  const { namespace = target, labels = {}, annotations = {} } = manifest.metadata;
  return {
    ...manifest,
    metadata: {
      ...manifest.metadata,
      ...(store.isNamespaced(group, manifest.kind) ? { namespace } : {}),
      labels: {
        ...labels,
        'app.kubernetes.io/managed-by': 'Helm',
        [`${helmGroup}/name`]: owner.metadata.name,
        [`${helmGroup}/namespace`]: owner.metadata.namespace ?? '',
      },
      annotations: {
        ...annotations,
        'meta.helm.sh/release-name': releaseName,
        'meta.helm.sh/release-namespace': target,
      },
    },
  };
}

const keyOf = ({ id }: Entry) => {
  const [namespace = '', name = '', group = '', kind = ''] = id.split('_');
  return { group, kind, namespace: namespace === '' ? undefined : namespace, name };
};

function applyManifests(world: FluxWorld, owner: KubeObject, manifests: readonly Manifest[]): readonly Entry[] {
  const denial = accountDenial(world.store, owner, manifests[0]);
  if (denial !== undefined) throw new ApplyError(denial);
  for (const manifest of manifests) {
    const { namespace, name } = manifest.metadata;
    const { group } = splitApiVersion(manifest.apiVersion);
    const live = world.store.get({ group, kind: manifest.kind, namespace, name: name ?? '' });
    const owned = live === undefined ? undefined : live.metadata.annotations?.['meta.helm.sh/release-name'];
    const foreign = live !== undefined && owned !== manifest.metadata.annotations?.['meta.helm.sh/release-name'];
    if (foreign && at(owner, 'spec', 'install', 'disableTakeOwnership') === true)
      throw new ApplyError(
        `unable to continue with install: ${manifest.kind} "${name}" in namespace "${namespace}" exists and cannot be imported into the current release: invalid ownership metadata`,
      );
    try {
      world.store.apply(manifest, { manager, force: true });
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      throw new ApplyError(
        `server-side apply failed for object ${namespace}/${name} ${manifest.apiVersion}, Kind=${manifest.kind}: ${error.message}`,
      );
    }
  }
  return manifests.map(({ apiVersion, kind, metadata: { namespace = '', name } }) => {
    const { group, version } = splitApiVersion(apiVersion);
    return { id: `${namespace}_${name}_${group}_${kind}`, v: version };
  });
}
