import type { RepositoryRef } from '../domain/repository.ts';

export interface Served {
  /** Whether the server's settings name the repository. An id once seen under an exact name stays bound to it. */
  admits(repository: RepositoryRef, ownerId: number): Promise<boolean>;
}
