import type { AnyCluster, FluxPlace, Request } from '../cluster/request.ts';
import type { ObjectRef } from '../cluster/spec.ts';
import { harmlessPatch as argoCdHarmless, previewApplication, previewProject } from './argocd/preview.ts';
import type { Engine, ObservedGitOps } from './engine.ts';
import { isRelease, isReleaseChart } from './flux/find-releases.ts';
import { clusterObjectsIn } from './flux/inventory.ts';
import { harmlessPatch as fluxHarmless } from './flux/operations.ts';
import { previewKustomization, previewSource } from './flux/preview.ts';
import type { Manifest } from './manifest.ts';

/** Name of what shows a request's cluster before the merge; fits a DNS label. */
export const previewName = (request: Request, cluster: AnyCluster): string =>
  `preview-${cluster.spec.name.slice(0, 63 - 'preview--'.length - request.id.length).replace(/-+$/, '')}-${request.id}`;

/** Where Flux is, for requests of before it could be chosen. */
export const fluxPlace = ({ engine }: Pick<Request, 'engine'>): FluxPlace =>
  engine.flux ?? { namespace: 'flux-system', serviceAccount: 'clusters', repoUrl: engine.repoUrl };

/** The addresses under which the engines may have the repository. */
export const repoUrlsOf = (request: Pick<Request, 'engine'>): readonly string[] => [
  ...new Set([request.engine.repoUrl, fluxPlace(request).repoUrl]),
];

const isSource = (ref: ObjectRef): boolean => ref.group === 'source.toolkit.fluxcd.io' && !isReleaseChart(ref);
/** Whether an object is an engine's own, and not one that an engine made. */
export const isEngineObject = (ref: ObjectRef): boolean => engineOfObject(ref) !== undefined;
/** Whether an engine's object applies; a source does not. */
export const isApplier = (ref: ObjectRef): boolean => isEngineObject(ref) && !isSource(ref);

export function engineOfObject(ref: ObjectRef): Engine | undefined {
  if (ref.group === 'argoproj.io') return 'argocd';
  return isSource(ref) || ref.group === 'kustomize.toolkit.fluxcd.io' ? 'flux' : undefined;
}

/** The objects of the engine that show a cluster before the merge, a source before what reads it. */
export function previewRefs(engine: Engine, request: Request, cluster: AnyCluster): readonly ObjectRef[] {
  const name = previewName(request, cluster);
  if (engine === 'argocd') {
    const { namespace } = request.engine;
    return [{ group: 'argoproj.io', version: 'v1alpha1', kind: 'Application', namespace, name }];
  }
  const { namespace } = fluxPlace(request);
  return [
    { group: 'source.toolkit.fluxcd.io', version: 'v1', kind: 'GitRepository', namespace, name },
    { group: 'kustomize.toolkit.fluxcd.io', version: 'v1', kind: 'Kustomization', namespace, name },
  ];
}

/** What the HelmReleases of a request's clusters have made, as far as they tell: a chart promises the Cluster alone. */
export function releasedObjects(
  { releases }: Pick<ObservedGitOps, 'releases'>,
  request: Request,
): readonly ObjectRef[] {
  const own = request.clusters.flatMap(({ objects }) => objects).filter(isRelease);
  return releases
    .filter((each) => own.some(({ namespace, name }) => each.namespace === namespace && each.name === name))
    .flatMap(({ inventory }) => clusterObjectsIn(inventory));
}

/** What the engine's objects need beside them, and their manifests in the order of `previewRefs`. */
export function previewManifests(
  engine: Engine,
  request: Request,
  cluster: AnyCluster,
  sha: string,
): { readonly shared: readonly Manifest[]; readonly own: readonly Manifest[] } {
  const common = {
    name: previewName(request, cluster),
    folder: cluster.folder,
    sha,
    request: request.id,
    repositoryId: request.repository.id,
  };
  if (engine === 'argocd') {
    const { namespace, previewProject: project, repoUrl } = request.engine;
    const destinationNamespace = cluster.spec.namespace;
    return {
      shared: [previewProject({ namespace, name: project, repoUrl, destinationNamespace })],
      own: [previewApplication({ ...common, namespace, project, repoUrl, destinationNamespace })],
    };
  }
  const place = { ...fluxPlace(request), branch: request.branch, targetNamespace: cluster.spec.namespace };
  const preview = { ...common, ...place, releases: cluster.objects.some(isRelease) };
  return { shared: [], own: [previewSource(preview), previewKustomization(preview)] };
}

/** Whether an object makes others: an engine's own, or a HelmRelease that one has made. */
export const makesOthers = (ref: ObjectRef): boolean => isApplier(ref) || isRelease(ref);

/** JSON merge patch after which an object that makes others, and is changed or deleted, takes nothing with it. */
export const harmlessPatchFor = (ref: ObjectRef): Manifest =>
  engineOfObject(ref) === 'argocd' ? argoCdHarmless() : fluxHarmless(ref);
