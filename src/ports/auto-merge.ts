import type { RepositoryRef } from '../domain/repository.ts';

export interface AutoMerge {
  /**
   * Asks GitHub to merge a pull request, as it is now, once what its base branch requires is met; safe to repeat. `refused` says why
   * GitHub does not: where the repository does not allow it, or where nothing is required that is not met yet.
   */
  ask(
    repository: RepositoryRef,
    pull: { readonly number: number; readonly headSha: string },
  ): Promise<'asked' | { readonly refused: string }>;
}
