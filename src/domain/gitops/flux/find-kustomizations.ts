import type { ObjectRef } from '../../cluster/spec.ts';
import type { ObservedGitOps } from '../engine.ts';
import { depthAbove, sameFolder } from '../folder.ts';
import { normalizeRepositoryUrl } from '../repository-url.ts';
import { appliedOf, type FollowingRelease, findReleases } from './find-releases.ts';
import { holdsAny } from './inventory.ts';
import { type ObservedKustomization, type ObservedSource, sourceAt } from './objects.ts';

/** A Kustomization that shows a folder, with its source as far as that is seen. */
export interface FollowingKustomization {
  readonly kustomization: ObservedKustomization;
  /** Absent when there is none of that name, or its kind is none that Git can be asked about. */
  readonly source?: ObservedSource;
  /** Whether its path is the folder itself. */
  readonly exact: boolean;
  /** Whether it is known to have applied one of the objects. */
  readonly holds: boolean;
  /** Those of the cluster's objects that make the others, where it is a chart. */
  readonly releases: readonly FollowingRelease[];
}

/** Where a cluster's files stand, and what they make. */
export interface Shown {
  readonly repositoryUrls: readonly string[];
  readonly folder: string;
  readonly namespace: string;
  readonly objects: readonly ObjectRef[];
  /** Whether a Kustomization counts, by the commit that its source is pinned to, and its name. */
  readonly counts: (pinnedTo: string | undefined, name: string) => boolean;
}

/**
 * The Kustomizations of this cluster whose source is this repository and whose path is the folder or the nearest above it, and
 * those that are seen to hold one of its objects, wherever they have it from. One that sends its objects into another namespace
 * is left out. Those that apply to the cluster that Flux is in, or with `elsewhere` those alone that apply to others.
 */
export function findKustomizations(
  { kustomizations, sources, ...made }: Omit<ObservedGitOps, 'engines' | 'applications'>,
  { repositoryUrls, folder, namespace, objects, counts }: Shown,
  elsewhere: boolean,
): readonly FollowingKustomization[] {
  const urls = new Set(repositoryUrls.map(normalizeRepositoryUrl));
  const releases = findReleases({ ...made, sources }, { repositoryUrls, folder, objects });
  const applied = appliedOf(objects, releases);
  const found = kustomizations.flatMap((kustomization) => {
    const source = sourceAt(sources, kustomization.source);
    if (kustomization.remote !== elsewhere || !counts(source?.ref.commit, kustomization.name)) return [];
    const holds = holdsAny(kustomization, applied);
    const { targetNamespace = namespace, path } = kustomization;
    const depth = isOf(source, urls) && targetNamespace === namespace ? depthAbove(path, folder) : undefined;
    if (depth === undefined && !holds) return [];
    const exact = sameFolder(path, folder);
    return [{ kustomization, ...(source && { source }), exact, holds, releases, depth: depth ?? -1 }];
  });
  const nearest = Math.max(...found.map(({ depth }) => depth));
  return found.filter(({ depth, holds }) => holds || depth === nearest).map(({ depth: _, ...following }) => following);
}

function isOf(source: ObservedSource | undefined, urls: ReadonlySet<string>): boolean {
  const url = source?.kind === 'OCIRepository' ? source.artifact?.origin?.url : source?.url;
  return url !== undefined && urls.has(normalizeRepositoryUrl(url));
}
