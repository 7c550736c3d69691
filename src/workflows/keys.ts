import { namesFor, requestId, requestIdOfBranch } from '../domain/cluster/names.ts';
import type { CommandLine } from '../domain/command/command.ts';
import { proposingCommands } from '../domain/edits/registry.ts';
import type { RepositoryRef } from '../domain/repository.ts';
import type { JobOptions } from '../ports/jobs.ts';

/** Key under which all jobs of one request run, one at a time. */
export const requestKey = (id: string): string => `request/${id}`;

/** Key under which all changes of one cluster run, in the order in which they were asked for. */
export const clusterKey = (repository: RepositoryRef, name: string): string => `${repository.id}/cluster/${name}`;

/** Key under which the locks of a repository are changed, one at a time. */
const locksKey = (repository: RepositoryRef): string => `${repository.id}/locks`;

/** A pull request of ours shares its key with the request; the branch name says which. */
export function pullKeys(repository: RepositoryRef, pull: number, branch: string): readonly string[] {
  const id = requestIdOfBranch(branch);
  return [id === undefined ? `${repository.id}/pull/${pull}` : requestKey(id)];
}

/** Commands that act on requests and locks of others, or are asked for in a hurry. */
const controlling: ReadonlySet<string> = new Set(['retry', 'cancel', 'unlock', 'locks']);

/**
 * How a comment's commands are queued: by a name that a redelivery has too, in their turn, and past the others where they control
 * them. `selected`: the clusters that their selectors fit, once that is known.
 */
export function commandOptions(
  repository: RepositoryRef,
  issue: number,
  sourceNodeId: string,
  lines: readonly CommandLine[],
  selected: readonly string[] = [],
): JobOptions {
  const held = selected.map((name) => clusterKey(repository, name));
  return {
    id: `command:${repository.id}:${sourceNodeId}`,
    keys: [...new Set([...keysFor(repository, issue, sourceNodeId, lines), ...held])].sort(),
    ...(lines.every(({ name }) => controlling.has(name ?? '')) ? { control: true } : {}),
  };
}

/**
 * The queue keys of a comment: its clusters' and its request's, or the issue's when it opens none. A lock waits for what is under
 * way for its cluster, so that no request slips past it; `/unlock` waits for nothing but other changes of locks.
 */
function keysFor(
  repository: RepositoryRef,
  issue: number,
  sourceNodeId: string,
  lines: readonly CommandLine[],
): readonly string[] {
  const asked = lines.filter((line) => proposingCommands.includes(line.name ?? ''));
  const locking = lines.some(({ name }) => name === 'lock' || name === 'unlock') ? [locksKey(repository)] : [];
  const locked = lines.flatMap((line) =>
    line.kind === 'command' && line.name === 'lock' ? [String(line.arguments['name'])] : [],
  );
  const held = locked.map((name) => clusterKey(repository, name));
  if (asked.length === 0) return [...new Set([`${repository.id}/issue/${issue}`, ...locking, ...held])].sort();
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
  return [...new Set([...requests, ...names.map((name) => clusterKey(repository, name)), ...locking, ...held])].sort();
}

/** One job at a time for a merge group. */
export const groupKeys = ({ id }: RepositoryRef, headSha: string): readonly string[] => [`${id}/merge/${headSha}`];
