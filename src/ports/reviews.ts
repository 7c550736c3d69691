import type { Opinion } from '../domain/access/approvals.ts';
import type { RepositoryRef } from '../domain/repository.ts';

/** Reviews of pull requests. */
export interface Reviews {
  /** The last opinion of each person; of Apps none. */
  of(repository: RepositoryRef, pull: number): Promise<readonly Opinion[]>;
}
