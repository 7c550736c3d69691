/** On a pool whose cluster hibernates: how many machines it had. */
export const hibernatedReplicas = 'clusterops.dev/hibernated-replicas';
/** On a pool whose cluster hibernates: the least and the most that it might have had, as in `1-9`. */
export const hibernatedBounds = 'clusterops.dev/hibernated-bounds';

/** Whether annotations of a pool say that it sleeps. */
export const sleeps = (annotations: Readonly<Record<string, string>>): boolean =>
  annotations[hibernatedReplicas] !== undefined || annotations[hibernatedBounds] !== undefined;
