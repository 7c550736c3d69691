import type { FileContent } from '../domain/cluster/spec.ts';
import type { Finding } from '../domain/finding.ts';
import { unreadFinding } from './check-files.ts';

/** Reading hostile YAML takes seconds a megabyte, and everybody's commands wait meanwhile. Cluster manifests are far smaller. */
const largestFile = 256 * 1024;
const largestSum = 8 * 1024 * 1024;

/** The files that are small enough to be checked, and a finding for each that is not. */
export function withinBudget(files: readonly FileContent[]): {
  readonly relevant: readonly FileContent[];
  readonly oversized: readonly Finding[];
} {
  const relevant: FileContent[] = [];
  const oversized: Finding[] = [];
  let sum = 0;
  for (const file of files) {
    sum += file.content.length;
    if (file.content.length > largestFile)
      oversized.push(unreadFinding(file.path, 'it is larger than manifests of clusters are'));
    else if (sum > largestSum)
      oversized.push(unreadFinding(file.path, 'there is more to check than is checked at once'));
    else relevant.push(file);
  }
  return { relevant, oversized };
}
