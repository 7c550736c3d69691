import type { Stage } from './obstacles/obstacle.ts';
import type { Count } from './progress.ts';

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
  /** For the upgrade of a control plane that a service runs. */
  readonly rollOutService: number;
  readonly addOns: number;
  readonly available: number;
  /** How long a known cause (a quota, a credential) may be named before it is called stuck. */
  readonly cause: number;
}

export const usualLimits: AgeLimits = {
  appear: 15 * minute,
  observe: 10 * minute,
  infrastructure: 15 * minute,
  controlPlaneInitialized: 20 * minute,
  controlPlaneMachine: 10 * minute,
  workers: 20 * minute,
  rollOutMachine: 10 * minute,
  rollOutService: 0,
  addOns: 15 * minute,
  available: 15 * minute,
  cause: 5 * minute,
};

const local = { infrastructure: 5 * minute, controlPlaneInitialized: 10 * minute, workers: 10 * minute };
const service = { controlPlaneInitialized: 30 * minute, rollOutService: 60 * minute };
const bareMetal = {
  controlPlaneInitialized: 60 * minute,
  controlPlaneMachine: 45 * minute,
  workers: 60 * minute,
  rollOutMachine: 45 * minute,
};

/** By the kind of the control plane, of the infrastructure, or of its machines, where they differ from the usual ones. */
export const limitsByKind: Readonly<Record<string, Partial<AgeLimits>>> = {
  DevCluster: local,
  DockerCluster: local,
  AWSManagedControlPlane: service,
  GCPManagedControlPlane: service,
  AzureManagedControlPlane: service,
  AzureASOManagedControlPlane: service,
  ROSAControlPlane: { infrastructure: 30 * minute, controlPlaneInitialized: 60 * minute, rollOutService: 120 * minute },
  // Networks with a gateway of their own, and machines that are cloned or installed rather than started.
  AzureCluster: { infrastructure: 25 * minute, controlPlaneInitialized: 25 * minute },
  VSphereCluster: { controlPlaneInitialized: 30 * minute, workers: 30 * minute, rollOutMachine: 15 * minute },
  ProxmoxCluster: { controlPlaneInitialized: 30 * minute, workers: 30 * minute, rollOutMachine: 15 * minute },
  OpenStackCluster: { infrastructure: 20 * minute, controlPlaneInitialized: 25 * minute },
  HetznerBareMetalMachineTemplate: bareMetal,
  Metal3MachineTemplate: bareMetal,
};

/** The limits for a cluster made of these kinds; the usual ones for kinds that are not known. */
export function ageLimitsFor(kinds: readonly (string | undefined)[]): AgeLimits {
  const found = kinds.map((kind) =>
    kind !== undefined && Object.hasOwn(limitsByKind, kind) ? limitsByKind[kind] : {},
  );
  return Object.assign({}, usualLimits, ...found);
}

/** How long a stage may take, in milliseconds. */
export function limitOf(stage: Stage, limits: AgeLimits, counts: { controlPlane: Count; workers: Count }): number {
  const { controlPlane, workers } = counts;
  switch (stage) {
    case 'infrastructure':
      return limits.infrastructure;
    case 'control plane':
      return limits.controlPlaneInitialized;
    case 'control plane machines':
      return limits.controlPlaneMachine * Math.max(1, controlPlane.wanted - 1);
    case 'workers':
      return limits.workers;
    case 'roll-out':
      return Math.max(limits.rollOutService, limits.rollOutMachine * Math.max(1, controlPlane.wanted + workers.wanted));
    case 'add-ons':
      return limits.addOns;
    case 'availability':
      return limits.available;
    case 'application':
      return limits.appear;
    case 'generation':
    case 'confirmation':
    case 'deletion':
    case 'pause':
      return limits.observe;
  }
}
