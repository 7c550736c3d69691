import type { Configuration } from '../domain/access/configuration.ts';
import type { Fleet } from '../domain/access/quotas.ts';
import { type Subject, subjectOfRow, subjectOfSpec } from '../domain/access/subject.ts';
import type { OpenRequest } from '../domain/locks/findings.ts';
import type { RepositoryRef } from '../domain/repository.ts';
import type { CommandFacts } from '../ports/github.ts';
import type { ReadStanding } from './read-standing.ts';

/** The clusters of the base branch and of open requests, each once, or that they could not all be read. */
export async function readFleet(
  readStanding: ReadStanding,
  repository: RepositoryRef,
  facts: Pick<CommandFacts, 'baseSha' | 'clusterFolders' | 'clustersTree'>,
  open: readonly Pick<OpenRequest, 'request'>[],
  { environments, clusters }: Configuration,
): Promise<Fleet> {
  const standing = await readStanding(repository, facts, clusters.folder);
  if (standing === 'unread' || standing.unread.length > 0) return 'unread';
  const asked = open.flatMap(({ request }) =>
    request.kind === 'delete-cluster' ? [] : request.clusters.map(({ spec }) => subjectOfSpec(spec, environments)),
  );
  const described = new Set(standing.rows.map(({ folder }) => folder));
  // A folder whose files nobody can read holds a cluster all the same.
  const silent = (facts.clusterFolders ?? []).filter((folder) => !described.has(folder)).map((name) => ({ name }));
  return larger([...standing.rows.map((row) => subjectOfRow(row, environments)), ...silent, ...asked]);
}

const machinesOf = ({ controlPlane = 0, workers = 0 }: Subject): number => controlPlane + workers;

/** Each cluster once, with the larger of the sizes that the base branch and open requests give it; the base comes first. */
export function larger(subjects: readonly Subject[]): readonly Subject[] {
  const byName = new Map<string, Subject>();
  for (const subject of subjects) {
    const known = byName.get(subject.name);
    if (known === undefined) byName.set(subject.name, subject);
    else if (machinesOf(subject) > machinesOf(known)) byName.set(subject.name, placedAs(subject, known));
  }
  return [...byName.values()];
}

/** Where a cluster is does not change, and only its own files have the label. */
export const placedAs = (subject: Subject, { environment }: Subject): Subject =>
  environment === undefined ? subject : { ...subject, environment };
