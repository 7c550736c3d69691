import type { ObjectRef } from '../../cluster/spec.ts';
import type { ObservedGitOps } from '../engine.ts';
import { sameFolder } from '../folder.ts';
import { normalizeRepositoryUrl, sameRepository } from '../repository-url.ts';
import type { Shown } from './find-kustomizations.ts';
import { holdsAny } from './inventory.ts';
import { type ObservedHelmChart, type ObservedHelmRelease, type ObservedSource, sourceAt } from './objects.ts';
import { commitOf } from './revision.ts';

/** A HelmRelease that makes a cluster's objects, with its chart and source as far as they are seen. */
export interface FollowingRelease {
  readonly ref: ObjectRef;
  /** Absent when there is none of that name. */
  readonly release?: ObservedHelmRelease;
  readonly chart?: ObservedHelmChart;
  readonly source?: ObservedSource;
}

type Seen = Pick<ObservedGitOps, 'releases' | 'charts' | 'sources'>;

export const helmGroup = 'helm.toolkit.fluxcd.io';
export const isRelease = ({ group, kind }: Pick<ObjectRef, 'group' | 'kind'>): boolean =>
  group === helmGroup && kind === 'HelmRelease';
/** What source-controller packs for a HelmRelease, which makes and removes it. */
export const isReleaseChart = ({ group, kind }: Pick<ObjectRef, 'group' | 'kind'>): boolean =>
  group === 'source.toolkit.fluxcd.io' && kind === 'HelmChart';

export const releaseRef = (namespace: string, name: string): ObjectRef => ({
  group: helmGroup,
  version: 'v2',
  kind: 'HelmRelease',
  namespace,
  name,
});

/** The HelmChart that helm-controller makes of a HelmRelease whose source is in a namespace. */
export const chartOfRelease = (
  release: { readonly namespace: string; readonly name: string },
  sourceNamespace: string,
): ObjectRef => ({
  group: 'source.toolkit.fluxcd.io',
  version: 'v1',
  kind: 'HelmChart',
  namespace: sourceNamespace,
  name: `${release.namespace}-${release.name}`,
});

/**
 * The HelmReleases of this management cluster whose chart is a folder of the repository. One that a cluster's objects promise and that
 * is not there is among them, too.
 */
export function findReleases(
  seen: Seen,
  { repositoryUrls, folder, objects }: Pick<Shown, 'repositoryUrls' | 'folder' | 'objects'>,
): readonly FollowingRelease[] {
  const urls = new Set(repositoryUrls.map(normalizeRepositoryUrl));
  const found = seen.releases
    .filter((release) => !release.remote && isChartOf(release, folder))
    .map((release): FollowingRelease => {
      const source = sourceAt(seen.sources, release.chart?.source);
      const chart = seen.charts.find(({ namespace, name }) => `${namespace}/${name}` === release.chartObject);
      const ref = releaseRef(release.namespace, release.name);
      return { ref, release, ...(chart && { chart }), ...(source && { source }) };
    })
    .filter(({ source }) => source === undefined || urls.has(normalizeRepositoryUrl(source.url)));
  if (found.length > 0 || !objects.some(isReleaseChart)) return found;
  return objects.filter(isRelease).map((ref) => ({ ref }));
}

/** What a Kustomization applies of a cluster: where HelmReleases make the objects, these alone. */
export const appliedOf = (
  objects: readonly ObjectRef[],
  releases: readonly Pick<FollowingRelease, 'ref'>[],
): readonly ObjectRef[] => (releases.length > 0 ? releases.map(({ ref }) => ref) : objects);

const isChartOf = ({ chart }: ObservedHelmRelease, folder: string): boolean =>
  chart?.source.kind === 'GitRepository' && sameFolder(chart.path, folder);

/** Whether a HelmRelease makes a Cluster: it has applied it, or its chart is the cluster's folder, as far as one sees whose. */
export function makesCluster(release: ObservedHelmRelease, cluster: ObjectRef, folder: string): boolean {
  if (release.remote) return false;
  if (holdsAny(release, [cluster])) return true;
  return isChartOf(release, folder) && (release.targetNamespace ?? release.namespace) === cluster.namespace;
}

/** Whether the chart of a HelmRelease is known to be from one of the repositories. */
export function isFrom(
  release: ObservedHelmRelease,
  sources: readonly ObservedSource[],
  repositoryUrls: readonly string[],
): boolean {
  const source = sourceAt(sources, release.chart?.source);
  return source !== undefined && repositoryUrls.some((url) => sameRepository(url, source.url));
}

/**
 * The commit that a version of a chart was built from. Flux appends its first twelve digits, so only a commit that is known from
 * elsewhere, or is the one that is asked for, can be it; `undefined` when none of them is.
 */
export function commitOfVersion(
  version: string | undefined,
  { chart, source }: FollowingRelease,
  known: readonly (string | undefined)[],
): string | undefined {
  // A chart with values files has a generation behind the digits.
  const digits = /\+([0-9a-f]{12})(?:\.\d+)?$/.exec(version ?? '')?.[1];
  if (digits === undefined) return undefined;
  const commits = [...known, commitOf(chart?.sourceRevision), commitOf(source?.artifact?.revision)];
  return commits.find((commit) => commit?.startsWith(digits) === true);
}
