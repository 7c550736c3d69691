import type { RepositoryRef } from '../domain/repository.ts';

/** An issue of our App's that keeps something in its text. */
export interface KeptIssue {
  readonly number: number;
  readonly nodeId: string;
  readonly url: string;
  readonly body: string;
  readonly open: boolean;
  /** Whether somebody else than our App wrote its text last. */
  readonly foreign: boolean;
  /** How many comments it has. */
  readonly comments: number;
}

/** The issues of a repository that keep one thing, such as its locks. */
export interface KeptIssues {
  read(repository: RepositoryRef): Promise<readonly KeptIssue[]>;
  /** Opens one, or gives an `existing` one another text. */
  write(
    repository: RepositoryRef,
    issue: { readonly existing?: number; readonly title: string; readonly body: string; readonly open: boolean },
  ): Promise<Pick<KeptIssue, 'number' | 'nodeId' | 'url'>>;
}
