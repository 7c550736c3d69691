import { z } from 'zod';
import type { AutoMerge } from '../ports/auto-merge.ts';
import type { ClientOf } from './client.ts';
import { decode } from './decode.ts';
import { autoMergeState, enableAutoMerge } from './documents/auto-merge.ts';
import { graphqlFault } from './faults.ts';

const shape = z.object({
  repository: z.object({
    autoMergeAllowed: z.boolean(),
    mergeCommitAllowed: z.boolean(),
    squashMergeAllowed: z.boolean(),
    pullRequest: z.object({ id: z.string(), state: z.string(), autoMergeRequest: z.object({}).nullish() }).nullish(),
  }),
});

export const createAutoMerge = (clientOf: ClientOf): AutoMerge => ({
  async ask(repository, { number, headSha }) {
    const client = clientOf(repository);
    const data = await client.query(autoMergeState, { owner: repository.owner, name: repository.name, number });
    const { pullRequest: pull, ...allowed } = decode(shape, data, 'auto-merge').repository;
    if (pull?.state !== 'OPEN') return { refused: 'it is not open' };
    if (pull.autoMergeRequest != null) return 'asked';
    if (!allowed.autoMergeAllowed) return { refused: 'the repository does not allow auto-merge' };
    const mergeMethod = allowed.mergeCommitAllowed ? 'MERGE' : allowed.squashMergeAllowed ? 'SQUASH' : 'REBASE';
    const input = { pullRequestId: pull.id, expectedHeadOid: headSha, mergeMethod };
    const { errors } = await client.mutate(enableAutoMerge, { input }, 1);
    const [error] = errors;
    if (error === undefined) return 'asked';
    const fault = graphqlFault(error, 'EnableAutoMerge');
    if (fault.retry) throw fault;
    return { refused: error.message };
  },
});
