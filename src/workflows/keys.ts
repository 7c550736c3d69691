import { namesFor, requestId } from '../domain/cluster/names.ts';
import type { CommandLine } from '../domain/command/command.ts';
import type { RepositoryRef } from '../domain/repository.ts';

/** Key under which all jobs of one request run, one at a time. */
export const requestKey = (id: string): string => `request/${id}`;

/** Key under which all changes of one cluster run, in the order in which they were asked for. */
const clusterKey = (repository: RepositoryRef, name: string): string => `${repository.id}/cluster/${name}`;

/** Commands that open a request for clusters. */
const changing: ReadonlySet<string> = new Set(['create-cluster', 'scale-cluster']);

/** The queue keys of a comment: its clusters' and its request's, or the issue's when it changes nothing. */
export function keysFor(
  repository: RepositoryRef,
  issue: number,
  sourceNodeId: string,
  lines: readonly CommandLine[],
): readonly string[] {
  const asked = lines.filter((line) => changing.has(line.name ?? ''));
  const first = asked[0];
  if (first === undefined) return [`${repository.id}/issue/${issue}`];
  const names = asked.flatMap((line) => {
    if (line.kind === 'refused') return [];
    if (line.name !== 'create-cluster') return typeof line.arguments.name === 'string' ? [line.arguments.name] : [];
    const { name, region } = line.arguments;
    const regions = Array.isArray(region) ? region : [];
    return namesFor(regions, issue, typeof name === 'string' ? name : undefined);
  });
  const id = requestId(repository.id, sourceNodeId, first.index);
  return [...new Set([requestKey(id), ...names.map((name) => clusterKey(repository, name))])].sort();
}
