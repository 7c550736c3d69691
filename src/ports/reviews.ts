import type { Opinion, PullCommit } from '../domain/access/approvals.ts';
import type { RepositoryRef } from '../domain/repository.ts';

/** Reviews of pull requests. */
export interface Reviews {
  /** The last opinion of each person; of Apps none. With `until`, of those given by then (milliseconds since the epoch). */
  of(repository: RepositoryRef, pull: number, until?: number): Promise<readonly Opinion[]>;
  /** The commits that are reviewed, by those who made them; of more than 250 GitHub lists only so many. */
  commits(repository: RepositoryRef, pull: number): Promise<readonly PullCommit[]>;
}
