/** How long the played cloud takes for each step, in milliseconds of its own time: of the order of what real clouds take. */
export const pace = {
  infrastructureCluster: 8_000,
  bootstrapData: 1_000,
  machineInfrastructure: 10_000,
  /** From a running first machine to an API server that answers (kubeadm init). */
  controlPlaneInitialisation: 10_000,
  /** From a running machine to its node in the cluster (kubeadm join). */
  nodeJoin: 6_000,
  /** From a node to its static pods and etcd member being healthy. */
  controlPlaneComponents: 4_000,
  helmRelease: 3_000,
  /** From an installed CNI to a node that is Ready. */
  nodeNetwork: 6_000,
  drain: 1_000,
  machineTermination: 4_000,
  infrastructureTermination: 5_000,
} as const;
