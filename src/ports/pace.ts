import type { RepositoryRef } from '../domain/repository.ts';

export interface Pace {
  /**
   * Milliseconds until so much more can be created (comments, branches, pull requests, check runs) within what GitHub allows an
   * installation; 0: now. Answers and requests under way are left a part.
   */
  waitFor(repository: RepositoryRef, creates: number): Promise<number>;
}
