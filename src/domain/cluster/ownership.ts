/** Annotations by which an object in the cluster is known to be a request's. */
export const repositoryAnnotation = 'clusterops.dev/repository-id';
export const requestAnnotation = 'clusterops.dev/request';
export const deliveryAnnotation = 'clusterops.dev/delivery';

const argocdTracking = 'argocd.argoproj.io/tracking-id';

/** Whether annotations say that this request made the object for its preview: as our manifests or our Application mark it. */
export function madeForPreview(
  annotations: Readonly<Record<string, string>>,
  request: { readonly id: string; readonly repositoryId: number },
  applications: readonly string[],
): boolean {
  const marked =
    annotations[requestAnnotation] === request.id &&
    annotations[repositoryAnnotation] === String(request.repositoryId) &&
    annotations[deliveryAnnotation] === 'preview';
  const tracker = annotations[argocdTracking]?.split(':')[0];
  return marked || (tracker !== undefined && applications.includes(tracker));
}
