/** Annotations by which an object in the cluster is known to be a request's. */
export const repositoryAnnotation = 'clusterops.dev/repository-id';
export const requestAnnotation = 'clusterops.dev/request';
export const deliveryAnnotation = 'clusterops.dev/delivery';

const argocdTracking = 'argocd.argoproj.io/tracking-id';
const fluxTracking = 'kustomize.toolkit.fluxcd.io/name';

/** Whether an object says that this request made it for its preview: as our manifests, or the engine's object of that name, mark it. */
export function madeForPreview(
  {
    annotations,
    labels,
  }: { readonly annotations: Readonly<Record<string, string>>; readonly labels: Readonly<Record<string, string>> },
  request: { readonly id: string; readonly repositoryId: number },
  engineObjects: readonly string[],
): boolean {
  const marked =
    annotations[requestAnnotation] === request.id &&
    annotations[repositoryAnnotation] === String(request.repositoryId) &&
    annotations[deliveryAnnotation] === 'preview';
  return marked || trackersOf({ annotations, labels }).some((tracker) => engineObjects.includes(tracker));
}

/** Names of the engines' objects that mark an object as theirs. */
export function trackersOf({
  annotations,
  labels,
}: {
  readonly annotations: Readonly<Record<string, string>>;
  readonly labels: Readonly<Record<string, string>>;
}): readonly string[] {
  const trackers = [annotations[argocdTracking]?.split(':')[0], labels[fluxTracking]];
  return trackers.filter((tracker) => tracker !== undefined);
}
