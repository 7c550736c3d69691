import type { RepositoryRef } from '../domain/repository.ts';

export interface Reactions {
  /** Adds the reaction; safe to repeat. A subject that is gone, or a locked conversation, is not an error. */
  add(repository: RepositoryRef, subjectNodeId: string, reaction: 'eyes' | 'rocket' | 'confused'): Promise<void>;
}
