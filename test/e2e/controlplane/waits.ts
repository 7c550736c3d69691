/** A wait of a program that no flag shortens: a constant in a file of its module. */
export interface Wait {
  readonly file: string;
  /** As it stands in the file; every occurrence is replaced. */
  readonly text: string;
  readonly shorter: string;
}

const controlPlane = 'controlplane/kubeadm/reconcilers/kubeadmcontrolplane';

/**
 * How long Cluster API waits until it looks again at what it is not told of. Machines in memory boot in a second: with the waits
 * for real ones, a story would do little else but sit them out. Nothing of what the controllers do then is changed.
 */
export const clusterApiWaits: readonly Wait[] = [
  {
    file: 'controllers/clustercache/cluster_cache.go',
    text: 'ConnectionCreationRetryInterval: 30 * time.Second',
    shorter: 'ConnectionCreationRetryInterval: 2 * time.Second',
  },
  {
    file: `${controlPlane}/consts.go`,
    text: 'deleteRequeueAfter = 30 * time.Second',
    shorter: 'deleteRequeueAfter = 2 * time.Second',
  },
  {
    file: `${controlPlane}/consts.go`,
    text: 'preflightFailedRequeueAfter = 15 * time.Second',
    shorter: 'preflightFailedRequeueAfter = 2 * time.Second',
  },
  {
    file: `${controlPlane}/kubeadmcontrolplane_controller.go`,
    text: 'RequeueAfter: 20 * time.Second',
    shorter: 'RequeueAfter: 2 * time.Second',
  },
  {
    file: 'core/reconcilers/machineset/machineset_preflight.go',
    text: 'preflightFailedRequeueAfter = 15 * time.Second',
    shorter: 'preflightFailedRequeueAfter = 2 * time.Second',
  },
  {
    file: 'bootstrap/kubeadm/reconcilers/kubeadmconfig/kubeadmconfig_controller.go',
    text: 'RequeueAfter: 30 * time.Second',
    shorter: 'RequeueAfter: 2 * time.Second',
  },
];
