import { createHash } from 'node:crypto';
import type { Request } from './request.ts';

/** Every branch of ours begins so; nothing else of ours does. */
export const branchPrefix = 'clusterops/';

/**
 * Longest name of a cluster. Kubernetes labels and host names end at 63 characters, and the longest suffix that is put
 * behind the name is `-control-plane-` with the eight characters of a content hash, which Cluster API in turn shortens.
 */
export const longestName = 40;

const base32 = 'abcdefghijklmnopqrstuvwxyz234567';
const idLength = 10;
const label = /^[a-z]([-a-z0-9]*[a-z0-9])?$/;
const segment = /^[A-Za-z0-9._-]+$/;

/** The identity of a request: ten characters of base32 over repository id, source node id and command index. The same asks always have the same. */
export function requestId(repositoryId: number, sourceNodeId: string, index: number): string {
  const digest = createHash('sha256')
    .update(JSON.stringify([repositoryId, sourceNodeId, index]))
    .digest();
  return Array.from(digest.subarray(0, idLength), (byte) => base32[byte % 32]).join('');
}

/** The branch of a request, e.g. `clusterops/create-eu-west-1-12-k3f…`. Always a valid ref: it is made of DNS labels. */
export function branchName(kind: Request['kind'], clusters: readonly string[], id: string): string {
  const verb = kind.slice(0, kind.indexOf('-'));
  const [first = 'nothing', ...others] = clusters;
  const subject = others.length === 0 ? first : `${first}-and-${others.length}-more`;
  return `${branchPrefix}${verb}-${subject}-${id}`;
}

/** The request id at the end of a branch name, when the branch is shaped like one of ours. */
export function requestIdOfBranch(branch: string): string | undefined {
  return /^clusterops\/[a-z]+-[a-z0-9-]+-([a-z2-7]{10})$/.exec(branch)?.[1];
}

/** Whether `name` can be the name of a cluster, as far as its characters go: a DNS label that starts with a letter. */
export function isDnsLabel(name: string): boolean {
  return name.length <= 63 && label.test(name);
}

/** The folder of a cluster below the configured clusters folder. */
export function clusterFolder(clustersFolder: string, name: string): string {
  return `${clustersFolder.replace(/\/+$/, '')}/${name}`;
}

/**
 * Whether `path` may be written: relative, `/` separated, portable characters only, no empty, `.` or `..` segment, nothing
 * below `.git`, and inside `folder`. At most 255 characters a segment and 1,024 in all.
 */
export function isSafePath(path: string, folder: string): boolean {
  if (path.length > 1024 || !path.startsWith(`${folder}/`)) return false;
  return path.split('/').every((part) => {
    if (part.length > 255 || !segment.test(part)) return false;
    return part !== '.' && part !== '..' && part.toLowerCase() !== '.git';
  });
}

/** Names of the clusters that one create command means, in the order of its regions: the same for the same command on the same issue. */
export function namesFor(regions: readonly string[], issue: number, name?: string): readonly string[] {
  const seen = new Map<string, number>();
  return regions.map((region) => {
    const stem = name === undefined ? `${region}-${issue}` : regions.length === 1 ? name : `${name}-${region}`;
    const count = (seen.get(stem) ?? 0) + 1;
    seen.set(stem, count);
    return count === 1 ? stem : `${stem}-${count}`;
  });
}

/** Whether the name of an object has that of its cluster in it, as whole words. */
export function carriesName(object: string, cluster: string): boolean {
  return `-${object}-`.includes(`-${cluster}-`);
}
