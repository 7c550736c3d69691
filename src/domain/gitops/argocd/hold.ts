import type { ObservedApplication } from '../application.ts';
import { findApplications } from '../find-applications.ts';
import { depthAbove } from '../folder.ts';
import type { HeldCluster, Hold } from '../hold.ts';
import type { Manifest } from '../manifest.ts';

const backgroundFinalizer = 'resources-finalizer.argocd.argoproj.io/background';
const approvedAnnotation = 'argocd.argoproj.io/deletion-approved';
/** An approval that had no effect for this long has none: the Cluster is then deleted without Argo CD. */
const patience = 60_000;

/**
 * How Argo CD holds a Cluster that left Git. An Application under deletion waits for `deletion-approved`, which counts from the
 * moment of the deletion; approval is given only where it lets go of this one Cluster, in background. One that lives and
 * still compares with a tree that has the Cluster would make it again.
 */
export function holdOfArgoCd(applications: readonly ObservedApplication[], cluster: HeldCluster): Hold {
  const following = findApplications(applications, [cluster.repoUrl], cluster.folder, cluster.namespace);
  let asks: Hold | undefined;
  // One that has the Cluster makes it again wherever it reads: a repository that was renamed has two addresses.
  const others = applications.filter(
    (each) =>
      each.deletingSince === undefined &&
      each.resources.some((resource) => isThis(resource, cluster)) &&
      each.sources.some(({ path }) => path !== undefined && depthAbove(path, cluster.folder) !== undefined),
  );
  for (const application of new Set([...following.map((each) => each.application), ...others])) {
    if (application.deletingSince !== undefined) {
      asks ??= approvalOf(application, application.deletingSince, cluster);
      continue;
    }
    if (lacksFolder(application)) continue;
    const shown = application.resources.find((each) => isThis(each, cluster));
    if (shown !== undefined && !shown.requiresPruning)
      return { state: 'unaware', because: `Application ${application.name} to see that Git no longer has the cluster` };
  }
  return asks ?? { state: 'free' };
}

function approvalOf(application: ObservedApplication, since: number, cluster: HeldCluster): Hold | undefined {
  const { namespace, name, finalizers, resources, annotations } = application;
  const clusters = resources.filter(({ group, kind }) => group === 'cluster.x-k8s.io' && kind === 'Cluster');
  const alone = clusters.every((each) => isThis(each, cluster));
  if (!finalizers.includes(backgroundFinalizer) || !alone) return undefined;
  const approved = Date.parse(annotations[approvedAnnotation] ?? '');
  if (approved >= since && cluster.now - approved > patience) return undefined;
  // An approval from before the deletion is none; clocks may disagree.
  const time = approved >= since ? approved : Math.max(cluster.now, since);
  return {
    state: 'asks',
    object: { group: 'argoproj.io', version: 'v1alpha1', kind: 'Application', namespace, name },
    patch: approvalPatch(time),
  };
}

/** JSON merge patch that lets an Application delete what asks for a confirmation. The time is RFC 3339. */
function approvalPatch(time: number): Manifest {
  return { metadata: { annotations: { [approvedAnnotation]: new Date(time).toISOString() } } };
}

/** Argo CD makes nothing of a folder that it does not find: it compares no further. */
function lacksFolder({ conditions }: ObservedApplication): boolean {
  return conditions.some(({ type, message }) => type === 'ComparisonError' && /app path does not exist/.test(message));
}

const isThis = (
  { group, kind, namespace, name }: ObservedApplication['resources'][number],
  cluster: HeldCluster,
): boolean =>
  group === 'cluster.x-k8s.io' && kind === 'Cluster' && namespace === cluster.namespace && name === cluster.name;
