import type { Permission } from '../repository.ts';

/** What a repository allows beside permissions and limits. */
export interface Policy {
  /** The first that matches decides. */
  readonly rules: readonly Rule[];
  readonly quotas: readonly Quota[];
  /** All that match are asked for. */
  readonly approvals: readonly ApprovalRule[];
  /** Who may release the locks of others. */
  readonly unlock: People;
  /** Patterns of which a new cluster's name must fit one; absent: any name. */
  readonly names?: readonly string[];
  /** Patterns of the machine types that may be asked for; absent: all. */
  readonly machineTypes?: readonly string[];
  /** Kubernetes minors that may be asked for, such as `1.34`; absent: all. */
  readonly versions?: readonly string[];
}

/** Clusters of one purpose, known by a label on the Cluster, else by their names. */
export interface Environment {
  /** Patterns of names. */
  readonly clusters: readonly string[];
  /** What a new cluster of it gets that the command does not say. */
  readonly defaults: {
    readonly kubernetesVersion?: string;
    readonly controlPlane?: number;
    readonly workers?: number;
    readonly ttlSeconds?: number;
  };
  /** The longest life of its clusters, in place of the one of the file. */
  readonly mostSeconds?: number;
}

export interface Rule {
  readonly name: string;
  /** `allow` lets in also who has a lower permission than `access.permission`. */
  readonly effect: 'allow' | 'deny';
  /** Shown to who is denied. */
  readonly reason?: string;
  readonly when: Conditions;
  /** Whom a denial does not hit. */
  readonly except?: People;
}

/** Approvals that a pull request needs before it may be merged. */
export interface ApprovalRule {
  readonly name: string;
  /** Shown with what is missing. */
  readonly reason?: string;
  readonly when: Conditions;
  /** How many people have to approve. */
  readonly approvals: number;
  /** Who may; absent: whoever has `access.permission`. */
  readonly by?: People;
  /** Whose own pull requests need none. */
  readonly except?: People;
}

/** Somebody who is named, is in a team, or has at least the permission. */
export interface People {
  readonly users?: readonly string[];
  /** `organisation/team`, the team as its address has it. */
  readonly teams?: readonly string[];
  readonly permission?: Permission;
}

/** All that are given must hold; a list holds when one of it does. */
export interface Conditions {
  readonly commands?: readonly string[];
  readonly environments?: readonly string[];
  /** Patterns of names. */
  readonly clusters?: readonly string[];
  readonly providers?: readonly string[];
  readonly flavors?: readonly string[];
  readonly regions?: readonly string[];
  /** Kubernetes minors. */
  readonly versions?: readonly string[];
  /** Patterns. */
  readonly machineTypes?: readonly string[];
  /** More workers than this. */
  readonly workersOver?: number;
  /** More machines than this, the control plane's counted. */
  readonly machinesOver?: number;
  readonly by?: People;
  readonly times?: readonly TimeWindow[];
  /** None of these: a maintenance window. */
  readonly outside?: readonly TimeWindow[];
}

export const weekdays = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;
export type Weekday = (typeof weekdays)[number];

/** A time that comes back, or a stretch of days; all that is given must hold. */
export interface TimeWindow {
  readonly days?: readonly Weekday[];
  /** `HH:MM`. Where `to` is earlier, the window ends on the next day. */
  readonly from?: string;
  readonly to?: string;
  /** `YYYY-MM-DD`, both days included. */
  readonly firstDay?: string;
  readonly lastDay?: string;
  /** An IANA time zone. */
  readonly zone: string;
}

/** The most that may stand at once, counted over the base branch and the open requests. */
export interface Quota {
  readonly name: string;
  readonly environments?: readonly string[];
  readonly providers?: readonly string[];
  readonly regions?: readonly string[];
  /** Patterns of names. */
  readonly clusters?: readonly string[];
  readonly mostClusters?: number;
  readonly mostMachines?: number;
}
