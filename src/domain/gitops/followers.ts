import type { ObjectRef } from '../cluster/spec.ts';
import type { Engine, EngineChoice, ObservedGitOps } from './engine.ts';
import { type FollowingApplication, findApplications } from './find-applications.ts';
import { type FollowingKustomization, findKustomizations } from './flux/find-kustomizations.ts';
import { isCommit } from './revision.ts';
import type { WantedSync } from './sync.ts';

/** The objects of both engines that show a folder. */
export interface Followers {
  readonly argocd: readonly (FollowingApplication & { readonly holds: boolean })[];
  readonly flux: readonly FollowingKustomization[];
}

/** In preview only what is pinned to the commit; otherwise what follows the branch. */
export function findFollowers(gitops: ObservedGitOps, wanted: WantedSync): Followers {
  return followersOf(gitops, wanted, false);
}

/** Those that would follow the folder, and apply it to another cluster than the management cluster: one sentence each. */
export function remoteFollowers(gitops: ObservedGitOps, wanted: WantedSync): readonly string[] {
  const { argocd, flux } = followersOf(gitops, wanted, true);
  const said = (object: string, where: string) => `${object} applies the folder ${wanted.folder} to ${where}.`;
  return [
    ...argocd.map(({ application: { namespace, name, remote = '' } }) =>
      said(`Application ${namespace}/${name}`, `the cluster ${remote}`),
    ),
    ...flux.map(({ kustomization: { namespace, name } }) =>
      said(`Kustomization ${namespace}/${name}`, 'another cluster, by its kubeConfig'),
    ),
  ];
}

function followersOf(gitops: ObservedGitOps, wanted: WantedSync, elsewhere: boolean): Followers {
  const { folder, namespace, repoUrls, mode, sha } = wanted;
  const objects = wanted.objects ?? [];
  // A preview goes on showing its pinned commit for a while after the merge; it is not what follows the branch.
  const counts = (pinnedTo: string | undefined, name: string) =>
    mode === 'preview' ? pinnedTo === sha : pinnedTo === undefined || (pinnedTo === sha && name !== wanted.preview);
  return {
    argocd: findApplications(gitops.applications, repoUrls, folder, namespace, elsewhere)
      .filter(({ application, targetRevision }) =>
        counts(isCommit(targetRevision) ? targetRevision : undefined, application.name),
      )
      .map((each) => ({ ...each, holds: listsAny(each, objects) })),
    flux: findKustomizations(gitops, { repositoryUrls: repoUrls, folder, namespace, objects, counts }, elsewhere),
  };
}

function listsAny({ application }: FollowingApplication, objects: readonly ObjectRef[]): boolean {
  return objects.some((object) =>
    application.resources.some(
      ({ group, kind, namespace, name }) =>
        group === object.group &&
        kind === object.kind &&
        name === object.name &&
        namespace === (object.namespace ?? ''),
    ),
  );
}

/**
 * The two, in words, where both engines have the same cluster. The one that is not chosen is a rival as soon as it shows the very
 * folder or holds one of the objects; one that only shows a folder above, without the cluster in it, is none.
 */
export function rivalsOf({ argocd, flux }: Followers, choice: EngineChoice): readonly string[] | undefined {
  const [a, f] = [nearest(argocd), nearest(flux)];
  if (a === undefined || f === undefined) return undefined;
  const others = { argocd: f.rank > 0, flux: a.rank > 0, auto: a.rank === f.rank };
  if (!others[choice]) return undefined;
  const { application } = a.of;
  const { kustomization } = f.of;
  return [
    `Application ${application.namespace}/${application.name}`,
    `Kustomization ${kustomization.namespace}/${kustomization.name}`,
  ];
}

/** The engine whose object is nearest to the folder; `undefined` where none shows it. */
export function nearestEngine({ argocd, flux }: Followers): Engine | undefined {
  const [a, f] = [nearest(argocd)?.rank ?? -1, nearest(flux)?.rank ?? -1];
  return a === f ? undefined : a > f ? 'argocd' : 'flux';
}

/** 2 holds an object, 1 shows the very folder, 0 shows one above. */
function nearest<T extends { readonly holds: boolean; readonly exact: boolean }>(
  followers: readonly T[],
): { readonly of: T; readonly rank: 0 | 1 | 2 } | undefined {
  const ranked = followers.map((of) => ({
    of,
    rank: of.holds ? (2 as const) : of.exact ? (1 as const) : (0 as const),
  }));
  return ranked.toSorted((x, y) => y.rank - x.rank)[0];
}
