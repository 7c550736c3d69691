import type { RequestedCluster } from '../cluster/request.ts';
import type { ClusterRow } from '../cluster/rows.ts';
import { workersIn } from '../cluster/spec.ts';
import { fitsPattern } from '../text/pattern.ts';
import type { Environment } from './policy.ts';

/** A cluster that a command is about, as it will be after the command. What is absent is not known. */
export interface Subject {
  readonly name: string;
  /** Empty: in none. */
  readonly environment?: string;
  readonly provider?: string;
  readonly flavor?: string;
  readonly region?: string;
  /** With or without the leading `v`. */
  readonly kubernetesVersion?: string;
  /** Those that the command asks for. */
  readonly machineTypes?: readonly string[];
  readonly controlPlane?: number;
  /** The most that there may come to be. */
  readonly workers?: number;
}

/** The environment of a cluster: what its label says, else the first whose patterns fit its name, else none. */
export function environmentOf(
  name: string,
  environments: Readonly<Record<string, Environment>>,
  label: string | undefined,
): string {
  if (label !== undefined) return label;
  const found = Object.entries(environments).find(([, { clusters }]) =>
    clusters.some((each) => fitsPattern(name, each)),
  );
  return found?.[0] ?? '';
}

/** A cluster that stands in Git. */
export function subjectOfRow(row: ClusterRow, environments: Readonly<Record<string, Environment>>): Subject {
  const { name, provider, region, kubernetesVersion, controlPlane, workers, mostWorkers = workers } = row;
  return known({
    name,
    environment: environmentOf(name, environments, row.environment),
    provider,
    region,
    flavor: row.flavor,
    kubernetesVersion,
    controlPlane,
    workers: mostWorkers,
  });
}

/** A cluster as a request asks for it. What the request does not say is empty there, and not known here. */
export function subjectOfSpec(
  spec: Pick<RequestedCluster['spec'], 'name'> & Partial<RequestedCluster['spec']>,
  environments: Readonly<Record<string, Environment>>,
): Subject {
  const types = [spec.controlPlane?.machineType, ...(spec.pools ?? []).map((pool) => pool.machineType)];
  return known({
    name: spec.name,
    environment: environmentOf(spec.name, environments, undefined),
    provider: spec.provider || undefined,
    flavor: spec.flavor || undefined,
    region: spec.region || undefined,
    kubernetesVersion: spec.kubernetesVersion || undefined,
    machineTypes: types.flatMap((type) => (type === undefined || type === '' ? [] : [type])),
    controlPlane: spec.controlPlane?.replicas,
    workers: spec.mostWorkers ?? (spec.pools && workersIn(spec.pools)),
  });
}

function known(facts: { readonly [K in keyof Subject]: Subject[K] | undefined }): Subject {
  return Object.fromEntries(Object.entries(facts).filter(([, value]) => value !== undefined)) as unknown as Subject;
}
