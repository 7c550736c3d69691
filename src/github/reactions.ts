import type { Reactions } from '../ports/reactions.ts';
import type { ClientOf } from './client.ts';
import { addReaction } from './documents/announcements.ts';
import { graphqlFault, refusedForGood } from './faults.ts';

/** GitHub's names in `ReactionContent`. */
export const reactionContents = { eyes: 'EYES', rocket: 'ROCKET', confused: 'CONFUSED' } as const;

export function createReactions(clientOf: ClientOf): Reactions {
  return {
    async add(repository, subjectNodeId, reaction) {
      const input = { subjectId: subjectNodeId, content: reactionContents[reaction] };
      const { errors } = await clientOf(repository).mutate(addReaction, { input }, 1);
      const fault = errors.map((error) => graphqlFault(error, 'AddReaction')).find(({ code }) => !refusedForGood(code));
      if (fault !== undefined) throw fault;
    },
  };
}
