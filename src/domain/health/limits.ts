const minute = 60_000;

/** How long each stage of a cluster's way to readiness may take before somebody should look, in milliseconds. */
export interface AgeLimits {
  /** From the sync until the Cluster object is seen. */
  readonly appear: number;
  /** Until the newest generation is observed by its controller. */
  readonly observe: number;
  readonly infrastructure: number;
  readonly controlPlaneInitialized: number;
  /** For each control plane machine beyond the first: they join one after another. */
  readonly controlPlaneMachine: number;
  readonly workers: number;
  /** For each machine that a roll-out replaces. */
  readonly rollOutMachine: number;
  readonly available: number;
  /** How long a condition may name a known cause (a quota, a credential) before it is called stuck. */
  readonly cause: number;
}

const usual: AgeLimits = {
  appear: 15 * minute,
  observe: 10 * minute,
  infrastructure: 15 * minute,
  controlPlaneInitialized: 20 * minute,
  controlPlaneMachine: 10 * minute,
  workers: 20 * minute,
  rollOutMachine: 10 * minute,
  available: 15 * minute,
  cause: 5 * minute,
};

/** Limits by the kind of the infrastructure cluster, where they differ from the usual ones. */
const byInfrastructure: Readonly<Record<string, Partial<AgeLimits>>> = {
  DevCluster: { infrastructure: 5 * minute, controlPlaneInitialized: 10 * minute, workers: 10 * minute },
  DockerCluster: { infrastructure: 5 * minute, controlPlaneInitialized: 10 * minute, workers: 10 * minute },
  AWSManagedCluster: { controlPlaneInitialized: 30 * minute },
};

/** The limits for a cluster on this kind of infrastructure; the usual ones when the kind is not known. */
export function ageLimitsFor(infrastructureKind: string | undefined): AgeLimits {
  return { ...usual, ...(infrastructureKind === undefined ? {} : byInfrastructure[infrastructureKind]) };
}
