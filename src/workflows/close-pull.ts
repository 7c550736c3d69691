import type { RepositoryRef } from '../domain/repository.ts';
import type { Pulls } from '../ports/github.ts';
import type { Jobs } from '../ports/jobs.ts';
import { requestKey } from './keys.ts';

/** Closes the pull request of a request without merging, and has what follows from that done; says what it is then. */
export async function closePull(
  { pulls, jobs }: { readonly pulls: Pulls; readonly jobs: Jobs },
  repository: RepositoryRef,
  request: string,
  pull: number,
): Promise<'closed' | 'merged'> {
  const left = await pulls.close(repository, pull);
  await jobs.add(
    'adopt-pull',
    { repository, pull },
    { keys: [requestKey(request)], coalesce: `${repository.id}/pull/${pull}`, control: true },
  );
  return left;
}
