import type { Finding } from '../finding.ts';

interface Version {
  readonly major: number;
  readonly minor: number;
  readonly patch: number;
}

/** Minor versions of Kubernetes that the supported Cluster API releases (1.13, 1.14) run as workload clusters. */
export const clusterApiMinors: readonly [oldest: number, newest: number] = [31, 36];

/**
 * Patch releases whose `kubeadm join` fails with Cluster API older than 1.11.11, 1.12.8 and 1.13.2. Which release the
 * management cluster runs is not known here, so they are refused, and their neighbours named.
 */
const broken: readonly string[] = ['1.36.1', '1.35.5', '1.34.8', '1.33.12'];

const shape = /^v?(\d{1,2})\.(\d{1,3})\.(\d{1,3})$/;

/** Reads `1.34.3` or `v1.34.3`; undefined for anything else, pre-releases included. */
export function parseVersion(text: string): Version | undefined {
  const [, major, minor, patch] = shape.exec(text) ?? [];
  if (major === undefined || minor === undefined || patch === undefined) return undefined;
  return { major: Number(major), minor: Number(minor), patch: Number(patch) };
}

/** The version as manifests carry it, with the leading `v`. */
export function formatVersion(version: Version): string {
  return `v${version.major}.${version.minor}.${version.patch}`;
}

/** What keeps a Kubernetes version from being used for a new cluster of a provider that makes these minor versions. */
export function checkVersion(
  text: string,
  [oldest, newest]: readonly [oldest: number, newest: number] = clusterApiMinors,
  maker = 'Cluster API',
): readonly Finding[] {
  const version = parseVersion(text);
  if (version === undefined) {
    return [
      unsupported(
        `The Kubernetes version "${text}" is not of the form 1.34.3.`,
        'Give major, minor and patch, e.g. version=1.34.3.',
      ),
    ];
  }
  const plain = formatVersion(version).slice(1);
  if (version.major !== 1 || version.minor < oldest || version.minor > newest) {
    return [
      unsupported(
        `Kubernetes ${plain} is outside 1.${oldest} to 1.${newest}, the range that ${maker} supports.`,
        `Use a version from 1.${oldest} to 1.${newest}.`,
      ),
    ];
  }
  if (broken.includes(plain)) {
    const before = `1.${version.minor}.${version.patch - 1}`;
    const after = `1.${version.minor}.${version.patch + 1}`;
    return [
      unsupported(
        `Kubernetes ${plain} breaks kubeadm join with Cluster API older than 1.11.11, 1.12.8 and 1.13.2.`,
        `Use version=${before} or version=${after}.`,
      ),
    ];
  }
  return [];
}

function unsupported(message: string, cure: string): Finding {
  return { code: 'cluster/version-unsupported', severity: 'error', message, cure };
}
