import { type Finding, fault, type Outcome } from '../finding.ts';
import { checkVersion, clusterApiMinors } from './versions.ts';

/** A version as manifests carry it: some services are given no patch, or a suffix of their own (`1.34.3-gke.1012000`). */
export interface CarriedVersion {
  readonly minor: number;
  readonly patch: number;
}

/** Which versions the files of a cluster say. */
export interface CarriedVersions {
  readonly controlPlane: string;
  readonly pools: readonly { readonly name: string; readonly version: string }[];
}

/** What the next pull request of an upgrade changes; nothing where every version is the target already. */
export type UpgradeStep = 'control plane' | 'workers' | 'nothing';

export interface UpgradeAsked {
  readonly cluster: string;
  readonly versions: CarriedVersions;
  /** As the command gives it, e.g. `v1.35.2`. */
  readonly target: string;
  /** Minor versions that the maker of the machines knows, and its name. */
  readonly minors?: readonly [oldest: number, newest: number];
  readonly maker?: string;
  /** The class of a topology, by which Cluster API itself can go through the minor versions between. */
  readonly topologyClass?: TopologyClass;
}

/** A ClusterClass, with the versions of Kubernetes that it lists, and the names of its variables; absent: it was found nowhere. */
export interface TopologyClass {
  readonly name: string;
  readonly versions?: readonly string[];
  readonly variables?: readonly string[];
}

/**
 * Minor versions that a kubelet may be older than its API server; it may never be newer.
 * Source: https://kubernetes.io/releases/version-skew-policy/#kubelet
 */
const kubeletSkew = 3;

const shape = /^v?1\.(\d{1,3})(?:\.(\d{1,3}))?(?:[-+][0-9A-Za-z.+-]*)?$/;

/** Undefined for what is no version of Kubernetes 1. */
export function carriedVersion(text: string): CarriedVersion | undefined {
  const [, minor, patch = '0'] = shape.exec(text) ?? [];
  return minor === undefined ? undefined : { minor: Number(minor), patch: Number(patch) };
}

/**
 * The next step from the versions of a cluster to another: the control plane first, then all workers that are behind. Not ok where
 * Kubernetes, Cluster API or the provider does not support the way. Sources: https://kubernetes.io/releases/version-skew-policy/ and
 * https://cluster-api.sigs.k8s.io/tasks/upgrading-clusters.
 */
export function upgradeStep(asked: UpgradeAsked): Outcome<UpgradeStep> {
  const { versions, minors = clusterApiMinors, maker } = asked;
  const unsupported = checkVersion(asked.target, minors, maker);
  if (unsupported.length > 0) return { ok: false, findings: unsupported };
  const to = carriedVersion(asked.target);
  const from = carriedVersion(versions.controlPlane);
  if (to === undefined || from === undefined) {
    return refused(`"${versions.controlPlane}" is not a version of Kubernetes.`, 'Correct the version in the file.');
  }
  const findings = [...wayOf(asked, from, to), ...skewOf(asked, from, to)];
  if (findings.length > 0) return { ok: false, findings };
  const behind = versions.pools.some(({ version }) => isBehind(version, to));
  const step = compare(from, to) < 0 ? 'control plane' : behind ? 'workers' : 'nothing';
  return { ok: true, value: step, notes: [] };
}

/** Whether a version is older than another. */
export function isBehind(version: string, to: CarriedVersion): boolean {
  const carried = carriedVersion(version);
  return carried !== undefined && compare(carried, to) < 0;
}

/** One minor version at a time, and never down. */
function wayOf(
  { cluster, target, versions, topologyClass }: UpgradeAsked,
  from: CarriedVersion,
  to: CarriedVersion,
): readonly Finding[] {
  if (compare(to, from) < 0) {
    return [
      way(
        `${cluster} runs Kubernetes ${plain(versions.controlPlane)}, and ${plain(target)} is older: there is no way down.`,
        `Give version= as ${plain(versions.controlPlane)} or newer.`,
      ),
    ];
  }
  const listed = topologyClass?.versions ?? [];
  if (topologyClass !== undefined && listed.length > 0 && !listed.includes(target)) {
    return [
      way(
        `ClusterClass ${topologyClass.name} does not list ${plain(target)}: Cluster API takes only ${listed.map(plain).join(', ')}.`,
        'Give one of these as version=, or add the version to spec.kubernetesVersions of the class first.',
      ),
    ];
  }
  const path = Array.from({ length: to.minor - from.minor }, (_each, index) => `1.${from.minor + index + 1}`);
  const missing = path.filter((minor) => !listed.some((version) => `1.${carriedVersion(version)?.minor}` === minor));
  if (path.length < 2 || missing.length === 0) return [];
  return [
    way(
      `From Kubernetes ${plain(versions.controlPlane)} to ${plain(target)} the way is ${path.join(' → ')}, one minor version at a time.`,
      `Begin with a release of ${path[0]}: /upgrade-cluster ${cluster} version=${path[0]}.<patch>, and go on when its workers are done.${chainCure(topologyClass, missing)}`,
    ),
  ];
}

/** What would let Cluster API go the whole way by itself: it does from 1.12 on. */
function chainCure(topologyClass: TopologyClass | undefined, missing: readonly string[]): string {
  if (topologyClass === undefined) return '';
  const { name, versions } = topologyClass;
  if (versions === undefined)
    return ` ClusterClass ${name}, whose spec.kubernetesVersions would allow the whole way, was found neither in the repository nor in the management cluster.`;
  return ` Or let Cluster API (1.12 or newer) go the whole way: list a release of ${missing.join(', ')} in spec.kubernetesVersions of ClusterClass ${name}.`;
}

function skewOf(
  { cluster, target, versions }: UpgradeAsked,
  from: CarriedVersion,
  to: CarriedVersion,
): readonly Finding[] {
  return versions.pools.flatMap(({ name, version }) => {
    const pool = carriedVersion(version);
    if (pool === undefined) {
      return [way(`"${version}" of pool ${name} is not a version of Kubernetes.`, 'Correct the version in the file.')];
    }
    if (compare(pool, to) > 0) {
      return [
        way(
          `Pool ${name} runs Kubernetes ${plain(version)}, newer than ${plain(target)}: a kubelet is never newer than its API server.`,
          `Give version= as ${plain(version)} or newer.`,
        ),
      ];
    }
    if (compare(from, to) < 0 && to.minor - pool.minor > kubeletSkew) {
      return [
        way(
          `Pool ${name} runs Kubernetes ${plain(version)}: kubelets may be at most ${kubeletSkew} minor versions older than an API server of ${plain(target)}.`,
          `Upgrade the workers first: /upgrade-cluster ${cluster} version=${plain(versions.controlPlane)}.`,
        ),
      ];
    }
    return [];
  });
}

function compare(left: CarriedVersion, right: CarriedVersion): number {
  return left.minor - right.minor || left.patch - right.patch;
}

const plain = (version: string): string => version.replace(/^v/, '');

const way = (message: string, cure: string): Finding => fault('cluster/upgrade-path', message, { cure });

function refused(message: string, cure: string): Outcome<UpgradeStep> {
  return { ok: false, findings: [way(message, cure)] };
}
