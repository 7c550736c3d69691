import type { ObservedApplication } from './application.ts';
import { depthAbove, sameFolder } from './folder.ts';
import { normalizeRepositoryUrl } from './repository-url.ts';

/** An Application that shows a folder, and which of its sources does. */
export interface FollowingApplication {
  readonly application: ObservedApplication;
  /** Index into `sources` and, for several sources, into the revisions. */
  readonly source: number;
  readonly targetRevision: string;
  /** Whether its path is the folder itself. */
  readonly exact: boolean;
}

/**
 * The Applications whose source is this repository and this folder, or a folder above it; made by hand or by an
 * ApplicationSet alike. When some name exactly the folder, only those: one above is then the one that makes them. One that
 * sends its objects into another namespace, and is not seen to hold any in this one, is left out. Those that apply to the cluster
 * that Argo CD is in, or with `elsewhere` those alone that apply to others.
 */
export function findApplications(
  applications: readonly ObservedApplication[],
  repositoryUrls: readonly string[],
  folder: string,
  namespace: string,
  elsewhere = false,
): readonly FollowingApplication[] {
  const urls = new Set(repositoryUrls.map(normalizeRepositoryUrl));
  const found = applications
    .filter((application) => (application.remote !== undefined) === elsewhere && reaches(application, namespace))
    .flatMap((application) =>
      application.sources.flatMap(({ repoUrl, path, targetRevision }, source) => {
        const follows =
          path !== undefined && urls.has(normalizeRepositoryUrl(repoUrl)) && depthAbove(path, folder) !== undefined;
        return follows ? [{ application, source, targetRevision, exact: sameFolder(path, folder) }] : [];
      }),
    );
  const exact = found.filter((each) => each.exact);
  return exact.length > 0 ? exact : found;
}

function reaches(application: ObservedApplication, namespace: string): boolean {
  const { destinationNamespace, resources } = application;
  return (
    destinationNamespace === '' ||
    destinationNamespace === namespace ||
    resources.some((resource) => resource.namespace === namespace)
  );
}
