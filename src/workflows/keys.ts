import { namesFor, requestId } from '../domain/cluster/names.ts';
import type { CommandLine } from '../domain/command/command.ts';
import { clusterEdits } from '../domain/edits/registry.ts';
import type { RepositoryRef } from '../domain/repository.ts';

/** Key under which all jobs of one request run, one at a time. */
export const requestKey = (id: string): string => `request/${id}`;

/** Key under which all changes of one cluster run, in the order in which they were asked for. */
const clusterKey = (repository: RepositoryRef, name: string): string => `${repository.id}/cluster/${name}`;

/** Commands that open a request for clusters. */
const changing: ReadonlySet<string> = new Set([
  'create-cluster',
  'delete-cluster',
  ...clusterEdits.map(({ kind }) => kind),
]);

/** The queue keys of a comment: its clusters' and its request's, or the issue's when it changes nothing. */
export function keysFor(
  repository: RepositoryRef,
  issue: number,
  sourceNodeId: string,
  lines: readonly CommandLine[],
): readonly string[] {
  const asked = lines.filter((line) => changing.has(line.name ?? ''));
  if (asked.length === 0) return [`${repository.id}/issue/${issue}`];
  const names = asked.flatMap((line) => {
    if (line.kind === 'refused') return [];
    if (line.name !== 'create-cluster') return typeof line.arguments.name === 'string' ? [line.arguments.name] : [];
    const { name, region } = line.arguments;
    const regions = Array.isArray(region) ? region : [];
    return namesFor(regions, issue, typeof name === 'string' ? name : undefined);
  });
  // All clusters that a comment creates are one request; each other command is one of its own.
  const creating = asked.filter((line) => line.name === 'create-cluster').slice(0, 1);
  const requests = [...creating, ...asked.filter((line) => line.name !== 'create-cluster')].map(({ index }) =>
    requestKey(requestId(repository.id, sourceNodeId, index)),
  );
  return [...new Set([...requests, ...names.map((name) => clusterKey(repository, name))])].sort();
}
