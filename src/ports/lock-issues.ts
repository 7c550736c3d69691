import type { RepositoryRef } from '../domain/repository.ts';

/** An issue of our App's that keeps locks in its text. */
export interface LockIssue {
  readonly number: number;
  readonly url: string;
  readonly body: string;
  readonly open: boolean;
  /** Whether somebody else than our App wrote its text last. */
  readonly foreign: boolean;
}

/** The issues that keep the locks of a repository. */
export interface LockIssues {
  read(repository: RepositoryRef): Promise<readonly LockIssue[]>;
  /** Opens one, or gives an `existing` one another text. */
  write(
    repository: RepositoryRef,
    issue: { readonly existing?: number; readonly title: string; readonly body: string; readonly open: boolean },
  ): Promise<Pick<LockIssue, 'number' | 'url'>>;
}
